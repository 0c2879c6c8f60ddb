#pragma once

// Whether it is worth while to queue a mail: after three failures of the server in a row nobody is
// told that a code is on its way. Every 30 seconds one mail is let through to see. For one thread
// at a time.

#include <chrono>

#include "crypto/clock.h"

namespace sluis::upstream {

class MailServerHealth {
 public:
  static constexpr unsigned kFailuresInARow = 3;
  static constexpr std::chrono::seconds kPause{30};

  bool would_admit(crypto::TimePoint now) const {
    return failures_ < kFailuresInARow || now >= closed_until_;
  }

  /// Takes the place of the one that is let through, where the server is thought to be down.
  bool admits(crypto::TimePoint now) {
    if (!would_admit(now)) return false;
    if (failures_ >= kFailuresInARow) closed_until_ = now + kPause;
    return true;
  }

  void note_success() { failures_ = 0; }

  void note_failure(crypto::TimePoint now) {
    ++failures_;
    closed_until_ = now + kPause;
  }

 private:
  unsigned failures_ = 0;
  crypto::TimePoint closed_until_{};
};

}  // namespace sluis::upstream
