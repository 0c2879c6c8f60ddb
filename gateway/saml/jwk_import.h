#pragma once

// A private JWK (RFC 7518 §6) as a key of OpenSSL. For key.cpp only.

#include "crypto/secret.h"
#include "saml/key_material.h"

namespace sluis::saml {

/// RSA with all of its private members, or EC P-256. Throws std::invalid_argument.
KeyHandle import_private_jwk(const crypto::Secret& jwk);

}  // namespace sluis::saml
