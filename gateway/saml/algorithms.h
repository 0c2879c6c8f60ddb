#pragma once

// The algorithms of signatures, as URIs and as OpenSSL knows them (RFC 9231; standards SAM-08).
// What is not in these lists is refused before anything is computed. For this room only.

#include <optional>
#include <string>
#include <string_view>

#include "saml/key.h"

struct evp_md_st;  // OpenSSL's EVP_MD

namespace sluis::saml {

inline constexpr std::string_view kExclusiveCanonicalisation =
    "http://www.w3.org/2001/10/xml-exc-c14n#";
inline constexpr std::string_view kEnvelopedSignature =
    "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
inline constexpr std::string_view kDigestSha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

struct SignatureAlgorithm {
  std::string_view uri;
  PublicKey::Kind kind;
  const evp_md_st* (*digest)();
};

const SignatureAlgorithm* signature_algorithm_named(std::string_view uri);  // none: refused
/// RSA-SHA256 or ECDSA-SHA256: what we sign with.
const SignatureAlgorithm& own_algorithm(PublicKey::Kind kind);

/// The digest of no octets at all, in base64; nothing for an algorithm that is refused.
std::optional<std::string_view> digest_of_nothing(std::string_view digest_uri);

/// Of plain octets, in the form of XML Signature: for ECDSA the two numbers side by side (RFC 9231
/// §2.3.6).
std::string sign_octets(std::string_view octets, const PrivateKey& key);
bool verify_octets(std::string_view octets, std::string_view signature,
                   const SignatureAlgorithm& algorithm, const PublicKey& key);

}  // namespace sluis::saml
