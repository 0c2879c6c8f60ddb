#pragma once

// HMAC-SHA-256 under the pseudonym key (DESIGN §3), the only way to use that key. Whoever needs one
// waits for it, because the key need not be in this process.
//
// A key of the ring's file is used at once, on the caller's thread: nothing is awaited then. A key
// in a token is used there, and the wait is token_line.h's. Throws std::runtime_error for a ring
// without an active pseudonym key.

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "crypto/keyring.h"
#include "crypto/secret.h"
#include "crypto/token_line.h"

namespace sluis::crypto {

/// What stands under the versions of the key, the primary first, then the older ones:
/// kLimitUsableKeys at most. Each has one MAC for each message, in the messages' order.
struct MacsByVersion {
  using OfOneVersion = std::vector<Secret>;

  std::vector<OfOneVersion> newest_first;
  // What the fence compares.
  std::uint64_t primary_serial;
  std::vector<std::string> ring_keys;  // ids of all that the ring ever had, the primary's first
};

class PseudonymMac {
 public:
  /// `token`: where the ring's keys are that are not in its file; null: nowhere.
  explicit PseudonymMac(const Keyring& keyring, TokenLine* token = nullptr)
      : keyring_(keyring), token_(token) {}

  /// Throws Unavailable: the token does not do it, or not in time. A message begins with a label of
  /// its own: no two uses of the key may ever mean the same.
  boost::asio::awaitable<MacsByVersion> under_every_version(std::vector<Secret> messages,
                                                            TimePoint now) const;

 private:
  boost::asio::awaitable<Macs> at_the_token(MacWork work) const;

  const Keyring& keyring_;
  TokenLine* token_;
};

}  // namespace sluis::crypto
