#pragma once

// Time as a parameter: everything that depends on the hour is given a Clock, so that a test can
// move ninety days ahead in no time.

#include <chrono>

namespace sluis::crypto {

using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
};

class SystemClock final : public Clock {
 public:
  TimePoint now() const override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
  }
};

/// DESIGN §3: a node whose clock is further from the store's is not ready.
inline constexpr std::chrono::seconds kClocksMayDiffer{30};
/// One ahead of the store's clock and one behind it.
inline constexpr std::chrono::seconds kNodesMayDiffer = 2 * kClocksMayDiffer;

inline std::int64_t unix_seconds(TimePoint time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

}  // namespace sluis::crypto
