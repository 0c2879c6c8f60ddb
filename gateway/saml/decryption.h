#pragma once

// Opens an EncryptedAssertion. For verified.cpp only: it is the one that knows whether a signature
// covers what is encrypted or what comes out.

#include <expected>
#include <span>

#include "crypto/secret.h"
#include "saml/key.h"
#include "saml/xml.h"

namespace sluis::saml {

/// The text of what is in it. Refuses CBC, RSA-1_5 and every algorithm that is not listed in
/// content_key.h before a key is used (saml_algorithm; standards SAM-08, SAM-09); all else with
/// saml_decryption, whichever step failed. Several keys are tried (SAM-18).
std::expected<crypto::Secret, Refusal> decrypt(const Element& encrypted_assertion,
                                               std::span<const PrivateKey> keys);

}  // namespace sluis::saml
