#include "http/cookie.h"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

#include "http/ascii.h"

namespace sluis::http {

namespace {

constexpr std::size_t kLongestPair = 4096;  // standards WEB-01; browsers drop what is longer
constexpr std::size_t kMostRead = 32;

using Pair = std::pair<std::string_view, std::string_view>;

std::vector<Pair> pairs_of(const Request& request) {
  std::vector<Pair> pairs;
  for (std::string_view line : request.headers.all("Cookie")) {
    while (!line.empty()) {
      const auto end = std::min(line.find(';'), line.size());
      const auto pair = trimmed(line.substr(0, end));
      line.remove_prefix(std::min(end + 1, line.size()));
      const auto equals = pair.find('=');
      if (equals == std::string_view::npos) continue;  // a cookie without a name is none of ours
      pairs.emplace_back(trimmed(pair.substr(0, equals)), trimmed(pair.substr(equals + 1)));
    }
  }
  return pairs;
}

bool is_cookie_octet(char letter) {  // RFC 6265 §4.1.1
  return letter > ' ' && letter < '\x7f' && !std::string_view("\",;\\").contains(letter);
}

void require_writable(std::string_view name, std::string_view value) {
  const bool is_clean = std::ranges::all_of(name, is_cookie_octet) && !name.contains('=') &&
                        !name.empty() && std::ranges::all_of(value, is_cookie_octet);
  if (!is_clean) throw std::invalid_argument("a cookie with characters that cannot be sent");
  if (name.size() + value.size() > kLongestPair) throw std::invalid_argument("a cookie too long");
}

}  // namespace

std::string CookieStyle::name(std::string_view bare) const {
  return std::string(secure_ ? "__Host-" : "").append(bare);
}

std::string CookieStyle::set(std::string_view bare, std::string_view value, SameSite same_site,
                             std::optional<std::chrono::seconds> max_age) const {
  std::string cookie = name(bare);
  require_writable(cookie, value);
  cookie.append("=").append(value).append("; Path=/");
  if (max_age) cookie.append("; Max-Age=").append(std::to_string(max_age->count()));
  cookie.append("; HttpOnly");
  if (secure_) cookie.append("; Secure");
  // Browsers drop SameSite=None without Secure, so a laboratory over http has to do with Lax.
  cookie.append(same_site == SameSite::none && secure_ ? "; SameSite=None" : "; SameSite=Lax");
  return cookie;
}

std::string CookieStyle::remove(std::string_view bare, SameSite same_site) const {
  return set(bare, "", same_site, std::chrono::seconds{0});
}

std::optional<std::string> CookieStyle::read(const Request& request, std::string_view bare) const {
  const auto wanted = name(bare);
  std::optional<std::string_view> found;
  for (const auto& [key, value] : pairs_of(request)) {
    if (key != wanted) continue;
    if (found && *found != value) return std::nullopt;
    found = value;
  }
  if (!found) return std::nullopt;
  return std::string(*found);
}

std::vector<std::pair<std::string, std::string>> CookieStyle::read_all(
    const Request& request, std::string_view prefix) const {
  const auto start = name(prefix);
  const auto bare_from = start.size() - prefix.size();
  std::vector<std::string_view> order;
  std::unordered_map<std::string_view, std::optional<std::string_view>> values;
  for (const auto& [key, value] : pairs_of(request)) {
    if (!key.starts_with(start)) continue;
    const auto [place, is_new] = values.try_emplace(key, value);
    if (is_new) order.push_back(key);
    if (place->second != value) place->second.reset();  // as in read: two values are none
  }
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto key : order) {
    const auto value = values.at(key);
    if (!value) continue;
    if (found.size() == kMostRead) break;
    found.emplace_back(key.substr(bare_from), *value);
  }
  return found;
}

}  // namespace sluis::http
