#include "saml/encryption.h"

#include <openssl/evp.h>

#include <algorithm>

#include "crypto/encoding.h"
#include "saml/content_key.h"
#include "saml/names.h"
#include "saml/xml_writer.h"

namespace sluis::saml {

namespace {

bool has(const std::vector<std::string>& methods, std::string_view wanted) {
  return std::ranges::find(methods, wanted) != methods.end();
}

bool takes_our_key_transport(const std::vector<std::string>& methods) {
  return has(methods, kRsaOaepMgf1p) || (!has(methods, kRsaOaep) && !has(methods, kRsa15));
}

bool names_a_content_cipher(const std::vector<std::string>& methods) {
  return std::ranges::any_of(methods, [](const std::string& method) {
    return method != kRsaOaepMgf1p && method != kRsaOaep && method != kRsa15 &&
           method != kDigestSha1;
  });
}

}  // namespace

std::optional<Recipient> Recipient::choose(const std::vector<EncryptionKey>& keys) {
  for (const EncryptionKey& key : keys) {
    if (key.key.kind() != PublicKey::Kind::rsa || !takes_our_key_transport(key.methods)) continue;
    if (has(key.methods, kAes256Gcm) || !names_a_content_cipher(key.methods)) {
      return Recipient(key.key, ContentCipher::aes_256_gcm);
    }
    if (has(key.methods, kAes128Gcm)) return Recipient(key.key, ContentCipher::aes_128_gcm);
  }
  return std::nullopt;
}

std::string Recipient::encrypt(std::string_view assertion, crypto::Random& random) const {
  const bool is_256 = cipher_ == ContentCipher::aes_256_gcm;
  const crypto::Secret content_key = random.secret(is_256 ? 32 : 16);
  const Oaep oaep{.digest = EVP_sha1(), .mask_digest = EVP_sha1()};
  const std::string wrapped = crypto::base64_encode(wrap_key(content_key, oaep, key_));
  const std::string content =
      crypto::base64_encode(encrypt_content(content_key, assertion, random));
  XmlWriter xml;
  xml.open("saml:EncryptedAssertion").attribute("xmlns:saml", ns::kAssertion);
  xml.open("xenc:EncryptedData").attribute("xmlns:xenc", ns::kEncryption);
  xml.attribute("Type", "http://www.w3.org/2001/04/xmlenc#Element");
  xml.open("xenc:EncryptionMethod")
      .attribute("Algorithm", is_256 ? kAes256Gcm : kAes128Gcm)
      .close();
  xml.open("ds:KeyInfo").attribute("xmlns:ds", ns::kSignature);
  xml.open("xenc:EncryptedKey");
  xml.open("xenc:EncryptionMethod").attribute("Algorithm", kRsaOaepMgf1p);
  // The default, said aloud: some readers want to see it.
  xml.open("ds:DigestMethod").attribute("Algorithm", kDigestSha1).close().close();
  xml.open("xenc:CipherData").leaf("xenc:CipherValue", wrapped).close();
  xml.close().close();  // EncryptedKey, KeyInfo
  xml.open("xenc:CipherData").leaf("xenc:CipherValue", content).close();
  xml.close().close();
  return xml.take();
}

}  // namespace sluis::saml
