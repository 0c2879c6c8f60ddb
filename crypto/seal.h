#pragma once

// Sealing: AES-256-GCM under a key that only the rightful holder has (DESIGN §3, "Sealed by its
// holder").
//
// A sealed text is: version 0x01 | nonce (12 octets) | ciphertext | tag (16 octets). The associated
// data are LP(kind, name), so that a record moved to another name or taken for another kind does
// not open. With `to_steps` the plain text is first padded (0x80, then zeroes; ISO/IEC 7816-4) to
// 256, 1,024 or 4,096 octets, so that the size of a record says little. This format is frozen
// (tests/vectors/seal.txt).

#include <optional>
#include <string>
#include <string_view>

#include "crypto/random.h"
#include "crypto/secret.h"

namespace sluis::crypto {

struct SealedFor {
  std::string_view kind;  // "pe", "se", "flow", …
  std::string_view name;  // the record's name, or empty
};

enum class Padding { none, to_steps };

/// `key` has 32 octets. Throws std::length_error for a plain text that fits no step.
std::string seal(const Secret& key, SealedFor what, std::string_view plain_text, Padding padding,
                 Random& random);

/// Nothing for every kind of failure, whichever it was.
std::optional<Secret> open(const Secret& key, SealedFor what, std::string_view sealed,
                           Padding padding);

}  // namespace sluis::crypto
