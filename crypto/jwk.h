#pragma once

// Keys for signatures: our own pairs, and the public keys of others. JWK as in RFC 7517/7518; only
// RSA of 2048 bits or more (standards OPX-15) and EC P-256 exist here.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/secret.h"

namespace sluis::crypto {

enum class Algorithm { rs256, ps256, es256 };  // RFC 7518 §3.1

std::string_view name_of(Algorithm algorithm);                    // "RS256", …
std::optional<Algorithm> algorithm_named(std::string_view name);  // exact

/// A key pair of ours. Immutable; may be used from several threads at once.
class SigningKey {
 public:
  static SigningKey generate(Algorithm algorithm, std::string kid, unsigned rsa_bits = 2048);
  /// Private JWK, as kept in the ring's file. Throws std::invalid_argument.
  static SigningKey from_private_jwk(std::string_view jwk, Algorithm algorithm);

  Algorithm algorithm() const { return algorithm_; }
  const std::string& kid() const { return kid_; }
  Secret private_jwk() const;
  std::string public_jwk() const;  // with kid, kty, alg, use=sig (standards OAU-09)

  struct Material;
  const Material& material() const { return *material_; }

 private:
  SigningKey(Algorithm algorithm, std::string kid, std::shared_ptr<const Material> material);
  Algorithm algorithm_;
  std::string kid_;
  // Shared: rings are copied when one is replaced by the next, the key itself never changes.
  std::shared_ptr<const Material> material_;
};

/// A public key of somebody else.
class VerificationKey {
 public:
  /// Nothing for a key that is private, symmetric, too small, of an unknown type, or not for
  /// signatures.
  static std::optional<VerificationKey> from_jwk(std::string_view jwk);

  const std::optional<std::string>& kid() const { return kid_; }
  bool fits(Algorithm algorithm) const;  // key type, and the key's own `alg` where it names one

  struct Material;
  const Material& material() const { return *material_; }

 private:
  VerificationKey() = default;
  std::optional<std::string> kid_;
  std::optional<Algorithm> only_;
  bool is_rsa_ = false;
  std::shared_ptr<const Material> material_;
};

/// RFC 7517 §5. Keys that we cannot use are passed over; nothing if the text is no JWK Set, is
/// larger than 256 KiB or holds more than 64 keys.
std::optional<std::vector<VerificationKey>> parse_jwks(std::string_view json);

std::string jwks_of(const std::vector<const SigningKey*>& keys);

}  // namespace sluis::crypto
