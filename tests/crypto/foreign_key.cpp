#include "tests/crypto/foreign_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>

#include <stdexcept>

#include "crypto/encoding.h"

namespace sluis::tests {

namespace {

using crypto::Algorithm;
using crypto::base64url_encode;

void require(bool worked) {
  if (!worked) throw std::runtime_error("OpenSSL failed in a test");
}

std::string octets_of(const BIGNUM* number, std::size_t size) {
  std::string octets(size, '\0');
  require(BN_bn2binpad(number, reinterpret_cast<unsigned char*>(octets.data()),
                       static_cast<int>(size)) >= 0);
  return octets;
}

std::string parameter(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  require(EVP_PKEY_get_bn_param(key, name, &number) == 1);
  const auto size = static_cast<std::size_t>(BN_num_bytes(number));
  const std::string octets = octets_of(number, name[0] == 'q' ? 32 : size);  // qx, qy: padded
  BN_free(number);
  return base64url_encode(octets);
}

// RFC 7518 §3.4: R and S one after the other, where OpenSSL writes DER.
std::string joined(const std::string& der) {
  const auto* position = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* const signature = d2i_ECDSA_SIG(nullptr, &position, static_cast<long>(der.size()));
  require(signature != nullptr);
  std::string octets =
      octets_of(ECDSA_SIG_get0_r(signature), 32) + octets_of(ECDSA_SIG_get0_s(signature), 32);
  ECDSA_SIG_free(signature);
  return octets;
}

}  // namespace

ForeignKey ForeignKey::rsa(unsigned bits) {
  EVP_PKEY* const key = EVP_RSA_gen(bits);
  require(key != nullptr);
  return ForeignKey(key);
}

ForeignKey ForeignKey::p256() {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  require(key != nullptr);
  return ForeignKey(key);
}

std::string ForeignKey::jwk(std::string_view more) const {
  const std::string body = EVP_PKEY_is_a(key_.get(), "RSA") == 1
                               ? R"("kty":"RSA","n":")" +
                                     parameter(key_.get(), OSSL_PKEY_PARAM_RSA_N) + R"(","e":")" +
                                     parameter(key_.get(), OSSL_PKEY_PARAM_RSA_E)
                               : R"("kty":"EC","crv":"P-256","x":")" + parameter(key_.get(), "qx") +
                                     R"(","y":")" + parameter(key_.get(), "qy");
  return "{" + body + "\"" + std::string(more) + "}";
}

std::string ForeignKey::token(Algorithm algorithm, std::string_view header,
                              std::string_view payload, int salt_bytes) const {
  const std::string input = base64url_encode(header) + "." + base64url_encode(payload);
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* parameters = nullptr;  // belongs to the context
  require(EVP_DigestSignInit(context, &parameters, EVP_sha256(), nullptr, key_.get()) == 1);
  if (algorithm == Algorithm::ps256) {
    require(EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1);
    require(EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, salt_bytes) == 1);
  }
  std::string signature(1024, '\0');
  std::size_t size = signature.size();
  require(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                         reinterpret_cast<const unsigned char*>(input.data()), input.size()) == 1);
  EVP_MD_CTX_free(context);
  signature.resize(size);
  if (algorithm == Algorithm::es256) signature = joined(signature);
  return input + "." + base64url_encode(signature);
}

}  // namespace sluis::tests
