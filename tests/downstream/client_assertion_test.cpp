#include "downstream/client_assertion.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "crypto/jws.h"
#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

using tests::error_of;
using tests::portal_key;
using tests::World;

constexpr const char* kCode = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

boost::json::object good_claims(const World& world) {
  const auto now = crypto::unix_seconds(world.clock.now());
  return {{"iss", "portal"}, {"sub", "portal"}, {"aud", tests::kIssuer},
          {"iat", now},      {"exp", now + 60}, {"jti", "0123456789abcdef0123456789abcdef"}};
}

std::string error_for_assertion(World& world, const std::string& assertion,
                                const std::string& client_id = "") {
  return error_of(world.token(
      {{"grant_type", "authorization_code"},
       {"code", kCode},
       {"redirect_uri", "https://portal.example/cb"},
       {"client_id", client_id},
       {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
       {"client_assertion", assertion}}));
}

std::string error_for_claims(World& world, const boost::json::object& claims) {
  return error_for_assertion(world,
                             crypto::sign_jws(portal_key(), "JWT", boost::json::serialize(claims)));
}

/// The error when one claim is another.
std::string error_with(const char* name, const boost::json::value& value) {
  World world;
  auto claims = good_claims(world);
  claims[name] = value;
  return error_for_claims(world, claims);
}

std::string error_without(const char* name) {
  World world;
  auto claims = good_claims(world);
  claims.erase(name);
  return error_for_claims(world, claims);
}

std::int64_t seconds_from_now(std::int64_t seconds) {
  return crypto::unix_seconds(tests::FakeClock().now()) + seconds;
}

TEST(ClientAssertion_Rfc7523_3, TakesAGoodOne) {
  World world;

  EXPECT_EQ(error_for_claims(world, good_claims(world)), "invalid_grant");
}

TEST(ClientAssertion_OAU_04, RefusesTheSameJtiAgain) {
  World world;
  (void)error_for_claims(world, good_claims(world));

  EXPECT_EQ(error_for_claims(world, good_claims(world)), "invalid_client");
}

TEST(ClientAssertion_OAU_04, RefusesTheSameJtiAfterTheSealKeyChanged) {
  World world;
  const auto now = world.clock.now();
  std::vector<crypto::Key> keys;
  const auto add = [&](std::string id, char octet, std::chrono::seconds from) {
    keys.push_back({.id = std::move(id),
                    .purpose = crypto::Purpose::seal,
                    .serial = 1,
                    .timetable = {.published_at = now - std::chrono::hours(1),
                                  .active_at = now + from,
                                  .retired_at = {},
                                  .destroyed_at = {}},
                    .material = crypto::Secret::copy_of(std::string(32, octet))});
  };
  add("seal-1", 'a', std::chrono::seconds(0));
  add("seal-2", 'b', std::chrono::seconds(5));
  World rotating{crypto::Keyring(1, std::move(keys))};
  EXPECT_EQ(error_for_claims(rotating, good_claims(world)), "invalid_grant");

  rotating.clock.advance(std::chrono::seconds(10));

  EXPECT_EQ(error_for_claims(rotating, good_claims(world)), "invalid_client");
}

TEST(ClientAssertion_Rfc7523_3, RefusesAnotherIssuer) {
  EXPECT_EQ(error_with("iss", "chat"), "invalid_client");
  EXPECT_EQ(error_without("iss"), "invalid_client");
}

TEST(ClientAssertion_OPX_13, RefusesAMissingOrOtherSubject) {
  EXPECT_EQ(error_with("sub", "chat"), "invalid_client");
  EXPECT_EQ(error_with("sub", "nobody"), "invalid_client");
  EXPECT_EQ(error_without("sub"), "invalid_client");
}

TEST(ClientAssertion_OPX_13, RefusesAnotherAudience) {
  EXPECT_EQ(error_with("aud", "https://login.example/token"), "invalid_client");
  EXPECT_EQ(error_with("aud", "https://login.example/"), "invalid_client");
  EXPECT_EQ(error_without("aud"), "invalid_client");
}

TEST(ClientAssertion_OPX_13, RefusesAListForAnAudience) {
  EXPECT_EQ(error_with("aud", boost::json::value(boost::json::array{"https://login.example"})),
            "invalid_client");
}

TEST(ClientAssertion_X2, TakesTheTokenEndpointWhereTheClientIsRegisteredSo) {
  auto clients = tests::example_clients();
  clients.front().assertion_audience = AssertionAudience::token_endpoint;
  World world(tests::light_ring(tests::FakeClock().now()), std::move(clients));
  auto claims = good_claims(world);

  EXPECT_EQ(error_for_claims(world, claims), "invalid_client");
  claims["aud"] = "https://login.example/token";
  EXPECT_EQ(error_for_claims(world, claims), "invalid_grant");
}

TEST(ClientAssertion_OPX_13, RefusesAnExpiredOne) {
  EXPECT_EQ(error_with("exp", seconds_from_now(0)), "invalid_client");
  EXPECT_EQ(error_with("exp", seconds_from_now(1)), "invalid_grant");
  EXPECT_EQ(error_without("exp"), "invalid_client");
  EXPECT_EQ(error_with("exp", "tomorrow"), "invalid_client");
}

TEST(ClientAssertion_Rfc7523_3, RefusesOneThatLivesTooLong) {
  EXPECT_EQ(error_with("exp", seconds_from_now(601)), "invalid_client");
}

TEST(ClientAssertion_OPX_13, BoundsIatAndNbfInTheFuture) {
  for (const char* name : {"iat", "nbf"}) {
    EXPECT_EQ(error_with(name, seconds_from_now(8)), "invalid_grant") << name;
    EXPECT_EQ(error_with(name, seconds_from_now(61)), "invalid_client") << name;
    EXPECT_EQ(error_with(name, "now"), "invalid_client") << name;
  }
}

TEST(ClientAssertion_OAU_04, RefusesNoIatAndNoJti) {
  EXPECT_EQ(error_without("iat"), "invalid_client");
  EXPECT_EQ(error_without("jti"), "invalid_client");
  EXPECT_EQ(error_with("jti", ""), "invalid_client");
  EXPECT_EQ(error_with("jti", boost::json::string(257, 'j')), "invalid_client");
}

TEST(ClientAssertion_OPX_14, RefusesTheKeyOfAnother) {
  World world;
  const auto stranger = crypto::SigningKey::generate(crypto::Algorithm::es256, "portal-1");

  EXPECT_EQ(
      error_for_assertion(
          world, crypto::sign_jws(stranger, "JWT", boost::json::serialize(good_claims(world)))),
      "invalid_client");
}

TEST(ClientAssertion_OPX_14, RefusesAlgorithmNone) {
  World world;
  const std::string unsigned_one =
      crypto::base64url_encode(R"({"alg":"none"})") + "." +
      crypto::base64url_encode(boost::json::serialize(good_claims(world))) + ".";

  EXPECT_EQ(error_for_assertion(world, unsigned_one), "invalid_client");
}

TEST(ClientAssertion_Rfc7519_4, RefusesAMemberTwice) {
  World world;
  auto text = boost::json::serialize(good_claims(world));
  text.insert(1, R"("jti":"another",)");

  EXPECT_EQ(error_for_assertion(world, crypto::sign_jws(portal_key(), "JWT", text)),
            "invalid_client");
}

TEST(ClientAssertion_Rfc7523_3, RefusesWhatIsNoJwt) {
  World world;
  for (const char* text : {".", "..", "a", "a.b", "a.b.c", "e30.e30.e30", "....."}) {
    EXPECT_EQ(error_for_assertion(world, text), "invalid_client") << text;
  }
}

TEST(ClientAssertion_Rfc7523_3, RefusesAnotherClientId) {
  World world;
  const auto assertion =
      crypto::sign_jws(portal_key(), "JWT", boost::json::serialize(good_claims(world)));

  EXPECT_EQ(error_for_assertion(world, assertion, "chat"), "invalid_client");
  EXPECT_EQ(error_for_assertion(world, assertion, "portal"), "invalid_grant");
}

TEST(ClientAssertion_Rfc7523_2_2, RefusesAnotherType) {
  World world;
  const auto assertion =
      crypto::sign_jws(portal_key(), "JWT", boost::json::serialize(good_claims(world)));

  const auto response = world.token({{"grant_type", "authorization_code"},
                                     {"code", kCode},
                                     {"redirect_uri", "https://portal.example/cb"},
                                     {"client_assertion_type", "saml2-bearer"},
                                     {"client_assertion", assertion}});

  EXPECT_EQ(error_of(response), "invalid_client");
}

TEST(ClientAssertion_OidcCore_9, RefusesAClientThatIsRegisteredForASecret) {
  World world;
  auto claims = good_claims(world);
  claims["iss"] = claims["sub"] = "chat";

  EXPECT_EQ(error_for_claims(world, claims), "invalid_client");
}

}  // namespace
}  // namespace sluis::downstream
