#pragma once

// The two steps of XML Encryption by OpenSSL: RSA-OAEP for the key of the content (RFC 8017 §7.1)
// and AES-GCM for the content (NIST SP 800-38D; XML Encryption 1.1 §5.2.4: nonce, text, tag).
// xmlsec1 knows OAEP with SHA-1 only. For this room only.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/random.h"
#include "crypto/secret.h"
#include "saml/key.h"

struct evp_md_st;  // OpenSSL's EVP_MD

namespace sluis::saml {

inline constexpr std::string_view kRsaOaepMgf1p = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
inline constexpr std::string_view kRsaOaep = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
inline constexpr std::string_view kRsa15 = "http://www.w3.org/2001/04/xmlenc#rsa-1_5";
inline constexpr std::string_view kAes128Gcm = "http://www.w3.org/2009/xmlenc11#aes128-gcm";
inline constexpr std::string_view kAes256Gcm = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
inline constexpr std::string_view kDigestSha1 = "http://www.w3.org/2000/09/xmldsig#sha1";

struct Oaep {
  const evp_md_st* digest;
  const evp_md_st* mask_digest;  // of MGF1
};

std::string wrap_key(const crypto::Secret& content_key, const Oaep& oaep, const PublicKey& key);

/// Always a key of that size: a random one when it does not open, so that nobody learns at which
/// step it failed (standards XSW-24).
crypto::Secret unwrap_key(std::string_view wrapped, std::size_t key_bytes, const Oaep& oaep,
                          const PrivateKey& key);

std::string encrypt_content(const crypto::Secret& content_key, std::string_view text,
                            crypto::Random& random);
std::optional<crypto::Secret> decrypt_content(const crypto::Secret& content_key,
                                              std::string_view octets);

}  // namespace sluis::saml
