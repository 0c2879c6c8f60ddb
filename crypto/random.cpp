#include "crypto/random.h"

#include <openssl/rand.h>

#include <array>
#include <bit>
#include <limits>
#include <stdexcept>

namespace sluis::crypto {

std::string Random::octets(std::size_t size_bytes) {
  std::string result(size_bytes, '\0');
  fill(result.data(), result.size());
  return result;
}

Secret Random::secret(std::size_t size_bytes) {
  Secret result(size_bytes);
  fill(result.fill(), result.size());
  return result;
}

std::uint32_t Random::below(std::uint32_t bound) {
  if (bound == 0) throw std::invalid_argument("a random number below zero was asked for");
  // The largest multiple of the bound; what lies past it would make the low numbers likelier.
  const std::uint64_t range = std::uint64_t{std::numeric_limits<std::uint32_t>::max()} + 1;
  const std::uint64_t limit = range - range % bound;
  for (;;) {
    std::array<char, sizeof(std::uint32_t)> octets{};
    fill(octets.data(), octets.size());
    const auto number = std::bit_cast<std::uint32_t>(octets);
    if (number < limit) return number % bound;
  }
}

void SystemRandom::fill(char* octets, std::size_t size_bytes) {
  if (size_bytes > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw std::length_error("too many random octets at once");
  }
  if (RAND_bytes(reinterpret_cast<unsigned char*>(octets), static_cast<int>(size_bytes)) != 1) {
    throw std::runtime_error("the random generator failed");
  }
}

}  // namespace sluis::crypto
