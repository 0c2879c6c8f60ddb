#include "upstream/client_assertion.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <vector>

#include "crypto/encoding.h"
#include "crypto/jws.h"
#include "tests/crypto/fixed_random.h"

namespace sluis::tests {

namespace {

using crypto::Algorithm;

const upstream::AssertionFacts kFacts{.client_id = "sluis",
                                      .audience = "https://idp.example",
                                      .now = crypto::TimePoint{std::chrono::seconds{1000}}};

boost::json::object claims_of(std::string_view assertion, const crypto::SigningKey& key) {
  const std::vector keys{crypto::VerificationKey::from_jwk(key.public_jwk()).value()};
  const crypto::JwsRules rules{.algorithms = {Algorithm::es256}, .types = {"JWT"}};
  return boost::json::parse(crypto::verify_jws(assertion, keys, rules).value().payload())
      .as_object();
}

TEST(ClientAssertion_Rfc7523_3, SaysWhoWeAreToOneProviderForAMinute) {
  const auto key = crypto::SigningKey::generate(Algorithm::es256, "ours");
  FixedRandom random;

  const auto claims = claims_of(upstream::client_assertion(key, kFacts, random), key);

  EXPECT_EQ(claims.at("iss"), "sluis");
  EXPECT_EQ(claims.at("sub"), "sluis");
  EXPECT_EQ(claims.at("aud"), "https://idp.example") << "one string (standards X2)";
  EXPECT_EQ(claims.at("iat"), 1000);
  EXPECT_EQ(claims.at("exp"), 1060);
}

TEST(ClientAssertion_Nlr04, HasAnotherJtiOf128BitsEachTime) {
  const auto key = crypto::SigningKey::generate(Algorithm::es256, "ours");
  FixedRandom random;

  const auto first = claims_of(upstream::client_assertion(key, kFacts, random), key);
  const auto second = claims_of(upstream::client_assertion(key, kFacts, random), key);

  EXPECT_NE(first.at("jti"), second.at("jti"));
  const std::string jti(first.at("jti").as_string());
  EXPECT_EQ(crypto::base64url_decode(jti).value().size(), 16U);
}

}  // namespace

}  // namespace sluis::tests
