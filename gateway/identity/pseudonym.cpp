#include "identity/pseudonym.h"

#include "crypto/encoding.h"
#include "crypto/mac.h"

namespace sluis::identity {

Pseudonym pseudonym(const Person& person, const Audience& audience) {
  const crypto::Secret mac = crypto::hmac_sha256(
      person.seed, crypto::length_prefixed({"sluis/pairwise/1", audience.sector_name()}));
  return Pseudonym(crypto::base32_lower_encode(mac.expose()));
}

bool is_asked_about(const Person& person, const Audience& audience, std::string_view only_about) {
  return only_about.empty() || pseudonym(person, audience).text() == only_about;
}

}  // namespace sluis::identity
