#pragma once

// HMAC-SHA-256 (RFC 2104, FIPS 198-1), 32 octets and never truncated, and SHA-256. Safe from every
// thread.

#include <string>
#include <string_view>

#include "crypto/secret.h"

namespace sluis::crypto {

/// For a value that is itself a key or must stay unknown.
Secret hmac_sha256(const Secret& key, std::string_view message);

/// base64url of the same: for names of records, which are not secret.
std::string hmac_name(const Secret& key, std::string_view message);

std::string sha256(std::string_view message);  // 32 octets

}  // namespace sluis::crypto
