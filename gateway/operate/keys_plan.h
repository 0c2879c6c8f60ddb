#pragma once

// The life of keys: `sluis keys rotate | destroy | tick | passphrase`. Each returns the exit code:
// 0 done, 1 refused with a plain reason on `error`. Each says in plain words, in UTC, what will
// happen when; none prints a secret.

#include <chrono>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>

#include "crypto/key_lifetimes.h"
#include "crypto/keyring.h"
#include "operate/ring_access.h"

namespace sluis::operate {

/// A word that says what breaks, given beforehand or typed when asked for.
struct Confirmation {
  std::string given;  // empty: ask
  std::istream& typed;
};

struct Rotate {
  std::string purpose;
  std::string at;  // 2026-01-31T12:00Z; empty: as soon as others can know the key
  crypto::Retention retention;
};

/// Publishes a successor and plans the end of its predecessor.
int keys_rotate(const KeysAsked& asked, const Rotate& rotate);

enum class Persons {
  stay,       // a pseudonym key that is retired finds people until it is destroyed
  forgotten,  // it is destroyed at once, and everybody is new at her next login
};

/// A key that is used at once, and the end of the old one, once somebody has confirmed what stops
/// working for whom.
int keys_rotate_at_once(const KeysAsked& asked, const Rotate& rotate, Persons persons,
                        const Confirmation& confirmation);

/// Takes a key's material out of the ring and of `.bak`. What is not due has to be confirmed; the
/// key in use is refused.
int keys_destroy(const KeysAsked& asked, const std::string& id, const Confirmation& confirmation);

/// Does what is due, and nothing twice: destroys the keys whose time has come, and plans a
/// successor for each key that will be `rotate_every` old when others can know the next one. A key
/// that would go too soon is kept longer: `retention` has grown since its end was planned. What
/// cannot be done keeps nothing else from being done; it is said, and 1 is returned.
int keys_tick(const KeysAsked& asked, std::chrono::seconds rotate_every,
              const crypto::Retention& retention);

/// Seals the ring, and the previous one in `.bak`, under a new passphrase, which it makes in
/// `target` (0600). Refuses a target that exists.
int keys_passphrase(const KeysAsked& asked, const std::filesystem::path& target);

}  // namespace sluis::operate
