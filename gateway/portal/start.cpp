#include "portal/start.h"

#include <fmt/format.h>

#include <chrono>

namespace sluis::portal {

namespace {

using boost::asio::awaitable;

// RFC 9116 §2.5.5 advises less than a year.
constexpr std::chrono::days kSecurityTextGoodFor{180};

std::string in_days(std::chrono::seconds period) {
  return std::to_string(std::chrono::ceil<std::chrono::days>(period).count());
}

awaitable<http::Response> show(StartParts parts, std::string_view name, std::string_view path,
                               const http::Request& request) {
  co_return parts.pages.make({.name = name,
                              .language = web::choose_language(request, {}),
                              .values = {{"identifier_days", in_days(parts.identifier_retention)},
                                         {"access_log_days", in_days(parts.access_log_retention)}},
                              .same_page = std::string(path)});
}

/// RFC 9116 §2.5.3: a URI. An address becomes one with mailto.
std::string contact_uri(const std::string& contact) {
  const bool is_address = contact.contains('@') && !contact.contains(':');
  return is_address ? "mailto:" + contact : contact;
}

/// RFC 9116 (standards WEB-07, INL-27). Midnight, so that it stays the same for a day.
awaitable<http::Response> security_text(StartParts parts) {
  const auto& house = parts.pages.house();
  const auto until =
      std::chrono::floor<std::chrono::days>(parts.clock.now()) + kSecurityTextGoodFor;
  const std::chrono::year_month_day date(until);
  std::string text;
  for (const std::string& contact : {house.security, house.email}) {
    if (!contact.empty()) text += fmt::format("Contact: {}\n", contact_uri(contact));
  }
  text += fmt::format("Expires: {:04}-{:02}-{:02}T00:00:00Z\n", int(date.year()),
                      unsigned(date.month()), unsigned(date.day()));
  text += "Preferred-Languages: nl, en\n";
  text += fmt::format("Canonical: {}/.well-known/security.txt\n", parts.issuer);
  co_return http::plain_text(200, std::move(text));
}

awaitable<http::Response> robots_text() {
  co_return http::plain_text(200, "User-agent: *\nDisallow: /\n");
}

http::Route page_route(const StartParts& parts, std::string_view path, std::string_view name) {
  return {"GET", std::string(path), [parts, name, path](const http::Request& request) {
            return show(parts, name, path, request);
          }};
}

}  // namespace

http::Route start_route(const StartParts& parts) { return page_route(parts, "/", "start"); }

std::vector<http::Route> open_routes(const StartParts& parts) {
  return {
      page_route(parts, "/privacy", "privacy"),
      page_route(parts, "/toegankelijkheid", "accessibility"),
      {"GET", "/.well-known/security.txt",
       [parts](const http::Request&) { return security_text(parts); }},
      {"GET", "/robots.txt", [](const http::Request&) { return robots_text(); }},
  };
}

}  // namespace sluis::portal
