#pragma once

// SHA-256 (FIPS 180-4) of what is too long to be held at once: of a file. One thread.

#include <memory>
#include <string>
#include <string_view>

namespace sluis::crypto {

class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void add(std::string_view octets);
  /// 32 octets; once, and nothing can be added after it.
  std::string finish();

 private:
  struct Context;  // OpenSSL's
  std::unique_ptr<Context> context_;
};

}  // namespace sluis::crypto
