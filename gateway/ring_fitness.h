#pragma once

// Whether the key ring will do: a ring can be older than the version of Sluis that reads it, older
// than the one that was used a moment ago, older than the one that other nodes use, or of another
// line.

#include <optional>
#include <string>
#include <string_view>

#include "config.h"
#include "crypto/clock.h"
#include "crypto/keyring.h"

namespace sluis {

/// What it lacks and what to do about it; nothing if it will do.
std::optional<std::string> lacking_keys(const Config& config, const crypto::Keyring& ring,
                                        crypto::TimePoint now);

/// The same as a mistake of the configuration, where the ring can be opened; why it cannot, is for
/// the start to say.
void check_ring(ReadConfig& read, crypto::TimePoint now);

/// The ring of the configuration's file. Throws std::runtime_error: it does not open, or lacks what
/// the configuration asks of it.
crypto::Keyring ring_in_use(const Config& config, crypto::TimePoint now);

/// Whether they hold the same keys at the same times. Two rings that were made from one can have
/// the same serial. What a key is made of is not compared: no id is given twice.
bool is_same_ring(const crypto::Keyring& left, const crypto::Keyring& right);

/// Throws std::runtime_error where somebody has put a backup in the place of the ring: with it this
/// node would be a stranger to the others.
void refuse_older_ring(const crypto::Keyring& next, const crypto::Keyring& current,
                       crypto::TimePoint now);

/// DESIGN §3, the fence: why find_or_add would turn this ring away, before a person meets it.
/// Nothing if it would not.
std::optional<std::string> kept_out_by_fence(const std::optional<std::string>& fence,
                                             const crypto::Keyring& ring, crypto::TimePoint now);

}  // namespace sluis
