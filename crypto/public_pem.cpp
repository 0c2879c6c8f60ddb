#include "crypto/public_pem.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <boost/json.hpp>
#include <memory>
#include <stdexcept>

#include "crypto/encoding.h"

namespace sluis::crypto {

namespace {

template <auto kFree>
struct Free {
  template <typename Handle>
  void operator()(Handle* handle) const {
    kFree(handle);
  }
};

using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using PublicKey = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

/// Of what has passed OpenSSL before: a failure is ours.
template <typename Handle>
Handle* made(Handle* handle) {
  if (handle == nullptr) throw std::runtime_error("a public key cannot be written");
  return handle;
}

void must(int outcome) {
  if (outcome != 1) throw std::runtime_error("a public key cannot be written");
}

Number number_of(const boost::json::object& jwk, std::string_view member) {
  const auto octets = base64url_decode(jwk.at(member).as_string());
  if (!octets) throw std::runtime_error("a public key cannot be read");
  return Number(made(BN_bin2bn(reinterpret_cast<const unsigned char*>(octets->data()),
                               static_cast<int>(octets->size()), nullptr)));
}

PublicKey key_of(const boost::json::object& jwk) {
  const Number modulus = number_of(jwk, "n");
  const Number exponent = number_of(jwk, "e");
  const std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>> builder(
      made(OSSL_PARAM_BLD_new()));
  must(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()));
  must(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()));
  const std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>> parameters(
      made(OSSL_PARAM_BLD_to_param(builder.get())));
  const std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>> context(
      made(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr)));
  EVP_PKEY* key = nullptr;
  must(EVP_PKEY_fromdata_init(context.get()));
  must(EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()));
  return PublicKey(made(key));
}

}  // namespace

std::string public_pem(const SigningKey& key) {
  if (key.algorithm() == Algorithm::es256) throw std::invalid_argument("a key that is not RSA");
  const auto jwk = boost::json::parse(key.public_jwk());
  const PublicKey handle = key_of(jwk.as_object());
  const std::unique_ptr<BIO, Free<BIO_free>> out(made(BIO_new(BIO_s_mem())));
  must(PEM_write_bio_PUBKEY(out.get(), handle.get()));
  char* text = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace sluis::crypto
