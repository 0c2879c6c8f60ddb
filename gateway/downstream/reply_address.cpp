#include "downstream/reply_address.h"

#include <algorithm>

#include "http/client_url.h"
#include "http/ip_address.h"

namespace sluis::downstream {

namespace {

constexpr std::size_t kLimitAddress = 1024;

bool is_loopback(const http::ClientUrl& url) {
  const auto numeric = http::IpAddress::parse(url.host);
  return url.host == "localhost" || (numeric && numeric->is_loopback());
}

}  // namespace

bool is_reply_address(std::string_view url, bool is_laboratory) {
  const auto parsed = url.size() <= kLimitAddress ? http::ClientUrl::parse(url) : std::nullopt;
  if (!parsed) return false;
  if (parsed->scheme != http::ClientUrl::Scheme::https && !is_loopback(*parsed) && !is_laboratory) {
    return false;
  }
  return std::ranges::all_of(url,
                             [](char c) { return c > ' ' && c < 0x7f && c != '\\' && c != '"'; });
}

}  // namespace sluis::downstream
