#include "tests/saml/certificates.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <stdexcept>

namespace sluis::tests {

namespace {

std::string certificate_of(EVP_PKEY* taken, const EVP_MD* digest) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(taken, EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), 1'800'000'000);
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), 1'900'000'000);
  if (X509_set_pubkey(certificate.get(), key.get()) != 1 ||
      X509_sign(certificate.get(), key.get(), digest) <= 0 ||
      PEM_write_bio_X509(memory.get(), certificate.get()) != 1) {
    throw std::runtime_error("no certificate");
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

std::string certificate_of_rsa(unsigned bits) {
  return certificate_of(EVP_RSA_gen(bits), EVP_sha256());
}

std::string certificate_of_curve(const char* name) {
  return certificate_of(EVP_EC_gen(name), EVP_sha256());
}

std::string certificate_of_ed25519() {
  return certificate_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), nullptr);
}

}  // namespace sluis::tests
