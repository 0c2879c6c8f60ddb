#pragma once

// Reads back what crypto::length_prefixed wrote (DESIGN §3, LP), for records that this folder
// seals.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/clock.h"

namespace sluis::flow {

class FieldReader {
 public:
  explicit FieldReader(std::string_view octets) : left_(octets) {}

  /// The next field; nothing at the end or where a length does not fit. After that `is_done` is
  /// false.
  std::optional<std::string_view> next();
  /// A field that is a decimal number, written as `number_field` does.
  std::optional<std::int64_t> next_number();
  std::optional<crypto::TimePoint> next_time();

  /// Everything was read and nothing was wrong.
  bool is_done() const { return !has_failed_ && left_.empty(); }

 private:
  std::string_view left_;
  bool has_failed_ = false;
};

std::string number_field(std::int64_t number);
std::string time_field(crypto::TimePoint time);  // unix milliseconds

}  // namespace sluis::flow
