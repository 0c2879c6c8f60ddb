#include "saml/key.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "saml/jwk_import.h"
#include "saml/key_material.h"

namespace sluis::saml {

namespace {

constexpr int kLeastRsaBits = 2048;  // standards SAM-06
constexpr int kMostRsaBits = 8192;   // a larger one only costs us time
constexpr std::size_t kLimitCertificateBytes = std::size_t{32} * 1024;
constexpr std::string_view kPemBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kPemEnd = "-----END CERTIFICATE-----";

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;

void require(bool is_done, const char* complaint) {
  if (is_done) return;
  ERR_clear_error();
  throw std::invalid_argument(complaint);
}

// Line ends stand in the base64 of most metadata, and as references in that of some.
std::optional<std::string> der_of(std::string_view text) {
  if (text.size() > kLimitCertificateBytes) return std::nullopt;
  if (const std::size_t begin = text.find(kPemBegin); begin != std::string_view::npos) {
    const std::size_t end = text.find(kPemEnd, begin);
    if (end == std::string_view::npos) return std::nullopt;
    text = text.substr(begin + kPemBegin.size(), end - begin - kPemBegin.size());
  }
  std::string base64(text);
  std::erase_if(base64, [](char octet) { return std::string_view(" \t\r\n").contains(octet); });
  return crypto::base64_decode(base64);
}

Certificate read_certificate(std::string_view der) {
  const auto* octets = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = octets + der.size();
  Certificate certificate(d2i_X509(nullptr, &octets, static_cast<long>(der.size())));
  ERR_clear_error();
  return octets == end ? std::move(certificate) : nullptr;
}

std::string der_of(X509* certificate) {
  unsigned char* octets = nullptr;
  const int size = i2d_X509(certificate, &octets);
  require(size > 0, "a certificate cannot be written");
  std::string der(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size));
  OPENSSL_free(octets);
  return der;
}

bool is_known_curve(EVP_PKEY* key) {
  std::array<char, 64> name{};
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), nullptr) != 1) return false;
  constexpr std::array<std::string_view, 3> kCurves = {"prime256v1", "secp384r1", "secp521r1"};
  return std::ranges::find(kCurves, std::string_view(name.data())) != kCurves.end();
}

std::optional<PublicKey::Kind> kind_of(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA") == 1) {
    const int bits = EVP_PKEY_get_bits(key);
    if (bits < kLeastRsaBits || bits > kMostRsaBits) return std::nullopt;
    return PublicKey::Kind::rsa;
  }
  if (EVP_PKEY_is_a(key, "EC") == 1 && is_known_curve(key)) return PublicKey::Kind::elliptic;
  return std::nullopt;
}

void set_time(ASN1_TIME* field, crypto::TimePoint time) {
  require(ASN1_TIME_set(field, crypto::unix_seconds(time)) != nullptr,
          "a certificate for a time that does not exist");
}

// Positive and at most 20 octets (RFC 5280 §4.1.2.2); of the key, so that it is the same
// everywhere.
void set_serial(X509* certificate, EVP_PKEY* key) {
  unsigned char* octets = nullptr;
  const int size = i2d_PUBKEY(key, &octets);
  require(size > 0, "a public key cannot be written");
  std::string serial =
      crypto::sha256({reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size)});
  OPENSSL_free(octets);
  serial.resize(16);
  serial.front() = static_cast<char>((serial.front() & 0x3f) | 0x40);
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(serial.data()),
                static_cast<int>(serial.size()), nullptr),
      BN_free);
  require(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr,
          "a certificate without a number");
}

std::string make_certificate(EVP_PKEY* key, const CertificateTerms& terms) {
  const Certificate certificate(X509_new());
  if (!certificate) throw std::bad_alloc();
  require(X509_set_version(certificate.get(), X509_VERSION_3) == 1, "no X.509 version 3");
  set_serial(certificate.get(), key);
  set_time(X509_getm_notBefore(certificate.get()), terms.not_before);
  set_time(X509_getm_notAfter(certificate.get()), terms.not_after);
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  require(
      X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(terms.common_name.data()),
                                 static_cast<int>(terms.common_name.size()), -1, 0) == 1,
      "a common name that a certificate cannot hold (1 to 64 characters)");
  require(X509_set_issuer_name(certificate.get(), name) == 1 &&
              X509_set_pubkey(certificate.get(), key) == 1 &&
              X509_sign(certificate.get(), key, EVP_sha256()) > 0,
          "a certificate cannot be made for this key");
  return crypto::base64_encode(der_of(certificate.get()));
}

}  // namespace

void FreeKey::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

PublicKey::PublicKey(Kind kind, std::string certificate, std::shared_ptr<const Material> material)
    : kind_(kind), certificate_(std::move(certificate)), material_(std::move(material)) {}

std::expected<PublicKey, Refusal> PublicKey::from_certificate(std::string_view text) {
  const auto der = der_of(text);
  const Certificate certificate = der ? read_certificate(*der) : nullptr;
  if (!certificate) return std::unexpected(Refusal::saml_malformed);
  KeyHandle key(X509_get_pubkey(certificate.get()));
  ERR_clear_error();
  if (!key) return std::unexpected(Refusal::saml_algorithm);
  const auto kind = kind_of(key.get());
  if (!kind) return std::unexpected(Refusal::saml_algorithm);
  return PublicKey(*kind, crypto::base64_encode(*der),
                   std::make_shared<const Material>(std::move(key)));
}

PrivateKey::PrivateKey(PublicKey public_key) : public_key_(std::move(public_key)) {}

PrivateKey PrivateKey::from_jwk(const crypto::Secret& private_jwk, const CertificateTerms& terms) {
  KeyHandle key = import_private_jwk(private_jwk);
  const auto kind = kind_of(key.get());
  require(kind.has_value(), "a key of a size or curve that SAML does not use here");
  std::string certificate = make_certificate(key.get(), terms);
  return PrivateKey(PublicKey(*kind, std::move(certificate),
                              std::make_shared<const PublicKey::Material>(std::move(key))));
}

}  // namespace sluis::saml
