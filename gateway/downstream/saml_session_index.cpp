#include "downstream/saml_session_index.h"

#include "crypto/encoding.h"
#include "crypto/mac.h"

namespace sluis::downstream {

namespace {

std::string proof_of(std::string_view sid, const SessionOfService& whose, const crypto::Key& key) {
  return crypto::hmac_name(
      key.secret(),
      crypto::length_prefixed({"sluis/saml-session/1", whose.client, sid, whose.name_id}));
}

}  // namespace

std::string session_index(std::string_view sid, const SessionOfService& whose,
                          const crypto::Keyring& keyring, crypto::TimePoint now) {
  return std::string(sid) + "." + proof_of(sid, whose, keyring.primary(crypto::Purpose::seal, now));
}

std::optional<std::string> sid_of_index(std::string_view index, const SessionOfService& whose,
                                        const crypto::Keyring& keyring, crypto::TimePoint now) {
  const auto dot = index.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto sid = index.substr(0, dot);
  for (const auto* key : keyring.usable(crypto::Purpose::seal, now)) {
    if (crypto::equal_in_constant_time(proof_of(sid, whose, *key), index.substr(dot + 1))) {
      return std::string(sid);
    }
  }
  return std::nullopt;
}

}  // namespace sluis::downstream
