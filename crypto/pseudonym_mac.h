#pragma once

// HMAC-SHA-256 under the pseudonym key (DESIGN §3), the only way to use that key. Whoever needs one
// waits for it, because the key need not be in this process.
//
// A key of the ring's file is used at once, on the caller's thread: nothing is awaited then.
// Throws std::runtime_error for a ring without an active pseudonym key.

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <vector>

#include "crypto/clock.h"
#include "crypto/keyring.h"
#include "crypto/secret.h"

namespace sluis::crypto {

/// What stands under the versions of the key, the primary first, then the older ones:
/// kLimitUsableKeys at most. Each has one MAC for each message, in the messages' order.
struct MacsByVersion {
  using OfOneVersion = std::vector<Secret>;

  std::vector<OfOneVersion> newest_first;
  std::uint64_t primary_serial;  // what the fence compares
};

class PseudonymMac {
 public:
  explicit PseudonymMac(const Keyring& keyring) : keyring_(keyring) {}

  /// A message begins with a label of its own: no two uses of the key may ever mean the same.
  boost::asio::awaitable<MacsByVersion> under_every_version(std::vector<Secret> messages,
                                                            TimePoint now) const;

 private:
  const Keyring& keyring_;
};

}  // namespace sluis::crypto
