#pragma once

// `sluis keys init | list | backup`. Each returns the exit code: 0 done, 1 refused with a plain
// reason on `error`. None prints a secret.

#include <filesystem>

#include "crypto/clock.h"
#include "crypto/random.h"
#include "operate/console.h"

namespace sluis::operate {

struct KeyFiles {
  std::filesystem::path ring;        // keys.file
  std::filesystem::path passphrase;  // keys.passphrase_file
};

/// Makes the ring, and the passphrase (256 bits) where there is none. Overwrites neither, and makes
/// no new ring beside the remains of an old one: with other keys everybody is a stranger. A ring of
/// an older version gets the keys that it lacks, and the old file stays as `.bak`; one that lacks
/// nothing is refused.
int keys_init(const KeyFiles& files, const crypto::Clock& clock, crypto::Random& random,
              Console console);

/// Every key with its id, purpose, state and timetable.
int keys_list(const KeyFiles& files, const crypto::Clock& clock, Format format, Console console);

/// Copies the sealed ring to `target` (0600) once the copy has been opened with the passphrase; the
/// target appears complete or not at all. Refuses a target that exists.
int keys_backup(const KeyFiles& files, const std::filesystem::path& target, Console console);

}  // namespace sluis::operate
