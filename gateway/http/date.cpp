#include "http/date.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace sluis::http {

namespace {

constexpr std::string_view kShape = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::int64_t kOldestAge = 10 * 365 * 86'400;

bool is_digit(char octet) { return octet >= '0' && octet <= '9'; }
bool is_letter(char octet) {
  return (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z');
}

/// Digits where the shape has digits, letters for its letters, the rest to the letter.
bool has_shape(std::string_view text) {
  return std::ranges::equal(text, kShape, [](char given, char shape) {
    if (is_digit(shape)) return is_digit(given);
    return is_letter(shape) ? is_letter(given) : given == shape;
  });
}

int number_at(std::string_view text, std::size_t at, std::size_t size) {
  int number = 0;
  std::from_chars(text.data() + at, text.data() + at + size, number);
  return number;
}

std::int64_t age_of(const Headers& headers) {
  const auto text = headers.get("Age").value_or("0");
  std::int64_t seconds = 0;
  const auto [stopped, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  return failed == std::errc() && seconds > 0 ? std::min(seconds, kOldestAge) : 0;
}

}  // namespace

std::optional<crypto::TimePoint> parse_date(std::string_view text) {
  if (!has_shape(text) || !text.ends_with(" GMT")) return std::nullopt;
  const auto month = std::ranges::find(kMonths, text.substr(8, 3));
  if (month == kMonths.end()) return std::nullopt;
  const std::chrono::year_month_day day(
      std::chrono::year(number_at(text, 12, 4)),
      std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
      std::chrono::day(static_cast<unsigned>(number_at(text, 5, 2))));
  const auto hours = number_at(text, 17, 2);
  const auto minutes = number_at(text, 20, 2);
  const auto seconds = number_at(text, 23, 2);  // 60: a leap second
  if (!day.ok() || hours > 23 || minutes > 59 || seconds > 60) return std::nullopt;
  return std::chrono::sys_days(day) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
         std::chrono::seconds(seconds);
}

std::optional<crypto::TimePoint> clock_of(const Headers& headers) {
  const auto date = parse_date(headers.get("Date").value_or(""));
  if (!date) return std::nullopt;
  return *date + std::chrono::seconds(age_of(headers));
}

}  // namespace sluis::http
