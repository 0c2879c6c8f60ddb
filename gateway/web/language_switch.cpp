#include "web/language_switch.h"

#include <algorithm>
#include <chrono>

#include "http/form.h"

namespace sluis::web {

namespace {

constexpr std::chrono::days kRemembered{365};
constexpr std::size_t kLongestPath = 2048;

boost::asio::awaitable<http::Response> switch_language(http::CookieStyle style,
                                                       const http::Request& request) {
  const auto form = http::Form::of_query(request);
  if (!form) co_return http::see_other("/");
  const std::string_view back = form->get("back").value_or("/");
  http::Response response = http::see_other(is_own_path(back) ? std::string(back) : "/");
  const std::string_view to = form->get("to").value_or("");
  if (to == "nl" || to == "en") {
    response.headers.add("Set-Cookie", style.set("language", to, http::SameSite::lax, kRemembered));
  }
  co_return response;
}

}  // namespace

http::Route language_switch(http::CookieStyle style) {
  return {"GET", "/language",
          [style](const http::Request& request) { return switch_language(style, request); }};
}

std::string language_link(Language to, std::string_view back) {
  return http::with_query("/language", {{"to", code_of(to)}, {"back", back}});
}

bool is_own_path(std::string_view path) {
  if (path.empty() || path.size() > kLongestPath || path[0] != '/') return false;
  if (path.size() > 1 && (path[1] == '/' || path[1] == '\\')) return false;
  return std::ranges::none_of(path, [](char letter) {
    const auto octet = static_cast<unsigned char>(letter);
    // A blank or an octet beyond ASCII has no place in a Location header, and '\' reads as '/' in
    // browsers.
    return octet <= 0x20 || octet >= 0x7f || letter == '\\';
  });
}

}  // namespace sluis::web
