#pragma once

// The keys of the ring as SAML has them: with the certificate that we publish. Which of them may
// sign, is published or may still decrypt at a moment is the ring's word (crypto/keyring.h); a
// certificate says nothing of it, and outlives its key.
//
// One for each reading of the ring, shared by all workers: making a certificate costs a signature,
// some milliseconds for every key. Immutable.

#include <map>
#include <string>
#include <vector>

#include "crypto/keyring.h"
#include "saml/key.h"

namespace sluis::saml {

class OwnKeys {
 public:
  /// The ring outlives it. A ring without keys for SAML has none here.
  OwnKeys(const crypto::Keyring& keyring, std::string common_name);

  /// Whether there is anything to sign with: SAML can be spoken.
  bool can_sign(crypto::TimePoint now) const;
  /// Throws std::runtime_error if there is none (a broken ring).
  const PrivateKey& signing(crypto::TimePoint now) const;
  /// For metadata, newest first: two during a rollover.
  std::vector<PublicKey> published_signing(crypto::TimePoint now) const;
  std::vector<PublicKey> published_encryption(crypto::TimePoint now) const;
  /// What may have been encrypted for us is tried with each that a provider can know, and so also
  /// with the one that only waits (standards SAM-18).
  std::vector<PrivateKey> decryption(crypto::TimePoint now) const;

 private:
  std::vector<PublicKey> published(crypto::Purpose purpose, crypto::TimePoint now) const;

  const crypto::Keyring& keyring_;
  std::map<std::string, PrivateKey, std::less<>> by_id_;
};

}  // namespace sluis::saml
