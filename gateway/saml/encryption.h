#pragma once

// EncryptedAssertion (XML Encryption 1.1; SAML Core 6): RSA-OAEP for the key, AES-GCM for the
// content. CBC and RSA-1_5 do not exist here (standards SAM-08, XSW-24).

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/random.h"
#include "fault/refusal.h"
#include "saml/key.h"

namespace sluis::saml {

/// A key that a service publishes to be sent encrypted assertions, and what it says it can open.
struct EncryptionKey {
  PublicKey key;
  std::vector<std::string> methods{};  // Algorithm URIs; none: it does not say
};

/// How an assertion for the holder of a key is encrypted.
class Recipient {
 public:
  /// The first of the keys that is RSA and takes both RSA-OAEP (rsa-oaep-mgf1p) and AES-256-GCM or
  /// AES-128-GCM; a key that names no methods takes AES-256-GCM. Nothing if there is none: then the
  /// service asks for something that we do not do.
  static std::optional<Recipient> choose(const std::vector<EncryptionKey>& keys);

  /// An EncryptedAssertion element around the text of an Assertion.
  std::string encrypt(std::string_view assertion, crypto::Random& random) const;

 private:
  enum class ContentCipher { aes_128_gcm, aes_256_gcm };
  Recipient(PublicKey key, ContentCipher cipher) : key_(std::move(key)), cipher_(cipher) {}
  PublicKey key_;
  ContentCipher cipher_;
};

}  // namespace sluis::saml
