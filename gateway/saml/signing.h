#pragma once

// Enveloped signatures of ours (XML Signature; SAML Core 5.4): RSA-SHA256 or ECDSA-SHA256 by the
// kind of key, SHA-256, exclusive canonicalisation, our certificate in KeyInfo.

#include <string>
#include <string_view>

#include "saml/key.h"

namespace sluis::saml {

/// Signs the root element of a document of ours: behind its Issuer, or as its first child where
/// there is none (metadata). Throws std::invalid_argument for a document without an ID. RSA takes
/// some 600 µs: run it in the pool (crypto/pool.h).
std::string sign(std::string_view xml, const PrivateKey& key);

}  // namespace sluis::saml
