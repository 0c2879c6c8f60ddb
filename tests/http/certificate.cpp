#include "certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace sluis::http::testing {

namespace {

template <typename Thing, auto free>
struct Free {
  void operator()(Thing* thing) const { free(thing); }
};
using File = std::unique_ptr<std::FILE, Free<std::FILE, std::fclose>>;
using KeyPair = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509, X509_free>>;

File written(const std::filesystem::path& path) {
  File file(std::fopen(path.c_str(), "w"));
  if (!file) throw std::runtime_error("cannot write the test's certificate");
  return file;
}

Certificate self_signed(EVP_PKEY* key, const std::string& name) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key);
  auto* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

}  // namespace

CertificateFolder::CertificateFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "sluis-tls-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the test");
  folder_ = pattern;
}

CertificateFolder::~CertificateFolder() { std::filesystem::remove_all(folder_); }

void CertificateFolder::make(const std::string& name, Key key) const {
  const KeyPair pair(key == Key::p256 ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048));
  const auto signed_one = self_signed(pair.get(), name);
  PEM_write_X509(written(certificate()).get(), signed_one.get());
  PEM_write_PrivateKey(written(this->key()).get(), pair.get(), nullptr, nullptr, 0, nullptr,
                       nullptr);
}

}  // namespace sluis::http::testing
