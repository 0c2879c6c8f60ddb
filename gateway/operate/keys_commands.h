#pragma once

// What there is of keys: `sluis keys init | list | status | show-public | backup`. Each returns the
// exit code: 0 done, 1 refused with a plain reason on `error`. None prints a secret.

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crypto/key_lifetimes.h"
#include "crypto/keyring.h"
#include "operate/ring_access.h"

namespace sluis::operate {

/// Makes the ring, and the passphrase (256 bits) where there is none. Overwrites neither, and makes
/// no new ring beside the remains of an old one: with other keys everybody is a stranger. A ring of
/// an older version gets the keys that it lacks, and the old file stays as `.bak`; one that lacks
/// nothing is refused.
int keys_init(const KeysAsked& asked);

/// Every key with its id, purpose, state and timetable.
int keys_list(const KeysAsked& asked);

/// Copies the sealed ring to `target` (0600) once the copy has been opened with the passphrase; the
/// target appears complete or not at all. Refuses a target that exists.
int keys_backup(const KeysAsked& asked, const std::filesystem::path& target);

/// Of the keys of a purpose that others must know, newest first, as PEM. Given by who knows SAML.
using Certificates =
    std::function<std::vector<std::string>(const crypto::Keyring& ring, crypto::Purpose purpose)>;

/// What others may see: the JWK Set of the keys that sign tokens, the certificates of SAML's. Of
/// one purpose, or (empty) of all that have something to show.
int keys_show_public(const KeysAsked& asked, const std::string& purpose,
                     const Certificates& certificates);

}  // namespace sluis::operate
