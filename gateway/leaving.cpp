#include "leaving.h"

namespace sluis {

namespace {

bool leaves_us(const http::Response& response) {
  const auto location = response.headers.get("Location");
  return response.status == 303 && location && !location->starts_with('/');
}

}  // namespace

std::string site_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  const auto host = url.substr(scheme + 3);
  return std::string(host.substr(0, host.find_first_of("/?#:")));
}

http::Response leave_after_post(const web::Pages& pages, web::Language language,
                                const http::Request& request, http::Response response) {
  if (request.method != "POST") return response;
  return leave_by_page(pages, language, std::move(response));
}

http::Response leave_by_page(const web::Pages& pages, web::Language language,
                             http::Response response) {
  if (!leaves_us(response)) return response;
  const std::string location(*response.headers.get("Location"));
  auto page = pages.leave(language, location, site_of(location));
  for (const auto cookie : response.headers.all("Set-Cookie")) {
    page.headers.add("Set-Cookie", std::string(cookie));
  }
  return page;
}

}  // namespace sluis
