#pragma once

// The ring as the plain text of its file: JSON with version, serial and keys, times as Unix
// milliseconds. For keyring_file.cpp only.

#include <cstddef>
#include <string_view>

#include "crypto/keyring.h"
#include "crypto/secret.h"

namespace sluis::crypto {

inline constexpr int kKeyringVersion = 1;
inline constexpr std::size_t kLimitKeyringFileBytes = 1U << 20;

/// Throws std::length_error if it would not fit the file.
Secret keyring_to_json(const Keyring& ring);

/// Throws std::invalid_argument for any text that `keyring_to_json` cannot have written.
Keyring keyring_from_json(std::string_view text);

}  // namespace sluis::crypto
