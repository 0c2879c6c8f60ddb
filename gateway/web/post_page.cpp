#include "web/post_page.h"

#include <stdexcept>

#include "http/client_url.h"
#include "web/texts.h"

namespace sluis::web {

namespace {

/// As a source of a Content-Security-Policy (CSP3 §2.3.1): its parser took nothing but a scheme, a
/// host name or numeric address, and a port, so nothing can end the directive.
std::string origin_of(const std::string& action) {
  const auto url = http::ClientUrl::parse(action);
  if (!url) throw std::invalid_argument("post_page: not an address to post to");
  const bool is_https = url->scheme == http::ClientUrl::Scheme::https;
  return (is_https ? "https://" : "http://") + url->authority;
}

}  // namespace

http::Response post_page(const Pages& pages, const PostPage& page) {
  std::vector<Values> fields;
  for (const auto& [name, value] : page.fields) {
    fields.push_back({{"name", name}, {"value", value}});
  }
  const Values names{{"to", page.to}};
  return pages.make({.name = "post",
                     .language = page.language,
                     .values = {{"title", text("leave.title", page.language, names)},
                                {"go", text("post.go", page.language, names)},
                                {"action", page.action}},
                     .lists = {{"fields", std::move(fields)}},
                     .script = "post.js",
                     .posts_to = origin_of(page.action)});
}

}  // namespace sluis::web
