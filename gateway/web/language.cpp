#include "web/language.h"

#include <algorithm>
#include <optional>

#include "http/ascii.h"
#include "http/cookie.h"

namespace sluis::web {

namespace {

/// The language of a tag ("nl", "nl-BE", "en-GB"), where it is one of ours (RFC 4647 §3.3.1, basic
/// filtering).
std::optional<Language> language_of(std::string_view tag) {
  const std::string_view primary = tag.substr(0, tag.find('-'));
  if (http::equal_without_case(primary, "nl")) return Language::nl;
  if (http::equal_without_case(primary, "en")) return Language::en;
  return std::nullopt;
}

std::optional<Language> from_cookie(const http::Request& request) {
  for (const bool is_secure : {true, false}) {
    const auto value = http::CookieStyle(is_secure).read(request, "language");
    if (value == "nl") return Language::nl;
    if (value == "en") return Language::en;
  }
  return std::nullopt;
}

/// A weight in thousandths (RFC 9110 §12.4.2): "1", "0.8", "0.123". Nothing for anything else.
std::optional<int> thousandths(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int value = (text[0] - '0') * 1000;
  if (text.size() == 1) return value;
  if (text[1] != '.') return std::nullopt;
  int unit = 100;
  for (const char digit : text.substr(2)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value += (digit - '0') * unit;
    unit /= 10;
  }
  return value <= 1000 ? std::optional(value) : std::nullopt;
}

int weight_of(std::string_view parameters) {
  const std::string_view trimmed = http::trimmed(parameters);
  if (trimmed.empty()) return 1000;
  if (trimmed.size() < 2 || http::lower(trimmed[0]) != 'q' || trimmed[1] != '=') return 0;
  return thousandths(trimmed.substr(2)).value_or(0);
}

/// RFC 9110 §12.5.4. At equal weight the first one counts.
std::optional<Language> from_accept_language(const http::Request& request) {
  const auto header = request.headers.get("Accept-Language");
  if (!header) return std::nullopt;
  std::optional<Language> best;
  int best_weight = 0;
  std::string_view rest = *header;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    const std::string_view item = http::trimmed(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const auto semicolon = std::min(item.find(';'), item.size());
    const auto language = language_of(http::trimmed(item.substr(0, semicolon)));
    const int weight = weight_of(item.substr(std::min(semicolon + 1, item.size())));
    if (!language || weight <= best_weight) continue;
    best = language;
    best_weight = weight;
  }
  return best;
}

}  // namespace

std::string_view code_of(Language language) { return language == Language::nl ? "nl" : "en"; }

Language choose_language(const http::Request& request, std::span<const std::string> ui_locales) {
  if (const auto chosen = from_cookie(request)) return *chosen;
  for (const std::string& tag : ui_locales) {
    if (const auto asked = language_of(tag)) return *asked;
  }
  return from_accept_language(request).value_or(Language::nl);
}

}  // namespace sluis::web
