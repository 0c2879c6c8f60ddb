#include "crypto/mac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "crypto/encoding.h"

namespace sluis::crypto {

namespace {

constexpr std::size_t kSizeBytes = 32;

struct FreeMac {
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
};
using Context = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

const unsigned char* as_unsigned(std::string_view octets) {
  return reinterpret_cast<const unsigned char*>(octets.data());
}

// Looking an algorithm up costs more than the MAC itself. The template has seen only a key of
// zeroes: the true key lives in a copy, which OpenSSL wipes as it frees it.
Context make_template() {
  const std::unique_ptr<EVP_MAC, FreeMac> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  Context context(EVP_MAC_CTX_new(mac.get()));
  std::array<char, 7> digest{"SHA256"};
  const std::array<OSSL_PARAM, 2> parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  const std::array<unsigned char, kSizeBytes> zeroes{};
  if (!context ||
      EVP_MAC_init(context.get(), zeroes.data(), zeroes.size(), parameters.data()) != 1) {
    throw std::runtime_error("HMAC-SHA-256 is not available");
  }
  return context;
}

void compute(const Secret& key, std::string_view message, unsigned char* result) {
  // An empty key is one that was moved away: anybody could compute this MAC.
  if (key.empty()) throw std::invalid_argument("HMAC with an empty key");
  thread_local const Context prepared = make_template();
  const Context context(EVP_MAC_CTX_dup(prepared.get()));
  std::size_t size = 0;
  if (!context ||
      EVP_MAC_init(context.get(), as_unsigned(key.expose()), key.size(), nullptr) != 1 ||
      EVP_MAC_update(context.get(), as_unsigned(message), message.size()) != 1 ||
      EVP_MAC_final(context.get(), result, &size, kSizeBytes) != 1 || size != kSizeBytes) {
    throw std::runtime_error("HMAC-SHA-256 failed");
  }
}

}  // namespace

Secret hmac_sha256(const Secret& key, std::string_view message) {
  Secret result(kSizeBytes);
  compute(key, message, reinterpret_cast<unsigned char*>(result.fill()));
  return result;
}

std::string hmac_name(const Secret& key, std::string_view message) {
  return base64url_encode(hmac_sha256(key, message).expose());
}

std::string sha256(std::string_view message) {
  thread_local const std::unique_ptr<EVP_MD, FreeMac> digest(
      EVP_MD_fetch(nullptr, "SHA256", nullptr));
  std::string result(kSizeBytes, '\0');
  unsigned size = 0;
  if (!digest ||
      EVP_Digest(message.data(), message.size(), reinterpret_cast<unsigned char*>(result.data()),
                 &size, digest.get(), nullptr) != 1 ||
      size != kSizeBytes) {
    throw std::runtime_error("SHA-256 failed");
  }
  return result;
}

}  // namespace sluis::crypto
