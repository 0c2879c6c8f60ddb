#pragma once

// AES-256-GCM (NIST SP 800-38D) with a nonce of 12 octets and a tag of 16, whole texts only. The
// two formats of this room that use it (seal, keyring_file) do their own framing; nobody else
// includes this file.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/secret.h"

namespace sluis::crypto::gcm {

inline constexpr std::size_t kKeyBytes = 32;
inline constexpr std::size_t kNonceBytes = 12;
inline constexpr std::size_t kTagBytes = 16;

struct Box {
  std::string_view nonce;
  std::string_view associated;
};

/// Ciphertext and then the tag. Throws std::invalid_argument for a key or nonce of another size.
std::string encrypt(const Secret& key, Box box, std::string_view plain_text);

/// Nothing if the tag does not fit: no octet of the plain text is given out before that is known.
std::optional<Secret> decrypt(const Secret& key, Box box, std::string_view text_and_tag);

}  // namespace sluis::crypto::gcm
