#include "crypto/fields.h"

#include <charconv>

namespace sluis::crypto {

namespace {

constexpr std::size_t kLengthBytes = 4;
constexpr std::int64_t kLastSecond = 253'402'300'799;  // of the year 9999

std::size_t big_endian(std::string_view octets) {
  std::size_t number = 0;
  for (const char octet : octets) number = (number << 8) | static_cast<unsigned char>(octet);
  return number;
}

}  // namespace

std::optional<std::string_view> FieldReader::next() {
  if (has_failed_ || left_.size() < kLengthBytes) {
    has_failed_ = true;
    return std::nullopt;
  }
  const std::size_t length = big_endian(left_.substr(0, kLengthBytes));
  if (length > left_.size() - kLengthBytes) {
    has_failed_ = true;
    return std::nullopt;
  }
  const std::string_view field = left_.substr(kLengthBytes, length);
  left_.remove_prefix(kLengthBytes + length);
  return field;
}

std::optional<std::int64_t> FieldReader::next_number() {
  const auto field = next();
  if (!field) return std::nullopt;
  const auto number = number_of_field(*field);
  if (!number) has_failed_ = true;
  return number;
}

std::optional<std::int64_t> FieldReader::next_number_up_to(std::int64_t last) {
  const auto number = next_number();
  if (number && *number >= 0 && *number <= last) return number;
  has_failed_ = true;
  return std::nullopt;
}

std::optional<TimePoint> FieldReader::next_time() {
  const auto number = next_number_up_to(kLastSecond * 1000);
  if (!number) return std::nullopt;
  return TimePoint(std::chrono::milliseconds(*number));
}

std::optional<std::chrono::seconds> FieldReader::next_seconds() {
  const auto number = next_number_up_to(kLastSecond);
  if (!number) return std::nullopt;
  return std::chrono::seconds(*number);
}

std::string number_field(std::int64_t number) { return std::to_string(number); }

std::string time_field(TimePoint time) { return number_field(time.time_since_epoch().count()); }

std::optional<std::int64_t> number_of_field(std::string_view field) {
  std::int64_t number = 0;
  const char* end = field.data() + field.size();
  const auto [stopped, fault] = std::from_chars(field.data(), end, number);
  if (fault != std::errc() || stopped != end) return std::nullopt;
  return number;
}

}  // namespace sluis::crypto
