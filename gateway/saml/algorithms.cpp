#include "saml/algorithms.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "saml/key_material.h"

namespace sluis::saml {

namespace {

using Kind = PublicKey::Kind;

constexpr std::array kSignatures = {
    SignatureAlgorithm{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", Kind::rsa, EVP_sha256},
    SignatureAlgorithm{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", Kind::rsa, EVP_sha384},
    SignatureAlgorithm{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", Kind::rsa, EVP_sha512},
    SignatureAlgorithm{"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Kind::elliptic,
                       EVP_sha256},
    SignatureAlgorithm{"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", Kind::elliptic,
                       EVP_sha384},
    SignatureAlgorithm{"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", Kind::elliptic,
                       EVP_sha512}};

struct Digest {
  std::string_view uri;
  std::string_view of_nothing;  // FIPS 180-4, of the empty message
};

constexpr std::array kDigests = {
    Digest{kDigestSha256, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
    Digest{"http://www.w3.org/2001/04/xmldsig-more#sha384",
           "OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"},
    Digest{"http://www.w3.org/2001/04/xmlenc#sha512",
           "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg="
           "="}};

struct Free {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};
using Context = std::unique_ptr<EVP_MD_CTX, Free>;
using Numbers = std::unique_ptr<ECDSA_SIG, Free>;

const unsigned char* as_unsigned(std::string_view octets) {
  return reinterpret_cast<const unsigned char*>(octets.data());
}

std::size_t number_bytes(EVP_PKEY* key) {
  return (static_cast<std::size_t>(EVP_PKEY_get_bits(key)) + 7) / 8;
}

// OpenSSL writes ECDSA signatures as DER, XML Signature as two numbers of full length.
std::string side_by_side(const std::string& der, std::size_t bytes) {
  const unsigned char* octets = as_unsigned(der);
  const Numbers numbers(d2i_ECDSA_SIG(nullptr, &octets, static_cast<long>(der.size())));
  std::string result(2 * bytes, '\0');
  auto* const to = reinterpret_cast<unsigned char*>(result.data());
  const int size = static_cast<int>(bytes);
  if (!numbers || BN_bn2binpad(ECDSA_SIG_get0_r(numbers.get()), to, size) != size ||
      BN_bn2binpad(ECDSA_SIG_get0_s(numbers.get()), to + bytes, size) != size) {
    throw std::runtime_error("an ECDSA signature that cannot be written");
  }
  return result;
}

std::optional<std::string> as_der(std::string_view signature, std::size_t bytes) {
  if (signature.size() != 2 * bytes) return std::nullopt;
  const int size = static_cast<int>(bytes);
  BIGNUM* const r = BN_bin2bn(as_unsigned(signature), size, nullptr);
  BIGNUM* const s = BN_bin2bn(as_unsigned(signature) + bytes, size, nullptr);
  const Numbers numbers(ECDSA_SIG_new());
  if (!numbers || ECDSA_SIG_set0(numbers.get(), r, s) != 1) throw std::bad_alloc();
  unsigned char* octets = nullptr;
  const int written = i2d_ECDSA_SIG(numbers.get(), &octets);
  if (written <= 0) return std::nullopt;
  std::string der(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(written));
  OPENSSL_free(octets);
  return der;
}

}  // namespace

const SignatureAlgorithm* signature_algorithm_named(std::string_view uri) {
  for (const SignatureAlgorithm& algorithm : kSignatures) {
    if (algorithm.uri == uri) return &algorithm;
  }
  return nullptr;
}

const SignatureAlgorithm& own_algorithm(PublicKey::Kind kind) {
  return kind == Kind::rsa ? kSignatures[0] : kSignatures[3];
}

std::optional<std::string_view> digest_of_nothing(std::string_view digest_uri) {
  for (const Digest& digest : kDigests) {
    if (digest.uri == digest_uri) return digest.of_nothing;
  }
  return std::nullopt;
}

std::string sign_octets(std::string_view octets, const PrivateKey& key) {
  EVP_PKEY* const pair = key.material().key.get();
  const Context context(EVP_MD_CTX_new());
  std::size_t size = 0;
  if (!context ||
      EVP_DigestSignInit(context.get(), nullptr, own_algorithm(key.kind()).digest(), nullptr,
                         pair) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, as_unsigned(octets), octets.size()) != 1) {
    throw std::runtime_error("a key that does not sign");
  }
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     as_unsigned(octets), octets.size()) != 1) {
    throw std::runtime_error("a key that does not sign");
  }
  signature.resize(size);
  return key.kind() == Kind::rsa ? signature : side_by_side(signature, number_bytes(pair));
}

bool verify_octets(std::string_view octets, std::string_view signature,
                   const SignatureAlgorithm& algorithm, const PublicKey& key) {
  if (algorithm.kind != key.kind()) return false;
  EVP_PKEY* const public_key = key.material().key.get();
  std::string wire(signature);
  if (key.kind() == Kind::elliptic) {
    auto der = as_der(signature, number_bytes(public_key));
    if (!der) return false;
    wire = *std::move(der);
  }
  const Context context(EVP_MD_CTX_new());
  const bool is_right =
      context &&
      EVP_DigestVerifyInit(context.get(), nullptr, algorithm.digest(), nullptr, public_key) == 1 &&
      EVP_DigestVerify(context.get(), as_unsigned(wire), wire.size(), as_unsigned(octets),
                       octets.size()) == 1;
  ERR_clear_error();
  return is_right;
}

}  // namespace sluis::saml
