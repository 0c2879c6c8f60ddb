#include "downstream/discovery.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

using boost::json::array;
using tests::json_of;
using tests::World;

boost::json::object metadata() {
  World world;
  return json_of(world.call("GET", "/.well-known/openid-configuration", {}));
}

TEST(Discovery_NLO_27, NamesItsEndpoints) {
  const auto found = metadata();

  EXPECT_EQ(found.at("issuer"), "https://login.example");
  EXPECT_EQ(found.at("authorization_endpoint"), "https://login.example/authorize");
  EXPECT_EQ(found.at("token_endpoint"), "https://login.example/token");
  EXPECT_EQ(found.at("userinfo_endpoint"), "https://login.example/userinfo");
  EXPECT_EQ(found.at("jwks_uri"), "https://login.example/jwks");
  EXPECT_EQ(found.at("end_session_endpoint"), "https://login.example/logout");
}

TEST(Discovery_NLO_27, OffersOnlyTheCodeFlow) {
  const auto found = metadata();

  EXPECT_EQ(found.at("response_types_supported"), (array{"code"}));
  EXPECT_EQ(found.at("response_modes_supported"), (array{"query"}));
  EXPECT_EQ(found.at("grant_types_supported"), (array{"authorization_code"}));
  EXPECT_EQ(found.at("code_challenge_methods_supported"), (array{"S256"}));
}

TEST(Discovery_NLO_19, OffersOnlyPairwiseSubjects) {
  EXPECT_EQ(metadata().at("subject_types_supported"), (array{"pairwise"}));
}

TEST(Discovery_NLO_37, ListsNoWeakAlgorithm) {
  const auto found = metadata();

  EXPECT_EQ(found.at("id_token_signing_alg_values_supported"), (array{"RS256", "ES256", "PS256"}));
  EXPECT_EQ(found.at("token_endpoint_auth_signing_alg_values_supported"),
            (array{"RS256", "ES256", "PS256"}));
}

TEST(Discovery_OidcDiscovery_3, SaysWhatIsNotSupported) {
  const auto found = metadata();

  EXPECT_EQ(found.at("request_parameter_supported"), false);
  EXPECT_EQ(found.at("request_uri_parameter_supported"), false);
  EXPECT_EQ(found.at("claims_parameter_supported"), false);
  EXPECT_FALSE(found.contains("registration_endpoint"));
}

TEST(Discovery_OPX_05, SaysThatAnswersNameTheIssuer) {
  EXPECT_EQ(metadata().at("authorization_response_iss_parameter_supported"), true);
}

TEST(Discovery_OidcDiscovery_3, ListsItsAcrValues) {
  EXPECT_EQ(metadata().at("acr_values_supported"),
            (array{"urn:sluis:mail", "urn:sluis:federated", "urn:sluis:federated-mfa"}));
}

TEST(Discovery_NLO_39, ListsNoClaimAboutThePerson) {
  for (const auto& claim : metadata().at("claims_supported").as_array()) {
    EXPECT_NE(claim, "email");
    EXPECT_NE(claim, "amr");
  }
}

TEST(Discovery_NLO_25, IsTheSameDocumentForOauth) {
  World world;

  EXPECT_EQ(world.call("GET", "/.well-known/openid-configuration", {}).body,
            world.call("GET", "/.well-known/oauth-authorization-server", {}).body);
}

TEST(Discovery_NLO_29, MayBeKeptForAWeek) {
  World world;

  const auto response = world.call("GET", "/.well-known/openid-configuration", {});

  EXPECT_EQ(response.headers.get("Cache-Control"), "public, max-age=604800");
  EXPECT_EQ(response.headers.get("Content-Type"), "application/json");
}

TEST(Discovery_Design9, IsServedWhileTheStoreIsDown) {
  World world;
  world.store.set_available(false);

  EXPECT_EQ(world.call("GET", "/.well-known/openid-configuration", {}).status, 200);
  EXPECT_EQ(world.call("GET", "/jwks", {}).status, 200);
}

TEST(Jwks_X7, MayBeKeptForADay) {
  World world;

  EXPECT_EQ(world.call("GET", "/jwks", {}).headers.get("Cache-Control"), "public, max-age=86400");
}

TEST(Jwks_Rfc7517_5, HoldsTheKeysOfEveryAlgorithmAndNothingPrivate) {
  tests::FixedRandom random;
  World world(crypto::Keyring::fresh(tests::FakeClock().now(), random));

  const auto keys = json_of(world.call("GET", "/jwks", {})).at("keys").as_array();

  std::set<std::string> algorithms;
  for (const auto& key : keys) {
    algorithms.insert(std::string(key.at("alg").as_string()));
    for (const char* secret : {"d", "p", "q", "dp", "dq", "qi", "k"}) {
      EXPECT_FALSE(key.as_object().contains(secret)) << secret;
    }
    EXPECT_EQ(key.at("use"), "sig");
    EXPECT_TRUE(key.as_object().contains("kid"));
  }
  EXPECT_EQ(algorithms, (std::set<std::string>{"RS256", "ES256", "PS256"}));
}

crypto::Key signing_key(std::string id, crypto::Timetable timetable) {
  return {.id = id,
          .purpose = crypto::Purpose::oidc_sign_es256,
          .serial = 1,
          .timetable = timetable,
          .material = crypto::SigningKey::generate(crypto::Algorithm::es256, id)};
}

TEST(Jwks_NLO_31, ShowsTheNextKeyBeforeAndTheOldOneAfterItsUse) {
  using std::chrono::hours;
  const auto now = tests::FakeClock().now();
  std::vector<crypto::Key> keys;
  keys.push_back(
      signing_key("old", {now - hours(48), now - hours(24), now + hours(48), now + hours(72)}));
  keys.push_back(signing_key("next", {now + hours(1), now + hours(48), {}, {}}));
  World world{crypto::Keyring(1, std::move(keys))};
  const auto shown = [&] {
    std::set<std::string> ids;
    for (const auto& key : json_of(world.call("GET", "/jwks", {})).at("keys").as_array()) {
      ids.insert(std::string(key.at("kid").as_string()));
    }
    return ids;
  };

  EXPECT_EQ(shown(), (std::set<std::string>{"old"}));
  world.clock.advance(hours(2));
  EXPECT_EQ(shown(), (std::set<std::string>{"old", "next"}));
  world.clock.advance(hours(48));
  EXPECT_EQ(shown(), (std::set<std::string>{"old", "next"}));
  world.clock.advance(hours(24));
  EXPECT_EQ(shown(), (std::set<std::string>{"next"}));
}

}  // namespace
}  // namespace sluis::downstream
