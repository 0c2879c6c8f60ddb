#include "crypto/gcm.h"

#include <openssl/evp.h>

#include <limits>
#include <memory>
#include <stdexcept>

namespace sluis::crypto::gcm {

namespace {

struct FreeCipher {
  void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const unsigned char* as_unsigned(std::string_view octets) {
  return reinterpret_cast<const unsigned char*>(octets.data());
}

int size_of(std::string_view octets) {
  if (octets.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw std::length_error("a text too long for one AES-GCM call");
  }
  return static_cast<int>(octets.size());
}

void require(bool worked) {
  if (!worked) throw std::runtime_error("AES-256-GCM failed");
}

// A new context for each text: it wipes the key as it is freed.
Context start(const Secret& key, const Box& box, int encrypting) {
  if (key.size() != kKeyBytes || box.nonce.size() != kNonceBytes) {
    throw std::invalid_argument("AES-256-GCM with a key or nonce of another size");
  }
  thread_local const std::unique_ptr<EVP_CIPHER, FreeCipher> cipher(
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  Context context(EVP_CIPHER_CTX_new());
  require(cipher && context);
  require(EVP_CipherInit_ex2(context.get(), cipher.get(), as_unsigned(key.expose()),
                             as_unsigned(box.nonce), encrypting, nullptr) == 1);
  int written = 0;
  if (!box.associated.empty()) {
    require(EVP_CipherUpdate(context.get(), nullptr, &written, as_unsigned(box.associated),
                             size_of(box.associated)) == 1);
  }
  return context;
}

void update(EVP_CIPHER_CTX* context, char* output, std::string_view input) {
  if (input.empty()) return;
  int written = 0;
  require(EVP_CipherUpdate(context, reinterpret_cast<unsigned char*>(output), &written,
                           as_unsigned(input), size_of(input)) == 1);
  require(written == size_of(input));
}

}  // namespace

std::string encrypt(const Secret& key, Box box, std::string_view plain_text) {
  const Context context = start(key, box, 1);
  std::string result(plain_text.size() + kTagBytes, '\0');
  update(context.get(), result.data(), plain_text);
  auto* const tag = reinterpret_cast<unsigned char*>(result.data() + plain_text.size());
  int written = 0;
  require(EVP_CipherFinal_ex(context.get(), tag, &written) == 1 && written == 0);
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kTagBytes),
                              tag) == 1);
  return result;
}

std::optional<Secret> decrypt(const Secret& key, Box box, std::string_view text_and_tag) {
  if (text_and_tag.size() < kTagBytes) return std::nullopt;
  const std::string_view text = text_and_tag.substr(0, text_and_tag.size() - kTagBytes);
  std::string tag(text_and_tag.substr(text.size()));  // OpenSSL wants it writable
  const Context context = start(key, box, 0);
  Secret result(text.size());
  update(context.get(), result.fill(), text);
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kTagBytes),
                              tag.data()) == 1);
  unsigned char nothing[kTagBytes];
  int written = 0;
  if (EVP_CipherFinal_ex(context.get(), nothing, &written) != 1) return std::nullopt;
  return result;
}

}  // namespace sluis::crypto::gcm
