#pragma once

// A clock that stands still until a test moves it. May be read by one thread while another moves
// it.

#include <atomic>
#include <chrono>

#include "crypto/clock.h"

namespace sluis::tests {

class FakeClock final : public crypto::Clock {
 public:
  /// 2026-01-01T00:00:00Z unless the test says otherwise.
  explicit FakeClock(crypto::TimePoint start = crypto::TimePoint{std::chrono::seconds{1767225600}})
      : now_(start) {}

  crypto::TimePoint now() const override { return now_.load(); }
  void advance(std::chrono::milliseconds by) { now_ = now_.load() + by; }
  void set(crypto::TimePoint now) { now_ = now; }

 private:
  std::atomic<crypto::TimePoint> now_;
};

}  // namespace sluis::tests
