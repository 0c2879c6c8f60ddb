#include "saml/instant.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace sluis::saml {

namespace {

bool is_digit(char octet) { return octet >= '0' && octet <= '9'; }

// Exactly `count` digits and then the mark; both are taken off the text.
std::optional<unsigned> take_number(std::string_view& text, std::size_t count, char mark) {
  if (text.size() <= count || text[count] != mark) return std::nullopt;
  unsigned value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + count, value);
  if (fault != std::errc() || end != text.data() + count) return std::nullopt;
  text.remove_prefix(count + 1);
  return value;
}

// "51Z" or "51.25Z", in milliseconds.
std::optional<unsigned> take_seconds(std::string_view text) {
  if (const auto whole = std::string_view(text); whole.size() == 3) {
    auto rest = whole;
    const auto seconds = take_number(rest, 2, 'Z');
    return seconds && *seconds < 60 ? std::optional(*seconds * 1000) : std::nullopt;
  }
  const auto seconds = take_number(text, 2, '.');
  if (!seconds || *seconds >= 60 || text.size() < 2 || text.back() != 'Z') return std::nullopt;
  text.remove_suffix(1);
  unsigned value = 0;
  unsigned unit = 100;
  for (const char octet : text) {
    if (!is_digit(octet)) return std::nullopt;
    value += static_cast<unsigned>(octet - '0') * unit;
    unit /= 10;
  }
  return *seconds * 1000 + value;
}

void append_number(std::string& text, unsigned value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) text.append(width - digits.size(), '0');
  text += digits;
}

struct Part {
  char mark;
  bool is_time;
  std::int64_t seconds;
};

constexpr std::array kParts = {
    Part{'Y', false, 365 * 86'400}, Part{'M', false, 30 * 86'400}, Part{'D', false, 86'400},
    Part{'H', true, 3'600},         Part{'M', true, 60},           Part{'S', true, 1}};

}  // namespace

std::optional<crypto::TimePoint> parse_instant(std::string_view text) {
  using namespace std::chrono;
  if (text.size() > 64) return std::nullopt;
  const auto year_number = take_number(text, 4, '-');
  const auto month_number = take_number(text, 2, '-');
  const auto day_number = take_number(text, 2, 'T');
  const auto hour = take_number(text, 2, ':');
  const auto minute = take_number(text, 2, ':');
  if (!year_number || !month_number || !day_number || !hour || !minute) return std::nullopt;
  const auto fraction = take_seconds(text);
  const year_month_day date{year(static_cast<int>(*year_number)), month(*month_number),
                            day(*day_number)};
  if (!fraction || !date.ok() || *year_number < 1970 || *hour > 23 || *minute > 59) {
    return std::nullopt;
  }
  return crypto::TimePoint(sys_days(date)) + hours(*hour) + minutes(*minute) +
         milliseconds(*fraction);
}

std::string format_instant(crypto::TimePoint instant) {
  using namespace std::chrono;
  const auto whole = floor<seconds>(instant);
  const auto day_begin = floor<days>(whole);
  const year_month_day date(day_begin);
  const hh_mm_ss time(whole - day_begin);
  std::string text;
  append_number(text, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  text += '-';
  append_number(text, static_cast<unsigned>(date.month()), 2);
  text += '-';
  append_number(text, static_cast<unsigned>(date.day()), 2);
  text += 'T';
  append_number(text, static_cast<unsigned>(time.hours().count()), 2);
  text += ':';
  append_number(text, static_cast<unsigned>(time.minutes().count()), 2);
  text += ':';
  append_number(text, static_cast<unsigned>(time.seconds().count()), 2);
  text += 'Z';
  return text;
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  constexpr std::size_t kMostDigits = 9;
  if (!text.starts_with('P')) return std::nullopt;
  text.remove_prefix(1);
  std::int64_t sum = 0;
  bool is_time = false;
  std::size_t next = 0;  // parts come in their order, each at most once
  bool is_empty = true;
  while (!text.empty()) {
    if (!is_time && text.front() == 'T') {
      is_time = true;
      text.remove_prefix(1);
      is_empty = true;  // something must follow
      continue;
    }
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    if (digits == 0 || digits > kMostDigits || digits == text.size()) return std::nullopt;
    while (next < kParts.size() &&
           (kParts[next].mark != text[digits] || kParts[next].is_time != is_time)) {
      ++next;
    }
    if (next == kParts.size()) return std::nullopt;
    std::int64_t count = 0;
    std::from_chars(text.data(), text.data() + digits, count);
    sum += count * kParts[next++].seconds;
    text.remove_prefix(digits + 1);
    is_empty = false;
  }
  constexpr std::int64_t kLongest = 100 * kParts[0].seconds;  // so that it can be added to any time
  if (is_empty || sum > kLongest) return std::nullopt;
  return std::chrono::seconds(sum);
}

std::string format_duration(std::chrono::seconds span) {
  return "PT" + std::to_string(span.count()) + "S";
}

}  // namespace sluis::saml
