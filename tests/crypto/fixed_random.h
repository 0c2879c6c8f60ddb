#pragma once

// Randomness that is the same at every run: SHA-256 over the seed and a counter. Different seeds
// give different octets. Safe from every thread; the order of draws between threads is not fixed,
// of course.

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "crypto/mac.h"
#include "crypto/random.h"

namespace sluis::tests {

class FixedRandom final : public crypto::Random {
 public:
  explicit FixedRandom(std::string_view seed = "fixed") : seed_(seed) {}

  void fill(char* octets, std::size_t size_bytes) override {
    const std::lock_guard lock(mutex_);
    for (std::size_t position = 0; position < size_bytes; ++position) {
      if (used_ == block_.size()) {
        block_ = crypto::sha256(seed_ + "/" + std::to_string(counter_++));
        used_ = 0;
      }
      octets[position] = block_[used_++];
    }
  }

 private:
  std::mutex mutex_;
  std::string seed_;
  std::uint64_t counter_ = 0;
  std::string block_;
  std::size_t used_ = 0;
};

}  // namespace sluis::tests
