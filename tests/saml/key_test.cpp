#include "saml/key.h"

#include <gtest/gtest.h>

#include <string>

#include "crypto/jwk.h"
#include "tests/saml/certificates.h"
#include "tests/saml/parties.h"

using namespace sluis;
using saml::PrivateKey;
using saml::PublicKey;

namespace {

constexpr crypto::TimePoint kNow{std::chrono::seconds(1'800'000'000)};

saml::CertificateTerms terms(std::string name = "login.example") {
  return {.common_name = std::move(name),
          .not_before = kNow,
          .not_after = kNow + std::chrono::days(90)};
}

std::expected<PublicKey, Refusal> read(std::string_view text) {
  return PublicKey::from_certificate(text);
}

}  // namespace

TEST(Key_Rfc7517, MakesTheSameCertificateOnEveryNode) {
  const auto key = crypto::SigningKey::generate(crypto::Algorithm::rs256, "k");

  const auto one = PrivateKey::from_jwk(key.private_jwk(), terms());
  const auto other = PrivateKey::from_jwk(key.private_jwk(), terms());

  EXPECT_EQ(one.certificate(), other.certificate());
  EXPECT_EQ(one.kind(), PublicKey::Kind::rsa);
}

TEST(Key_Rfc7517, TakesAnEllipticKey) {
  EXPECT_EQ(tests::elliptic_key().kind(), PublicKey::Kind::elliptic);
}

TEST(Key_Rfc7517, RefusesOtherJwks) {
  const char* const texts[] = {
      R"({})",
      R"({"kty":"oct","k":"AAAA"})",
      R"({"kty":"RSA","n":"AQAB","e":"AQAB"})",
      R"({"kty":"EC","crv":"P-384","x":"AA","y":"AA","d":"AA"})",
      R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"})",
      R"([])",
  };

  for (const char* const text : texts) {
    EXPECT_THROW(PrivateKey::from_jwk(crypto::Secret::copy_of(text), terms()),
                 std::invalid_argument)
        << text;
  }
}

TEST(Key_Rfc5280, RefusesANameThatACertificateCannotHold) {
  const auto key = crypto::SigningKey::generate(crypto::Algorithm::es256, "k");

  EXPECT_THROW(PrivateKey::from_jwk(key.private_jwk(), terms(std::string(65, 'x'))),
               std::invalid_argument);
}

TEST(Certificate_Rfc5280, IsReadAsBase64AndAsPem) {
  const std::string base64 = tests::provider_key().certificate();
  std::string wrapped = "\n    ";
  for (std::size_t at = 0; at < base64.size(); at += 64)
    wrapped += base64.substr(at, 64) + "\r\n\t ";

  for (const std::string& text :
       {base64, wrapped, "Bag Attributes\n" + tests::certificate_pem(tests::provider_key())}) {
    const auto key = read(text);

    ASSERT_TRUE(key);
    EXPECT_EQ(key->certificate(), base64);
  }
}

TEST(Certificate_Rfc5280, RefusesWhatIsNone) {
  const std::string base64 = tests::provider_key().certificate();
  const std::string texts[] = {"",
                               "x",
                               "AAAA",
                               base64.substr(0, base64.size() - 8),
                               base64.substr(0, base64.size() - 4) + "AAAAAAAA",
                               "-----BEGIN CERTIFICATE-----\n" + base64,
                               std::string(64 * 1024, 'A')};

  for (const std::string& text : texts) {
    const auto key = read(text);

    ASSERT_FALSE(key) << text.substr(0, 40);
    EXPECT_EQ(key.error(), Refusal::saml_malformed);
  }
}

TEST(Certificate_Sam06, RefusesWeakKeys) {
  for (const std::string& text :
       {tests::certificate_of_rsa(1024), tests::certificate_of_curve("secp256k1"),
        tests::certificate_of_curve("secp224r1"), tests::certificate_of_ed25519()}) {
    const auto key = read(text);

    ASSERT_FALSE(key);
    EXPECT_EQ(key.error(), Refusal::saml_algorithm);
  }
}

TEST(Certificate_Sam06, TakesStrongOnes) {
  EXPECT_TRUE(read(tests::certificate_of_rsa(2048)));
  EXPECT_TRUE(read(tests::certificate_of_curve("secp384r1")));
  EXPECT_TRUE(read(tests::certificate_of_curve("secp521r1")));
}
