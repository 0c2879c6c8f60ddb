#include "upstream/seen_mark.h"

#include "crypto/encoding.h"
#include "crypto/mac.h"

namespace sluis::upstream {

SeenMarks::SeenMarks(const crypto::Keyring& keyring, std::string_view key_id,
                     crypto::TimePoint now) {
  for (const auto* key : keyring.usable(crypto::Purpose::seal, now)) {
    if (key->id == key_id) key_ = key;
  }
}

store::Add SeenMarks::of(std::initializer_list<std::string_view> use,
                         store::TimeToLive lifetime) const {
  return {.name = "seen:" + crypto::hmac_name(key_->secret(), crypto::length_prefixed(use)),
          .value = "",
          .time_to_live = lifetime};
}

}  // namespace sluis::upstream
