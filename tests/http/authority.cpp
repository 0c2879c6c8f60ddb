#include "authority.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace sluis::http::testing {

namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::unique_ptr<std::FILE, CloseFile> written(const std::filesystem::path& path) {
  std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "w"));
  if (!file) throw std::runtime_error("cannot write the test's certificate");
  return file;
}

void name(X509* certificate, const std::string& subject) {
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(subject.c_str()), -1, -1, 0);
}

void extend(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  auto* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (extension == nullptr) throw std::runtime_error("the test's certificate is wrong");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

std::shared_ptr<X509> unsigned_one(EVP_PKEY* key, const Issued& wish) {
  static long serial = 0;
  std::shared_ptr<X509> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), wish.valid_from_seconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), wish.valid_until_seconds);
  X509_set_pubkey(certificate.get(), key);
  name(certificate.get(), wish.subject);
  return certificate;
}

}  // namespace

Authority::Authority() : root_key_(EVP_EC_gen("P-256"), EVP_PKEY_free) {
  auto pattern = (std::filesystem::temp_directory_path() / "sluis-ca-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the test");
  folder_ = pattern;
  root_ = unsigned_one(root_key_.get(), {.names = "", .subject = "Root of the test"});
  X509_set_issuer_name(root_.get(), X509_get_subject_name(root_.get()));
  extend(root_.get(), NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(root_.get(), root_key_.get(), EVP_sha256());
  PEM_write_X509(written(root()).get(), root_.get());
}

Authority::~Authority() { std::filesystem::remove_all(folder_); }

void Authority::issue(const Issued& wish) {
  const std::shared_ptr<EVP_PKEY> pair(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const auto leaf = unsigned_one(pair.get(), wish);
  X509_set_issuer_name(leaf.get(), X509_get_subject_name(root_.get()));
  if (!wish.names.empty()) extend(leaf.get(), NID_subject_alt_name, wish.names);
  X509_sign(leaf.get(), root_key_.get(), EVP_sha256());
  PEM_write_X509(written(certificate()).get(), leaf.get());
  PEM_write_PrivateKey(written(key()).get(), pair.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

}  // namespace sluis::http::testing
