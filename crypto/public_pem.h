#pragma once

// The public half of one of our RSA keys as SubjectPublicKeyInfo in PEM (RFC 7468 §13): what
// Prosody fetches for a token of Jitsi.

#include <string>

#include "crypto/jwk.h"

namespace sluis::crypto {

/// Throws std::invalid_argument for a key that is not RSA.
std::string public_pem(const SigningKey& key);

}  // namespace sluis::crypto
