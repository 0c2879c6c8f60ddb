#include "crypto/jwk.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <stdexcept>
#include <string>

#include "crypto/encoding.h"
#include "tests/crypto/foreign_key.h"

namespace sluis::crypto {
namespace {

namespace json = boost::json;
using tests::ForeignKey;

const ForeignKey& rsa() {
  static const ForeignKey key = ForeignKey::rsa(2048);
  return key;
}

const ForeignKey& p256() {
  static const ForeignKey key = ForeignKey::p256();
  return key;
}

json::object parsed(std::string_view text) {
  return json::parse(json::string_view(text.data(), text.size())).as_object();
}

// The key with one member put, replaced or (null) left out.
std::string with(const std::string& jwk, const char* name, const json::value& value) {
  json::object members = parsed(jwk);
  if (value.is_null()) {
    members.erase(name);
  } else {
    members[name] = value;
  }
  return json::serialize(members);
}

TEST(Algorithm_Rfc7518_3_1, NamesComeBack) {
  for (const Algorithm algorithm : {Algorithm::rs256, Algorithm::ps256, Algorithm::es256}) {
    EXPECT_EQ(algorithm_named(name_of(algorithm)), algorithm);
  }
}

TEST(Algorithm_Rfc7518_3_1, KnowsNoOthers) {
  for (const char* const name : {"", "none", "HS256", "rs256", "RS512", "ES384", "RS256 "}) {
    EXPECT_EQ(algorithm_named(name), std::nullopt) << name;
  }
}

class SigningKey_Rfc7517 : public testing::TestWithParam<Algorithm> {};
INSTANTIATE_TEST_SUITE_P(Jwk, SigningKey_Rfc7517,
                         testing::Values(Algorithm::rs256, Algorithm::ps256, Algorithm::es256));

TEST_P(SigningKey_Rfc7517, ComesBackFromItsPrivateJwk) {
  const SigningKey key = SigningKey::generate(GetParam(), "kid-1");

  const SigningKey again = SigningKey::from_private_jwk(key.private_jwk().expose(), GetParam());

  EXPECT_EQ(again.kid(), "kid-1");
  EXPECT_EQ(again.algorithm(), GetParam());
  EXPECT_EQ(again.public_jwk(), key.public_jwk());
}

TEST_P(SigningKey_Rfc7517, ThePublicJwkSaysWhatItIsForAndNothingPrivate_Oau09) {
  const json::object jwk = parsed(SigningKey::generate(GetParam(), "kid-1").public_jwk());

  EXPECT_EQ(jwk.at("kid"), "kid-1");
  EXPECT_EQ(jwk.at("alg"), json::string(name_of(GetParam())));
  EXPECT_EQ(jwk.at("use"), "sig");
  EXPECT_EQ(jwk.at("kty"), GetParam() == Algorithm::es256 ? "EC" : "RSA");
  for (const char* const name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
    EXPECT_FALSE(jwk.contains(name)) << name;
  }
}

TEST_P(SigningKey_Rfc7517, OthersCanUseThePublicJwk) {
  const auto key = VerificationKey::from_jwk(SigningKey::generate(GetParam(), "k").public_jwk());

  ASSERT_TRUE(key);
  EXPECT_EQ(key->kid(), "k");
  EXPECT_TRUE(key->fits(GetParam()));
}

TEST(SigningKey_Opx15, RefusesToMakeASmallKey) {
  EXPECT_THROW(SigningKey::generate(Algorithm::rs256, "k", 1024), std::invalid_argument);
}

TEST(SigningKey_Oau09, RefusesToMakeAKeyWithoutKid) {
  EXPECT_THROW(SigningKey::generate(Algorithm::es256, ""), std::invalid_argument);
}

TEST(SigningKey_Rfc7518_6_2, CoordinatesHaveTheirFullSize) {
  // One coordinate in 256 starts with a zero octet.
  for (int count = 0; count < 300; ++count) {
    const json::object jwk = parsed(SigningKey::generate(Algorithm::es256, "k").public_jwk());
    ASSERT_EQ(jwk.at("x").as_string().size(), 43U);
    ASSERT_EQ(jwk.at("y").as_string().size(), 43U);
  }
}

class PrivateJwk_Rfc7517 : public testing::Test {
 protected:
  static std::string rsa_jwk() {
    static const SigningKey key = SigningKey::generate(Algorithm::rs256, "k");
    return std::string(key.private_jwk().expose());
  }
};

TEST_F(PrivateJwk_Rfc7517, RefusesTextThatIsNoJson) {
  EXPECT_THROW(SigningKey::from_private_jwk("text", Algorithm::rs256), std::invalid_argument);
}

TEST_F(PrivateJwk_Rfc7517, RefusesAnotherTypeThanTheAlgorithms) {
  EXPECT_THROW(SigningKey::from_private_jwk(rsa_jwk(), Algorithm::es256), std::invalid_argument);
}

TEST_F(PrivateJwk_Rfc7517, RefusesAMissingKid) {
  EXPECT_THROW(SigningKey::from_private_jwk(with(rsa_jwk(), "kid", nullptr), Algorithm::rs256),
               std::invalid_argument);
}

TEST_F(PrivateJwk_Rfc7517, RefusesAPublicKey) {
  EXPECT_THROW(SigningKey::from_private_jwk(rsa().jwk(R"(,"kid":"k")"), Algorithm::rs256),
               std::invalid_argument);
}

TEST_F(PrivateJwk_Rfc7517, RefusesAKeyWithoutItsPrimes) {
  EXPECT_THROW(SigningKey::from_private_jwk(with(rsa_jwk(), "qi", nullptr), Algorithm::rs256),
               std::invalid_argument);
}

TEST(VerificationKey_Rfc7517, TakesAPublicKey) {
  EXPECT_TRUE(VerificationKey::from_jwk(rsa().jwk()));
  EXPECT_TRUE(VerificationKey::from_jwk(p256().jwk()));
  EXPECT_TRUE(VerificationKey::from_jwk(rsa().jwk(R"(,"use":"sig","alg":"PS256","x5t":"abc")")));
  EXPECT_TRUE(VerificationKey::from_jwk(rsa().jwk(R"(,"key_ops":["verify"])")));
}

TEST(VerificationKey_Rfc7517, FitsTheAlgorithmsOfItsType) {
  const auto rsa_key = VerificationKey::from_jwk(rsa().jwk());
  const auto ec_key = VerificationKey::from_jwk(p256().jwk());

  EXPECT_TRUE(rsa_key->fits(Algorithm::rs256));
  EXPECT_TRUE(rsa_key->fits(Algorithm::ps256));
  EXPECT_FALSE(rsa_key->fits(Algorithm::es256));
  EXPECT_TRUE(ec_key->fits(Algorithm::es256));
  EXPECT_FALSE(ec_key->fits(Algorithm::rs256));
}

TEST(VerificationKey_Rfc7517_4_4, FitsOnlyTheAlgorithmItNames) {
  const auto key = VerificationKey::from_jwk(rsa().jwk(R"(,"alg":"PS256")"));

  EXPECT_TRUE(key->fits(Algorithm::ps256));
  EXPECT_FALSE(key->fits(Algorithm::rs256));
}

TEST(VerificationKey_Rfc7517, KidIsOptional) {
  EXPECT_EQ(VerificationKey::from_jwk(rsa().jwk())->kid(), std::nullopt);
  EXPECT_EQ(VerificationKey::from_jwk(rsa().jwk(R"(,"kid":"a")"))->kid(), "a");
}

TEST(VerificationKey_Opx15, RefusesASmallRsaKey) {
  EXPECT_FALSE(VerificationKey::from_jwk(ForeignKey::rsa(1024).jwk()));
}

TEST(VerificationKey_Design9, RefusesAnEnormousRsaKey) {
  const std::string modulus = base64url_encode(std::string(1025, '\xff'));

  EXPECT_FALSE(VerificationKey::from_jwk(with(rsa().jwk(), "n", json::value(modulus))));
}

TEST(VerificationKey_Rfc7518_6_3, RefusesAZeroOctetBeforeTheModulus) {
  const std::string modulus = base64url_encode(std::string(1, '\0') + std::string(256, '\xff'));

  EXPECT_FALSE(VerificationKey::from_jwk(with(rsa().jwk(), "n", json::value(modulus))));
}

TEST(VerificationKey_Rfc7518_6_3, RefusesAnEvenModulus) {
  const std::string modulus = base64url_encode(std::string(256, '\xfe'));

  EXPECT_FALSE(VerificationKey::from_jwk(with(rsa().jwk(), "n", json::value(modulus))));
}

TEST(VerificationKey_Rfc7518_6_3, RefusesAnExponentOfOne) {
  EXPECT_FALSE(VerificationKey::from_jwk(with(rsa().jwk(), "e", "AQ")));
}

TEST(VerificationKey_Rfc7518_6_3, RefusesAMissingExponent) {
  EXPECT_FALSE(VerificationKey::from_jwk(with(rsa().jwk(), "e", nullptr)));
}

TEST(VerificationKey_Rfc7518_6_2, RefusesAPointOffTheCurve) {
  const std::string x = base64url_encode(std::string(32, '\x05'));

  EXPECT_FALSE(VerificationKey::from_jwk(with(p256().jwk(), "x", json::value(x))));
}

TEST(VerificationKey_Rfc7518_6_2, RefusesAShortCoordinate) {
  const std::string x = base64url_encode(std::string(31, '\x05'));

  EXPECT_FALSE(VerificationKey::from_jwk(with(p256().jwk(), "x", json::value(x))));
}

TEST(VerificationKey_Rfc7518_6_2, RefusesAnotherCurve) {
  EXPECT_FALSE(VerificationKey::from_jwk(with(p256().jwk(), "crv", "P-384")));
}

TEST(VerificationKey_Rfc7517, RefusesAPrivateKey) {
  const SigningKey key = SigningKey::generate(Algorithm::es256, "k");

  EXPECT_FALSE(VerificationKey::from_jwk(key.private_jwk().expose()));
}

TEST(VerificationKey_Rfc7517, RefusesASymmetricKey) {
  EXPECT_FALSE(VerificationKey::from_jwk(R"({"kty":"oct","k":"c2VjcmV0"})"));
}

TEST(VerificationKey_Rfc7517, RefusesAnUnknownType) {
  EXPECT_FALSE(VerificationKey::from_jwk(R"({"kty":"OKP","crv":"Ed25519","x":"abc"})"));
}

TEST(VerificationKey_Rfc7517_4_2, RefusesAKeyForEncryption) {
  EXPECT_FALSE(VerificationKey::from_jwk(rsa().jwk(R"(,"use":"enc")")));
}

TEST(VerificationKey_Rfc7517_4_3, RefusesAKeyForOtherOperations) {
  EXPECT_FALSE(VerificationKey::from_jwk(rsa().jwk(R"(,"key_ops":["encrypt"])")));
}

TEST(VerificationKey_Rfc7517_4_4, RefusesAnAlgorithmWeDoNotHave) {
  EXPECT_FALSE(VerificationKey::from_jwk(rsa().jwk(R"(,"alg":"RS512")")));
}

TEST(VerificationKey_Rfc7517_4_4, RefusesAnAlgorithmOfAnotherType) {
  EXPECT_FALSE(VerificationKey::from_jwk(rsa().jwk(R"(,"alg":"ES256")")));
}

TEST(VerificationKey_Rfc7517_4_5, RefusesAKidThatIsNoText) {
  EXPECT_FALSE(VerificationKey::from_jwk(rsa().jwk(R"(,"kid":1)")));
}

TEST(VerificationKey_Rfc7517_4, RefusesAMemberTwice) {
  EXPECT_FALSE(VerificationKey::from_jwk(rsa().jwk(R"(,"kty":"RSA")")));
}

TEST(Jwks_Rfc7517_5, PassesOverWhatItCannotUse) {
  const auto keys =
      parse_jwks(R"({"keys":[{"kty":"oct","k":"c2VjcmV0"},)" + rsa().jwk(R"(,"kid":"a")") + "," +
                 p256().jwk(R"(,"kid":"b")") + "]}");

  ASSERT_TRUE(keys);
  ASSERT_EQ(keys->size(), 2U);
  EXPECT_EQ((*keys)[0].kid(), "a");
  EXPECT_EQ((*keys)[1].kid(), "b");
}

TEST(Jwks_Rfc7517_5, OursCanBeReadBack) {
  const SigningKey first = SigningKey::generate(Algorithm::es256, "first");
  const SigningKey second = SigningKey::generate(Algorithm::es256, "second");

  const auto keys = parse_jwks(jwks_of({&first, &second}));

  ASSERT_TRUE(keys);
  ASSERT_EQ(keys->size(), 2U);
  EXPECT_EQ((*keys)[1].kid(), "second");
}

TEST(Jwks_Rfc7517_5, AnEmptySetIsASet) { EXPECT_EQ(parse_jwks(jwks_of({}))->size(), 0U); }

TEST(Jwks_Rfc7517_5, RefusesTextThatIsNoSet) {
  for (const char* const text :
       {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[1]})", R"({"keys":[],"keys":[]})"}) {
    EXPECT_FALSE(parse_jwks(text)) << text;
  }
}

TEST(Jwks_Design9, RefusesMoreThanSixtyFourKeys) {
  const auto set_of = [](int count) {
    std::string text = R"({"keys":[{})";
    for (int more = 1; more < count; ++more) text += ",{}";
    return text + "]}";
  };

  EXPECT_TRUE(parse_jwks(set_of(64)));
  EXPECT_FALSE(parse_jwks(set_of(65)));
}

TEST(Jwks_Design9, RefusesATextLargerThan256KiB) {
  const std::string text = R"({"keys":[]})";

  EXPECT_TRUE(parse_jwks(text + std::string(256 * 1024 - text.size(), ' ')));
  EXPECT_FALSE(parse_jwks(text + std::string(256 * 1024 - text.size() + 1, ' ')));
}

}  // namespace
}  // namespace sluis::crypto
