#pragma once

// A cookie without a meaning, by which a form on a page that needs no login knows the browser it
// was made for: 16 random octets, gone when the browser closes. Against cross-site posts (standards
// WEB-08), and so that a wish that somebody else made and sealed comes to nothing here.

#include <optional>
#include <string>

#include "crypto/random.h"
#include "http/cookie.h"

namespace sluis::portal {

class BrowserMark {
 public:
  BrowserMark(http::CookieStyle style, crypto::Random& random) : style_(style), random_(random) {}

  struct Token {
    std::string text;                       // for the form
    std::optional<std::string> set_cookie;  // where this browser has no mark yet
  };
  Token token_for(const http::Request& request) const;
  /// Whether the token was made for this browser.
  bool is_of(const http::Request& request, std::string_view token) const;

 private:
  std::optional<std::string> token_of(const http::Request& request) const;

  http::CookieStyle style_;
  crypto::Random& random_;
};

}  // namespace sluis::portal
