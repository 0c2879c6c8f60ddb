#pragma once

// Whether the key ring has what the configuration asks of it: a ring can be older than the version
// of Sluis that reads it.

#include <optional>
#include <string>

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

}  // namespace sluis
