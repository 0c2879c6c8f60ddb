#include "http/cache_lifetime.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "http/ascii.h"

namespace sluis::http {

namespace {

constexpr std::chrono::seconds kShortest{60};
constexpr std::chrono::seconds kLongest{24 * 3600};
constexpr std::chrono::seconds kUnsaid{3600};

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || stopped != text.data() + text.size() || number < 0) {
    return std::nullopt;
  }
  return number;
}

/// The value of a directive such as "max-age=60"; nothing for another one.
std::optional<std::string_view> value_of(std::string_view directive, std::string_view name) {
  const auto equals = directive.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  if (!equal_without_case(directive.substr(0, equals), name)) return std::nullopt;
  auto value = directive.substr(equals + 1);
  if (value.size() > 1 && value.starts_with('"') && value.ends_with('"')) {
    value = value.substr(1, value.size() - 2);  // RFC 9111 §5.2: both forms are to be understood
  }
  return value;
}

/// Seconds; nothing where it is not said.
std::optional<std::int64_t> max_age(const Headers& headers) {
  std::optional<std::int64_t> seconds;
  for (std::string_view rest : headers.all("Cache-Control")) {
    while (!rest.empty()) {
      const auto comma = rest.find(',');
      const auto directive = trimmed(rest.substr(0, comma));
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
      if (equal_without_case(directive, "no-store") || equal_without_case(directive, "no-cache")) {
        return 0;
      }
      // What is no number is taken for the shortest time (RFC 9111 §4.2.1).
      if (const auto value = value_of(directive, "max-age")) {
        seconds = number_of(*value).value_or(0);
      }
    }
  }
  return seconds;
}

}  // namespace

std::chrono::seconds cache_lifetime(const Headers& headers) {
  const auto fresh_for = max_age(headers);
  if (!fresh_for) return kUnsaid;
  const auto age = number_of(headers.get("Age").value_or("0")).value_or(0);
  const auto left = *fresh_for > age ? *fresh_for - age : 0;
  return std::clamp(std::chrono::seconds(left), kShortest, kLongest);
}

}  // namespace sluis::http
