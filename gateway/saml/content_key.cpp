#include "saml/content_key.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <stdexcept>

#include "saml/key_material.h"

namespace sluis::saml {

namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

struct Free {
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Free>;

void require(bool is_done) {
  if (is_done) return;
  ERR_clear_error();
  throw std::runtime_error("encryption for SAML failed");
}

const unsigned char* as_unsigned(std::string_view octets) {
  return reinterpret_cast<const unsigned char*>(octets.data());
}

void choose_oaep(EVP_PKEY_CTX* context, const Oaep& oaep) {
  require(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
          EVP_PKEY_CTX_set_rsa_oaep_md(context, oaep.digest) == 1 &&
          EVP_PKEY_CTX_set_rsa_mgf1_md(context, oaep.mask_digest) == 1);
}

CipherContext start(const crypto::Secret& key, std::string_view nonce, int encrypting) {
  CipherContext context(EVP_CIPHER_CTX_new());
  const EVP_CIPHER* const cipher = key.size() == 16 ? EVP_aes_128_gcm() : EVP_aes_256_gcm();
  require(context && EVP_CipherInit_ex2(context.get(), cipher, as_unsigned(key.expose()),
                                        as_unsigned(nonce), encrypting, nullptr) == 1);
  return context;
}

void update(EVP_CIPHER_CTX* context, char* output, std::string_view input) {
  int written = 0;
  require(input.empty() ||
          EVP_CipherUpdate(context, reinterpret_cast<unsigned char*>(output), &written,
                           as_unsigned(input), static_cast<int>(input.size())) == 1);
}

}  // namespace

std::string wrap_key(const crypto::Secret& content_key, const Oaep& oaep, const PublicKey& key) {
  const KeyContext context(EVP_PKEY_CTX_new(key.material().key.get(), nullptr));
  require(context && EVP_PKEY_encrypt_init(context.get()) == 1);
  choose_oaep(context.get(), oaep);
  std::size_t size = 0;
  const auto* const octets = as_unsigned(content_key.expose());
  require(EVP_PKEY_encrypt(context.get(), nullptr, &size, octets, content_key.size()) == 1);
  std::string wrapped(size, '\0');
  require(EVP_PKEY_encrypt(context.get(), reinterpret_cast<unsigned char*>(wrapped.data()), &size,
                           octets, content_key.size()) == 1);
  wrapped.resize(size);
  return wrapped;
}

crypto::Secret unwrap_key(std::string_view wrapped, std::size_t key_bytes, const Oaep& oaep,
                          const PrivateKey& key) {
  const KeyContext context(EVP_PKEY_CTX_new(key.material().key.get(), nullptr));
  require(context && EVP_PKEY_decrypt_init(context.get()) == 1);
  choose_oaep(context.get(), oaep);
  crypto::SystemRandom random;
  crypto::Secret result = random.secret(key_bytes);
  crypto::Secret opened(static_cast<std::size_t>(EVP_PKEY_get_size(key.material().key.get())));
  std::size_t size = opened.size();
  const int code = EVP_PKEY_decrypt(context.get(), reinterpret_cast<unsigned char*>(opened.fill()),
                                    &size, as_unsigned(wrapped), wrapped.size());
  // No branch: every octet is chosen from one or the other.
  const auto is_open =
      static_cast<unsigned>(static_cast<int>(code == 1) & static_cast<int>(size == key_bytes));
  const auto mask = static_cast<unsigned char>(0U - is_open);
  for (std::size_t at = 0; at < key_bytes; ++at) {
    const auto mine = static_cast<unsigned char>(result.expose()[at]);
    const auto theirs = static_cast<unsigned char>(opened.expose()[at]);
    result.fill()[at] =
        static_cast<char>((theirs & mask) | (mine & static_cast<unsigned char>(~mask)));
  }
  ERR_clear_error();
  return result;
}

std::string encrypt_content(const crypto::Secret& content_key, std::string_view text,
                            crypto::Random& random) {
  std::string octets = random.octets(kNonceBytes);
  const CipherContext context = start(content_key, octets, 1);
  octets.resize(kNonceBytes + text.size() + kTagBytes);
  update(context.get(), octets.data() + kNonceBytes, text);
  auto* const tag = reinterpret_cast<unsigned char*>(octets.data() + kNonceBytes + text.size());
  int written = 0;
  require(EVP_CipherFinal_ex(context.get(), tag, &written) == 1 &&
          EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kTagBytes),
                              tag) == 1);
  return octets;
}

std::optional<crypto::Secret> decrypt_content(const crypto::Secret& content_key,
                                              std::string_view octets) {
  if (octets.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const CipherContext context = start(content_key, octets.substr(0, kNonceBytes), 0);
  std::string tag(octets.substr(octets.size() - kTagBytes));  // OpenSSL wants it writable
  octets.remove_prefix(kNonceBytes);
  octets.remove_suffix(kTagBytes);
  crypto::Secret text(octets.size());
  update(context.get(), text.fill(), octets);
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kTagBytes),
                              tag.data()) == 1);
  unsigned char nothing[kTagBytes];
  int written = 0;
  if (EVP_CipherFinal_ex(context.get(), nothing, &written) != 1) {
    ERR_clear_error();
    return std::nullopt;
  }
  return text;
}

}  // namespace sluis::saml
