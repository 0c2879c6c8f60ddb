#pragma once

// The handle of a subject under a key whose octets a test knows.

#include <string>
#include <utility>
#include <vector>

#include "crypto/pseudonym_mac.h"
#include "identity/handle.h"
#include "tests/store/run_awaitable.h"

namespace sluis::tests {

inline crypto::Keyring ring_of_one(std::string id, decltype(crypto::Key::material) material) {
  std::vector<crypto::Key> keys;
  keys.push_back({.id = std::move(id),
                  .purpose = crypto::Purpose::pseudonym,
                  .serial = 1,
                  .timetable = {},
                  .material = std::move(material)});
  return {1, std::move(keys)};
}

inline identity::Handle handle_by(const crypto::PseudonymMac& mac,
                                  const identity::Subject& subject) {
  auto macs = run(mac.under_every_version(identity::Handle::messages(subject), {}));
  return identity::Handle::of(std::move(macs.newest_first.at(0)));
}

inline identity::Handle handle_under(crypto::Secret key, const identity::Subject& subject) {
  const auto ring = ring_of_one("known", std::move(key));
  return handle_by(crypto::PseudonymMac(ring), subject);
}

inline identity::Handle handle_in_token(crypto::TokenLine& line, std::string key_id,
                                        const identity::Subject& subject) {
  const auto ring = ring_of_one(std::move(key_id), crypto::InToken{});
  return handle_by(crypto::PseudonymMac(ring, &line), subject);
}

}  // namespace sluis::tests
