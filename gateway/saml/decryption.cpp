#include "saml/decryption.h"

#include <openssl/evp.h>

#include <optional>
#include <string>

#include "crypto/encoding.h"
#include "saml/algorithms.h"
#include "saml/content_key.h"
#include "saml/names.h"

namespace sluis::saml {

namespace {

std::optional<Element> only(const std::vector<Element>& found) {
  return found.size() == 1 ? std::optional(found[0]) : std::nullopt;
}

std::optional<Element> only_child(const Element& parent, std::string_view name) {
  return only(parent.children(ns::kEncryption, name));
}

std::optional<std::string> cipher_value(const Element& encrypted) {
  const auto cipher_data = only_child(encrypted, "CipherData");
  // A CipherReference would have us fetch it.
  const auto value = cipher_data ? only_child(*cipher_data, "CipherValue") : std::nullopt;
  auto text = value ? value->text() : std::nullopt;
  if (!text) return std::nullopt;
  std::erase_if(*text, [](char octet) { return std::string_view(" \t\r\n").contains(octet); });
  return crypto::base64_decode(*text);
}

std::optional<std::string> algorithm_of(const std::optional<Element>& element) {
  return element ? element->attribute("Algorithm") : std::nullopt;
}

// Beside the data or in its KeyInfo, and one only.
std::optional<Element> encrypted_key(const Element& encrypted_assertion, const Element& data) {
  auto found = encrypted_assertion.children(ns::kEncryption, "EncryptedKey");
  for (const Element& key_info : data.children(ns::kSignature, "KeyInfo")) {
    for (const Element& key : key_info.children(ns::kEncryption, "EncryptedKey")) {
      found.push_back(key);
    }
  }
  return only(found);
}

std::size_t content_key_bytes(std::string_view algorithm) {
  if (algorithm == kAes128Gcm) return 16;
  return algorithm == kAes256Gcm ? 32 : 0;
}

const EVP_MD* oaep_digest(const std::optional<std::string>& uri) {
  if (!uri || *uri == kDigestSha1) return EVP_sha1();  // XML Encryption 1.1 §5.5.2: the default
  return *uri == kDigestSha256 ? EVP_sha256() : nullptr;
}

const EVP_MD* mask_digest(const std::optional<std::string>& uri) {
  if (!uri || *uri == "http://www.w3.org/2009/xmlenc11#mgf1sha1") return EVP_sha1();
  return *uri == "http://www.w3.org/2009/xmlenc11#mgf1sha256" ? EVP_sha256() : nullptr;
}

std::optional<Oaep> oaep_of(const Element& method) {
  const auto name = method.attribute("Algorithm");
  if (name != kRsaOaepMgf1p && name != kRsaOaep) return std::nullopt;
  Oaep oaep{.digest = EVP_sha1(), .mask_digest = EVP_sha1()};
  for (const Element& child : method.children()) {
    if (child.is(ns::kSignature, "DigestMethod")) {
      oaep.digest = oaep_digest(child.attribute("Algorithm"));
    } else if (name == kRsaOaep && child.is(ns::kEncryption11, "MGF")) {
      oaep.mask_digest = mask_digest(child.attribute("Algorithm"));
    } else if (!child.is(ns::kEncryption, "KeySize")) {
      return std::nullopt;  // OAEPparams: nobody uses a label
    }
  }
  if (oaep.digest == nullptr || oaep.mask_digest == nullptr) return std::nullopt;
  return oaep;
}

struct Sealed {
  std::string wrapped_key;
  std::string content;
  std::size_t key_bytes;
  Oaep oaep;
};

std::expected<Sealed, Refusal> read_sealed(const Element& encrypted_assertion) {
  const auto data = only_child(encrypted_assertion, "EncryptedData");
  const auto key = data ? encrypted_key(encrypted_assertion, *data) : std::nullopt;
  if (!key) return std::unexpected(Refusal::saml_decryption);
  const auto key_method = only_child(*key, "EncryptionMethod");
  const auto oaep = key_method ? oaep_of(*key_method) : std::nullopt;
  const std::size_t key_bytes =
      content_key_bytes(algorithm_of(only_child(*data, "EncryptionMethod")).value_or(""));
  if (!oaep || key_bytes == 0) return std::unexpected(Refusal::saml_algorithm);
  auto wrapped_key = cipher_value(*key);
  auto content = cipher_value(*data);
  if (!wrapped_key || !content) return std::unexpected(Refusal::saml_decryption);
  return Sealed{*std::move(wrapped_key), *std::move(content), key_bytes, *oaep};
}

}  // namespace

std::expected<crypto::Secret, Refusal> decrypt(const Element& encrypted_assertion,
                                               std::span<const PrivateKey> keys) {
  const auto sealed = read_sealed(encrypted_assertion);
  if (!sealed) return std::unexpected(sealed.error());
  for (const PrivateKey& key : keys) {
    if (key.kind() != PublicKey::Kind::rsa) continue;
    const crypto::Secret content_key =
        unwrap_key(sealed->wrapped_key, sealed->key_bytes, sealed->oaep, key);
    if (auto text = decrypt_content(content_key, sealed->content)) return *std::move(text);
  }
  return std::unexpected(Refusal::saml_decryption);
}

}  // namespace sluis::saml
