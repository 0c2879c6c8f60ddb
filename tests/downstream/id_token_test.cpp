#include "downstream/id_token.h"

#include <gtest/gtest.h>

#include <set>

#include "crypto/encoding.h"
#include "crypto/jws.h"
#include "crypto/mac.h"
#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

using tests::chat_request;
using tests::claims_of;
using tests::text_of;
using tests::with;
using tests::World;

std::string id_token_for(World& world, const tests::Parameters& request) {
  const auto tokens = tests::json_of(world.token(tests::chat_grant(world.code_for(request))));
  return std::string(tokens.at("id_token").as_string());
}

std::optional<Hint> read_hint(World& world, std::string_view token) {
  const auto parts = world.parts();
  return IdTokens(parts).read_hint(token);
}

TEST(IdToken_OidcCore_2, HasTheClaimsOfTheLogin) {
  World world;

  const auto claims = claims_of(id_token_for(world, with(chat_request(), "nonce", "n-1")));

  const auto now = crypto::unix_seconds(world.clock.now());
  EXPECT_EQ(text_of(claims, "iss"), tests::kIssuer);
  EXPECT_EQ(text_of(claims, "sub"), tests::kSub);
  EXPECT_EQ(claims.at("aud"), "chat");
  EXPECT_EQ(claims.at("iat"), now);
  EXPECT_EQ(claims.at("exp"), now + 300);
  EXPECT_EQ(claims.at("nbf"), now - 10);
  EXPECT_EQ(claims.at("nonce"), "n-1");
  EXPECT_EQ(claims.at("acr"), "urn:sluis:mail");
  EXPECT_EQ(claims.at("sid"), "sid-of-this-service");
}

// Standards NLO-17, NLO-39 and DESIGN §3, "Nothing to compare": a new claim has to be argued for
// here.
TEST(IdToken_NLO_39, HasNoOtherClaims) {
  World world;

  const auto claims = claims_of(id_token_for(world, chat_request()));

  std::set<std::string> names;
  for (const auto& claim : claims) names.insert(std::string(claim.key()));
  EXPECT_EQ(names, (std::set<std::string>{"iss", "sub", "aud", "exp", "iat", "nbf", "jti", "acr",
                                          "sid", "at_hash"}));
}

TEST(IdToken_OidcCore_2, HasAuthTimeOnlyWhereMaxAgeWasAsked) {
  World world;

  const auto claims = claims_of(id_token_for(world, with(chat_request(), "max_age", "3600")));

  EXPECT_EQ(claims.at("auth_time"), crypto::unix_seconds(world.grant().auth_time));
}

TEST(IdToken_OidcCore_3_1_3_6, HashesTheAccessToken) {
  World world;

  const auto tokens = world.tokens_for_chat();

  const auto digest = crypto::sha256(std::string(tokens.at("access_token").as_string()));
  EXPECT_EQ(text_of(claims_of(text_of(tokens, "id_token")), "at_hash"),
            crypto::base64url_encode(digest.substr(0, 16)));
}

TEST(IdToken_NLO_14, HasANewJtiOfAHundredAndTwentyEightBits) {
  World world;

  const auto one = claims_of(id_token_for(world, chat_request()));
  const auto other = claims_of(id_token_for(world, chat_request()));

  EXPECT_EQ(crypto::base64url_decode(std::string(one.at("jti").as_string()))->size(), 16U);
  EXPECT_NE(one.at("jti"), other.at("jti"));
}

TEST(IdToken_OidcCore_10_1, IsSignedWithAKeyOfTheRing) {
  World world;
  const auto& key =
      world.keyring.primary(crypto::Purpose::oidc_sign_es256, world.clock.now()).signing();

  const auto token = id_token_for(world, chat_request());

  const std::vector<crypto::VerificationKey> keys{
      *crypto::VerificationKey::from_jwk(key.public_jwk())};
  const crypto::JwsRules rules{.algorithms = {crypto::Algorithm::es256}, .types = {"JWT"}};
  EXPECT_TRUE(crypto::verify_jws(token, keys, rules));
  const auto header = crypto::base64url_decode(token.substr(0, token.find('.'))).value();
  EXPECT_EQ(boost::json::parse(header).at("kid"), "es-1");
}

TEST(IdToken_NLO_37, IsSignedAsTheClientIsRegistered) {
  tests::FixedRandom random;
  for (const auto algorithm : {crypto::Algorithm::rs256, crypto::Algorithm::ps256}) {
    auto clients = tests::example_clients();
    clients[1].id_token_algorithm = algorithm;
    World world(crypto::Keyring::fresh(tests::FakeClock().now(), random), std::move(clients));

    const auto token = id_token_for(world, chat_request());

    const auto header = crypto::base64url_decode(token.substr(0, token.find('.'))).value();
    EXPECT_EQ(text_of(boost::json::parse(header).as_object(), "alg"), crypto::name_of(algorithm));
    EXPECT_EQ(boost::json::parse(header).at("typ"), "JWT");
  }
}

TEST(IdTokenHint_OidcCore_3_1_2_1, ReadsItsOwnToken) {
  World world;

  const auto hint = read_hint(world, id_token_for(world, chat_request()));

  EXPECT_EQ(hint->client, "chat");
  EXPECT_EQ(hint->sub, tests::kSub);
  EXPECT_EQ(hint->sid, "sid-of-this-service");
}

TEST(IdTokenHint_OidcCore_3_1_2_1, RefusesAnotherIssuerOrClient) {
  World world;
  const auto& key =
      world.keyring.primary(crypto::Purpose::oidc_sign_es256, world.clock.now()).signing();
  const auto read = [&](std::string_view payload) {
    return read_hint(world, crypto::sign_jws(key, "JWT", payload)).has_value();
  };

  EXPECT_TRUE(read(R"({"iss":"https://login.example","aud":"chat","sub":"s"})"));
  EXPECT_FALSE(read(R"({"iss":"https://evil.example","aud":"chat","sub":"s"})"));
  EXPECT_FALSE(read(R"({"iss":"https://login.example","aud":"nobody","sub":"s"})"));
  EXPECT_FALSE(read(R"({"iss":"https://login.example","aud":["chat"],"sub":"s"})"));
  EXPECT_FALSE(read(R"({"iss":"https://login.example","aud":"chat"})"));
  EXPECT_FALSE(read(R"([])"));
}

TEST(IdTokenHint_OPX_16, RefusesATokenOfAnotherType) {
  World world;
  const auto& key =
      world.keyring.primary(crypto::Purpose::oidc_sign_es256, world.clock.now()).signing();
  const auto other = crypto::sign_jws(key, "logout+jwt",
                                      R"({"iss":"https://login.example","aud":"chat","sub":"s"})");

  EXPECT_FALSE(read_hint(world, other));
}

}  // namespace
}  // namespace sluis::downstream
