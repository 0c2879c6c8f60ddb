#pragma once

// Key rings with pseudonym keys for the tests. A key's material is a function of its id, so that
// two nodes that read the same file have the same key.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crypto/keyring.h"
#include "crypto/mac.h"

namespace sluis::tests {

struct RingKey {
  std::string id;
  std::uint64_t serial = 1;
  crypto::TimePoint active_at{};
  std::optional<crypto::TimePoint> retired_at{};
  std::optional<crypto::TimePoint> destroyed_at{};
  crypto::Purpose purpose = crypto::Purpose::pseudonym;
};

inline crypto::Keyring ring_of(std::uint64_t serial, const std::vector<RingKey>& wanted) {
  std::vector<crypto::Key> keys;
  for (const RingKey& key : wanted) {
    keys.push_back(crypto::Key{.id = key.id,
                               .purpose = key.purpose,
                               .serial = key.serial,
                               .timetable = {.published_at = key.active_at,
                                             .active_at = key.active_at,
                                             .retired_at = key.retired_at,
                                             .destroyed_at = key.destroyed_at},
                               .material = crypto::Secret::take(crypto::sha256(key.id))});
  }
  return crypto::Keyring(serial, std::move(keys));
}

}  // namespace sluis::tests
