#pragma once

// The pseudonym keys of a ring that are in a token: made there before the ring says so, destroyed
// there after it does, so that no ring ever names a key that nobody has. For ring_access.cpp and
// the subcommands of `sluis keys`.

#include <optional>
#include <string>
#include <vector>

#include "crypto/keyring.h"
#include "operate/ring_access.h"

namespace sluis::operate {

/// Where a new pseudonym key goes.
crypto::Home home_of_pseudonyms(const KeysAsked& asked);

/// Keys of `next` that are to be in the token and that `before` did not have; gone again with this
/// object, unless they were kept. Throws CannotDo.
class NewTokenKeys {
 public:
  NewTokenKeys(const KeysAsked& asked, const crypto::Keyring* before, const crypto::Keyring& next);
  ~NewTokenKeys();
  NewTokenKeys(const NewTokenKeys&) = delete;
  NewTokenKeys& operator=(const NewTokenKeys&) = delete;

  void keep() { made_.clear(); }

 private:
  const KeysAsked& asked_;
  std::vector<std::string> made_;
};

/// Those that `before` had and `next` has destroyed. What the token does not do is said on `error`
/// and is for the next tick.
void destroy_token_keys(const KeysAsked& asked, const crypto::Keyring& before,
                        const crypto::Keyring& next);

/// What a fault has left in the token of keys that the ring has destroyed. Throws CannotDo.
std::vector<std::string> sweep_token(const KeysAsked& asked, const crypto::Keyring& ring);

/// What is wrong with those that the ring has, in plain words; empty: nothing.
std::vector<std::string> wrong_in_token(const KeysAsked& asked, const crypto::Keyring& ring);

/// Why it can make no key now; nothing where it can, or there is none.
std::optional<std::string> why_token_makes_none(const KeysAsked& asked);

bool has_keys_in_token(const crypto::Keyring& ring);

}  // namespace sluis::operate
