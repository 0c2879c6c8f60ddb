#include "identity/pseudonym.h"

#include "crypto/encoding.h"
#include "crypto/mac.h"

namespace sluis::identity {

namespace {

std::string spell(const Audience& audience) {
  if (!audience.place()) {
    return crypto::length_prefixed({"sluis/pairwise/1", audience.sector_name()});
  }
  const RoomPlace& place = *audience.place();
  return crypto::length_prefixed({"sluis/room/1", place.deployment, place.tenant, place.name});
}

}  // namespace

Pseudonym pseudonym(const Person& person, const Audience& audience) {
  const crypto::Secret mac = crypto::hmac_sha256(person.seed, spell(audience));
  return Pseudonym(crypto::base32_lower_encode(mac.expose()));
}

bool is_asked_about(const Person& person, const Audience& audience, std::string_view only_about) {
  return only_about.empty() || pseudonym(person, audience).text() == only_about;
}

}  // namespace sluis::identity
