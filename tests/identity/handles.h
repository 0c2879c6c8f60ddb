#pragma once

// The handle of a subject under a key whose octets a test knows.

#include <utility>
#include <vector>

#include "crypto/pseudonym_mac.h"
#include "identity/handle.h"
#include "tests/store/run_awaitable.h"

namespace sluis::tests {

inline identity::Handle handle_under(crypto::Secret key, const identity::Subject& subject) {
  std::vector<crypto::Key> keys;
  keys.push_back({.id = "known",
                  .purpose = crypto::Purpose::pseudonym,
                  .serial = 1,
                  .timetable = {},
                  .material = std::move(key)});
  const crypto::Keyring ring(1, std::move(keys));
  const crypto::PseudonymMac mac(ring);
  auto macs = run(mac.under_every_version(identity::Handle::messages(subject), {}));
  return identity::Handle::of(std::move(macs.newest_first.at(0)));
}

}  // namespace sluis::tests
