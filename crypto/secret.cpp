#include "crypto/secret.h"

#include <openssl/crypto.h>

#include <cstring>
#include <new>
#include <utility>

namespace sluis::crypto {

Secret::Secret(std::size_t size_bytes) : size_(size_bytes) {
  if (size_bytes == 0) return;
  octets_ = static_cast<char*>(OPENSSL_zalloc(size_bytes));
  if (octets_ == nullptr) throw std::bad_alloc();
}

Secret::Secret(Secret&& other) noexcept
    : octets_(std::exchange(other.octets_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    OPENSSL_clear_free(octets_, size_);
    octets_ = std::exchange(other.octets_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

Secret::~Secret() { OPENSSL_clear_free(octets_, size_); }

Secret Secret::copy_of(std::string_view octets) {
  Secret copy(octets.size());
  if (!octets.empty()) std::memcpy(copy.octets_, octets.data(), octets.size());
  return copy;
}

Secret Secret::take(std::string&& octets) {
  std::string taken = std::move(octets);
  // A short string lives inside the object: moving it copies, and leaves the octets where they
  // were.
  wipe(octets);
  Secret secret = copy_of(taken);
  wipe(taken);
  return secret;
}

Secret Secret::clone() const { return copy_of(expose()); }

bool operator==(const Secret& left, const Secret& right) noexcept {
  return equal_in_constant_time(left.expose(), right.expose());
}

bool equal_in_constant_time(std::string_view left, std::string_view right) noexcept {
  if (left.size() != right.size()) return false;
  return left.empty() || CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

void wipe(std::string& octets) noexcept {
  octets.resize(octets.capacity());  // up to the capacity: what was cut off earlier is still there
  OPENSSL_cleanse(octets.data(), octets.size());
  octets.clear();
}

}  // namespace sluis::crypto
