#include "ring_fitness.h"

#include "crypto/keyring_file.h"

namespace sluis {

namespace {

bool speaks_saml(const Config& config) {
  return !config.saml_clients.empty() || !config.saml_connectors.empty();
}

}  // namespace

std::optional<std::string> lacking_keys(const Config& config, const crypto::Keyring& ring,
                                        crypto::TimePoint now) {
  using crypto::Purpose;
  const bool has_keys =
      ring.has_active(Purpose::saml_sign, now) && ring.has_active(Purpose::saml_encrypt, now);
  if (!speaks_saml(config) || has_keys) return std::nullopt;
  return "the key ring has no keys for SAML: `sluis keys init` adds them and changes no other";
}

void check_ring(ReadConfig& read, crypto::TimePoint now) {
  if (!speaks_saml(read.config)) return;
  const auto& keys = read.config.keys;
  try {
    const auto ring = crypto::load_keyring(keys.ring, crypto::load_passphrase(keys.passphrase));
    if (auto lacking = lacking_keys(read.config, ring, now)) {
      read.mistakes.push_back({.file = keys.ring.string(), .text = *std::move(lacking)});
    }
  } catch (const crypto::KeyringFileError&) {
    return;
  }
}

}  // namespace sluis
