#pragma once

// Randomness as a parameter. SystemRandom is the only one that ships; tests use one with a fixed
// seed.

#include <cstddef>
#include <cstdint>
#include <string>

#include "crypto/secret.h"

namespace sluis::crypto {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(char* octets, std::size_t size_bytes) = 0;

  std::string octets(std::size_t size_bytes);
  Secret secret(std::size_t size_bytes);
  std::uint32_t below(
      std::uint32_t bound);  // uniform in [0, bound), without modulo bias; bound > 0
};

/// OpenSSL's generator (RAND_bytes). Throws std::runtime_error if it fails. Safe from every thread.
class SystemRandom final : public Random {
 public:
  void fill(char* octets, std::size_t size_bytes) override;
};

}  // namespace sluis::crypto
