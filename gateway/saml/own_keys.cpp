#include "saml/own_keys.h"

#include <chrono>
#include <utility>

namespace sluis::saml {

namespace {

using crypto::Purpose;

/// Services compare the certificate as a whole, so it may not change while its key is in use: its
/// dates come from the day that the key was published, and not from a timetable that is still open.
constexpr std::chrono::days kCertificateLife{3650};

CertificateTerms terms_of(const crypto::Key& key, const std::string& common_name) {
  const auto day = std::chrono::floor<std::chrono::days>(key.timetable.published_at);
  return {.common_name = common_name, .not_before = day, .not_after = day + kCertificateLife};
}

}  // namespace

OwnKeys::OwnKeys(const crypto::Keyring& keyring, std::string common_name) : keyring_(keyring) {
  for (const crypto::Key& key : keyring.keys()) {
    if (key.purpose != Purpose::saml_sign && key.purpose != Purpose::saml_encrypt) continue;
    const auto* const pair = std::get_if<crypto::SigningKey>(&key.material);
    if (pair == nullptr) continue;  // to be destroyed: it may be gone already
    by_id_.emplace(key.id, PrivateKey::from_jwk(pair->private_jwk(), terms_of(key, common_name)));
  }
}

bool OwnKeys::can_sign(crypto::TimePoint now) const {
  return keyring_.has_active(Purpose::saml_sign, now);
}

const PrivateKey& OwnKeys::signing(crypto::TimePoint now) const {
  return by_id_.at(keyring_.primary(Purpose::saml_sign, now).id);
}

std::vector<PublicKey> OwnKeys::published_signing(crypto::TimePoint now) const {
  return published(Purpose::saml_sign, now);
}

std::vector<PublicKey> OwnKeys::published_encryption(crypto::TimePoint now) const {
  return published(Purpose::saml_encrypt, now);
}

std::vector<PrivateKey> OwnKeys::decryption(crypto::TimePoint now) const {
  std::vector<PrivateKey> keys;
  for (const auto* key : keyring_.published(Purpose::saml_encrypt, now)) {
    if (const auto found = by_id_.find(key->id); found != by_id_.end()) {
      keys.push_back(found->second);
    }
  }
  return keys;
}

std::vector<PublicKey> OwnKeys::published(Purpose purpose, crypto::TimePoint now) const {
  std::vector<PublicKey> keys;
  for (const auto* key : keyring_.published(purpose, now)) {
    if (const auto found = by_id_.find(key->id); found != by_id_.end()) {
      keys.push_back(found->second.public_key());
    }
  }
  return keys;
}

}  // namespace sluis::saml
