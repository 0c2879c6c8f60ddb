#pragma once

// How a page is made: one layout, one stylesheet of our own, no script needed, nothing from a third
// party (standards INL-23…26, WEB-04, WEB-06, WEB-09).
//
// A page is a mustache template (web/templates) filled with texts (web/texts) and values; values
// are always escaped.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "web/language.h"

namespace sluis::web {

/// Who runs this gateway: shown at the foot of each page.
struct House {
  std::string name;            // contact.name
  std::string email;           // contact.email: whom to ask
  std::string security;        // contact.security
  bool is_laboratory = false;  // an http:// issuer: every page says so
};

/// A row of a list on a page, or a value of a page: names to texts, escaped when shown.
using Values = std::map<std::string, std::string>;

struct Page {
  std::string_view name;  // of its template: "address", "code", "refusal", …
  Language language;
  Values values{};  // for {{name}}; a section {{#name}} shows when its value is there and not empty
  std::map<std::string, std::vector<Values>> lists{};  // for {{#name}} … {{/name}}
  int status = 200;
  std::string same_page{};  // path and query of this page for the language switch; empty: no switch
  std::string_view script{};  // of web/assets; nearly every page has none
  std::string posts_to{};     // the origin of another site that its form goes to; empty: ours
};

/// Set once at the start, before any page is made.
class Pages {
 public:
  explicit Pages(House house);

  /// text/html in UTF-8 with CSP, no-store, no-referrer and the rest.
  http::Response make(const Page& page) const;

  /// She leaves for another origin after a form POST: a 200 page with a refresh of 0 seconds and a
  /// link, since CSP form-action 'self' blocks a redirect (DESIGN §6). `to` names where she goes,
  /// in words.
  http::Response leave(Language language, std::string_view location, std::string_view to) const;

  /// `/assets/…`: stylesheet, icon. Named by their content's hash, cacheable for a year.
  std::vector<http::Route> routes() const;

  const House& house() const { return house_; }

 private:
  House house_;
};

}  // namespace sluis::web
