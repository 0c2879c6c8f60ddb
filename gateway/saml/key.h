#pragma once

// Keys of SAML: the public keys that others publish as certificates, and our own key pairs with the
// certificate that we publish. A certificate is an envelope here: its dates, its issuer and its
// extensions are not looked at (SAML metadata is what makes a key trusted).
//
// All are immutable and may be shared by threads.

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/clock.h"
#include "crypto/secret.h"
#include "fault/refusal.h"

namespace sluis::saml {

class PublicKey {
 public:
  enum class Kind { rsa, elliptic };

  /// The text of a ds:X509Certificate, or PEM. Refuses what is no certificate (saml_malformed), and
  /// RSA under 2048 or over 8192 bits and curves other than P-256, P-384 and P-521 (saml_algorithm;
  /// standards SAM-06).
  static std::expected<PublicKey, Refusal> from_certificate(std::string_view text);

  Kind kind() const { return kind_; }
  /// Base64 of the DER in one line: for metadata, and to compare.
  const std::string& certificate() const { return certificate_; }

  struct Material;  // key_material.h, for this room only
  const Material& material() const { return *material_; }

 private:
  friend class PrivateKey;
  PublicKey(Kind kind, std::string certificate, std::shared_ptr<const Material> material);
  Kind kind_;
  std::string certificate_;
  // Shared: metadata is copied when it is read again, the key itself never changes.
  std::shared_ptr<const Material> material_;
};

/// What stands in the certificate that we make for a key of ours. The same terms give the same
/// certificate for an RSA key, on every node.
struct CertificateTerms {
  std::string common_name;
  crypto::TimePoint not_before;
  crypto::TimePoint not_after;
};

class PrivateKey {
 public:
  /// A private RSA or P-256 JWK, as crypto::SigningKey::private_jwk gives it. Throws
  /// std::invalid_argument.
  static PrivateKey from_jwk(const crypto::Secret& private_jwk, const CertificateTerms& terms);

  const PublicKey& public_key() const { return public_key_; }
  PublicKey::Kind kind() const { return public_key_.kind(); }
  const std::string& certificate() const { return public_key_.certificate(); }
  const PublicKey::Material& material() const { return public_key_.material(); }

 private:
  explicit PrivateKey(PublicKey public_key);
  PublicKey public_key_;  // its material holds the private part too
};

}  // namespace sluis::saml
