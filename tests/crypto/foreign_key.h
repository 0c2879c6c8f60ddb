#pragma once

// Key pairs and signatures made by OpenSSL alone: tokens of another party, and a second opinion on
// ours.

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "crypto/jwk.h"

namespace sluis::tests {

class ForeignKey {
 public:
  static ForeignKey rsa(unsigned bits);
  static ForeignKey p256();

  /// `more` is put before the closing brace, such as `,"kid":"a"`.
  std::string jwk(std::string_view more = "") const;
  /// `salt_bytes` is for PS256 alone.
  std::string token(crypto::Algorithm algorithm, std::string_view header, std::string_view payload,
                    int salt_bytes = 32) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  explicit ForeignKey(EVP_PKEY* key) : key_(key) {}
  std::unique_ptr<EVP_PKEY, Free> key_;
};

}  // namespace sluis::tests
