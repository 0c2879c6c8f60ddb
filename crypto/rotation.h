#pragma once

// The next ring: how a key takes over from another, in order or at once, and how one ends. Each
// makes a new ring, one serial higher, and changes nothing else; keyring_file.h writes it.
//
// Pure functions of a ring and a moment; any thread.

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/key_lifetimes.h"
#include "crypto/keyring.h"
#include "crypto/random.h"

namespace sluis::crypto {

enum class RotationRefusal {
  no_key,     // the purpose has no active key: the ring is not whole
  pending,    // a successor is planned already
  too_early,  // others could not know the key by then
  too_late,   // more than kLongestPlan ahead
  too_many,   // the keys that are still looked back to, and this one, are too many
};

inline constexpr std::chrono::days kLongestPlan{400};

struct Rotation {
  Keyring ring;
  std::string made;                  // ids
  std::vector<std::string> retired;  // those that it takes over from
};

struct RotationPlan {
  Purpose purpose;
  TimePoint now;
  std::optional<TimePoint> active_at;  // none: as soon as others can know it
  KeyTerms terms;
  Home home = Home::file;  // of the new key
};

/// The successor that is published but not used yet.
const Key* pending_key(const Keyring& ring, Purpose purpose, TimePoint now);

/// A key that is published now and used from its time on; its predecessor is retired at that moment
/// and destroyed when the last thing made with it is dead.
std::expected<Rotation, RotationRefusal> plan_rotation(const Keyring& ring,
                                                       const RotationPlan& plan, Random& random);

enum class OldKeys {
  destroyed,  // at once: nothing of them is believed or found any more
  kept,       // retired at once, and kept as in an ordinary rotation
};

/// A key that is used at once. A planned successor goes in any case: who has the ring has it too.
std::expected<Rotation, RotationRefusal> rotate_at_once(const Keyring& ring,
                                                        const RotationPlan& plan, OldKeys old,
                                                        Random& random);

enum class DestroyRefusal {
  no_such_key,
  already,           // it is gone
  in_use,            // the active key of its purpose, with no other in its place
  in_use_elsewhere,  // it waits, but nodes whose clock is ahead may have begun with it
};

/// The material is gone at once; id and times stay. A planned successor that is destroyed leaves
/// its predecessor as if there had been no plan.
std::expected<Keyring, DestroyRefusal> destroyed(const Keyring& ring, std::string_view id,
                                                 TimePoint now);

/// Without the material of the keys whose time has come; nothing if there is none.
std::optional<Keyring> without_the_dead(const Keyring& ring, TimePoint now);

/// A key that is retired, or will be, and would go before the last thing made with it is dead: the
/// terms are longer now than they were when its end was planned.
bool ends_early(const Key& key, const KeyTerms& terms, TimePoint now);

struct Prolonged {
  Keyring ring;
  std::vector<std::string> kept_longer;  // ids
};

/// With a later end for the keys that end early; nothing if there is none. No end is ever moved
/// nearer: what is good under the old terms is not made again.
std::optional<Prolonged> prolonged(const Keyring& ring, const Retention& retention, TimePoint now);

/// The same ring, one serial higher.
Keyring raised(const Keyring& ring);

}  // namespace sluis::crypto
