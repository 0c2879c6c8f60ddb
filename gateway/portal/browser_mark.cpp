#include "portal/browser_mark.h"

#include <string_view>

#include "crypto/encoding.h"
#include "crypto/mac.h"

namespace sluis::portal {

namespace {

constexpr std::string_view kCookie = "start";
constexpr std::size_t kBytes = 16;

std::string token_under(std::string mark) {
  const auto secret = crypto::Secret::take(std::move(mark));
  return crypto::hmac_name(secret, crypto::length_prefixed({"sluis/form/1", "/rooms"}));
}

}  // namespace

std::optional<std::string> BrowserMark::token_of(const http::Request& request) const {
  const auto value = style_.read(request, kCookie);
  auto octets = value ? crypto::base64url_decode(*value) : std::nullopt;
  if (!octets || octets->size() != kBytes) return std::nullopt;
  return token_under(std::move(*octets));
}

BrowserMark::Token BrowserMark::token_for(const http::Request& request) const {
  if (auto text = token_of(request)) return {.text = std::move(*text), .set_cookie = std::nullopt};
  std::string mark = random_.octets(kBytes);
  auto cookie =
      style_.set(kCookie, crypto::base64url_encode(mark), http::SameSite::lax, std::nullopt);
  return {.text = token_under(std::move(mark)), .set_cookie = std::move(cookie)};
}

bool BrowserMark::is_of(const http::Request& request, std::string_view token) const {
  const auto expected = token_of(request);
  return expected && crypto::equal_in_constant_time(*expected, token);
}

}  // namespace sluis::portal
