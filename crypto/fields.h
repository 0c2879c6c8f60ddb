#pragma once

// Reads back what length_prefixed wrote (DESIGN §3, LP): for the records and memories that only
// this gateway writes.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/clock.h"

namespace sluis::crypto {

class FieldReader {
 public:
  /// The octets must outlive what `next` gives.
  explicit FieldReader(std::string_view octets) : left_(octets) {}

  /// The next field; nothing at the end or where a length does not fit. After that `is_done` is
  /// false.
  std::optional<std::string_view> next();
  /// A field that is a decimal number, written as `number_field` does.
  std::optional<std::int64_t> next_number();
  /// From 1970 to the end of the year 9999, and as many seconds: what can be reckoned with and not
  /// overflow.
  std::optional<TimePoint> next_time();
  std::optional<std::chrono::seconds> next_seconds();

  /// Everything was read and nothing was wrong.
  bool is_done() const { return !has_failed_ && left_.empty(); }

 private:
  std::optional<std::int64_t> next_number_up_to(std::int64_t last);

  std::string_view left_;
  bool has_failed_ = false;
};

std::string number_field(std::int64_t number);
std::string time_field(TimePoint time);  // unix milliseconds

/// What `number_field` wrote; for a field that may be empty.
std::optional<std::int64_t> number_of_field(std::string_view field);

}  // namespace sluis::crypto
