#include "flow/fields.h"

#include <charconv>

namespace sluis::flow {

namespace {

constexpr std::size_t kLengthBytes = 4;

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
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(field->data(), field->data() + field->size(), number);
  if (fault != std::errc() || end != field->data() + field->size()) {
    has_failed_ = true;
    return std::nullopt;
  }
  return number;
}

std::optional<crypto::TimePoint> FieldReader::next_time() {
  const auto number = next_number();
  if (!number) return std::nullopt;
  return crypto::TimePoint(std::chrono::milliseconds(*number));
}

std::string number_field(std::int64_t number) { return std::to_string(number); }

std::string time_field(crypto::TimePoint time) {
  return number_field(time.time_since_epoch().count());
}

}  // namespace sluis::flow
