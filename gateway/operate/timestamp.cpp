#include "operate/timestamp.h"

#include <fmt/format.h>

#include <charconv>

namespace sluis::operate {

namespace {

constexpr std::size_t kDayLength = 10;  // YYYY-MM-DD

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || value < 0)
    return std::nullopt;
  return value;
}

}  // namespace

std::string timestamp(crypto::TimePoint time) {
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock{time - midnight};
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", day_text(midnight), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::string day_text(std::chrono::year_month_day day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::optional<std::chrono::year_month_day> leading_day(std::string_view text) {
  if (text.size() < kDayLength || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day parsed{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
  if (!parsed.ok()) return std::nullopt;
  return parsed;
}

std::optional<crypto::TimePoint> moment_named(std::string_view text) {
  const auto day = leading_day(text);
  if (!day || !text.ends_with('Z')) return std::nullopt;
  const std::string_view clock = text.substr(kDayLength, text.size() - kDayLength - 1);
  const bool has_seconds = clock.size() == 9;  // Thh:mm:ss
  if (clock.size() != 6 && !has_seconds) return std::nullopt;
  if (clock[0] != 'T' || clock[3] != ':' || (has_seconds && clock[6] != ':')) return std::nullopt;
  const auto hours = number(clock.substr(1, 2));
  const auto minutes = number(clock.substr(4, 2));
  const auto seconds = has_seconds ? number(clock.substr(7, 2)) : 0;
  if (!hours || !minutes || !seconds) return std::nullopt;
  if (*hours > 23 || *minutes > 59 || *seconds > 59) return std::nullopt;
  return std::chrono::sys_days(*day) + std::chrono::hours(*hours) + std::chrono::minutes(*minutes) +
         std::chrono::seconds(*seconds);
}

}  // namespace sluis::operate
