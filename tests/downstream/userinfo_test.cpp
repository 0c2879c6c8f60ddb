#include "downstream/userinfo.h"

#include <gtest/gtest.h>

#include "downstream/friendly_name.h"
#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

using namespace std::chrono_literals;
using tests::json_of;
using tests::World;

std::string access_token(World& world, const std::string& scope = "openid profile") {
  return std::string(world.tokens_for_chat(scope).at("access_token").as_string());
}

http::Response with_header(World& world, const std::string& token) {
  return world.call("GET", "/userinfo", {}, {{"Authorization", "Bearer " + token}});
}

/// Of a client that has no quirks.
std::string strict_access_token(World& world) {
  const auto response = world.token({{"grant_type", "authorization_code"},
                                     {"code", world.code_for(tests::wiki_request())},
                                     {"redirect_uri", "https://wiki.example/cb"},
                                     {"client_id", "wiki"},
                                     {"client_secret", "s3cret%+wiki/with odd:signs"},
                                     {"code_verifier", std::string(tests::kVerifier)}});
  return std::string(json_of(response).at("access_token").as_string());
}

TEST(UserInfo_OidcCore_5_3_2, AnswersTheSubOfTheIdToken) {
  World world;
  const auto tokens = world.tokens_for_chat("openid");

  const auto response = with_header(world, std::string(tokens.at("access_token").as_string()));

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(json_of(response), (boost::json::object{{"sub", tests::kSub}}));
}

TEST(UserInfo_OidcCore_5_4, AnswersTheFriendlyNameForProfile) {
  World world;

  const auto claims = json_of(with_header(world, access_token(world)));

  const auto friendly = friendly_name_of(identity::Pseudonym::kept(std::string(tests::kSub)));
  EXPECT_EQ(claims, (boost::json::object{{"sub", tests::kSub},
                                         {"preferred_username", friendly.username},
                                         {"name", friendly.name}}));
}

TEST(UserInfo_OidcCore_5_3_2, IsPlainJsonAndNotCached) {
  World world;

  const auto response = with_header(world, access_token(world));

  EXPECT_EQ(response.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
}

TEST(UserInfo_Rfc6750_2_1, TakesTheHeaderInAnyCase) {
  World world;
  const auto token = access_token(world);

  EXPECT_EQ(world.call("GET", "/userinfo", {}, {{"Authorization", "bearer " + token}}).status, 200);
  EXPECT_EQ(world.call("POST", "/userinfo", {}, {{"Authorization", "Bearer " + token}}).status,
            200);
}

TEST(UserInfo_Rfc6750_2_2, TakesAForm) {
  World world;

  EXPECT_EQ(world.call("POST", "/userinfo", {{"access_token", access_token(world)}}).status, 200);
}

TEST(UserInfo_RelyingParties_2_1, TakesTheQueryWhereTheClientMay) {
  World world;

  EXPECT_EQ(world.call("GET", "/userinfo", {{"access_token", access_token(world)}}).status, 200);
}

TEST(UserInfo_OAU_11, RefusesTheQueryOfAnyOtherClient) {
  World world;
  const auto token = strict_access_token(world);

  EXPECT_EQ(world.call("GET", "/userinfo", {{"access_token", token}}).status, 401);
  EXPECT_EQ(with_header(world, token).status, 200);
}

TEST(UserInfo_Rfc6750_2, RefusesTwoTokens) {
  World world;
  const auto token = access_token(world);
  const tests::Parameters header{{"Authorization", "Bearer " + token}};

  const auto response = world.call("POST", "/userinfo", {{"access_token", token}}, header);

  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.headers.get("WWW-Authenticate")->contains(R"(error="invalid_request")"));
  EXPECT_EQ(world.call("GET", "/userinfo", {{"access_token", token}}, header).status, 400);
}

TEST(UserInfo_Rfc6750_3, AsksForATokenWithoutNamingAnError) {
  World world;

  const auto response = world.call("GET", "/userinfo", {});

  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.headers.get("WWW-Authenticate"), R"(Bearer realm="userinfo")");
}

TEST(UserInfo_Rfc6750_3_1, RefusesAnUnknownToken) {
  World world;
  for (const std::string& token : {std::string(43, 'A'), std::string("x"), std::string()}) {
    const auto response = with_header(world, token);

    EXPECT_EQ(response.status, 401);
    EXPECT_TRUE(response.headers.get("WWW-Authenticate")->contains(R"(error="invalid_token")"));
  }
}

TEST(UserInfo_OPX_20, RefusesAnIdTokenAndACode) {
  World world;
  const auto code = world.code_for(tests::chat_request());
  const std::string id_token(world.tokens_for_chat().at("id_token").as_string());

  EXPECT_EQ(with_header(world, code).status, 401);
  EXPECT_EQ(with_header(world, id_token).status, 401);
}

TEST(UserInfo_OAU_06, RefusesATokenAfterFiveMinutes) {
  World world;
  const auto token = access_token(world);
  world.clock.advance(299s);
  ASSERT_EQ(with_header(world, token).status, 200);

  world.clock.advance(1s);

  EXPECT_EQ(with_header(world, token).status, 401);
}

TEST(UserInfo_Promise4, RefusesATokenOfAPersonWhoIsGone) {
  World world;
  const auto token = access_token(world);

  world.forget_person();

  EXPECT_EQ(with_header(world, token).status, 401);
}

TEST(UserInfo_Design9, RefusesABrokenForm) {
  World world;
  auto request = tests::request_of("POST", "/userinfo", {});
  request.body = "access_token=%ZZ";

  const auto parts = world.parts();
  const UserInfo userinfo(parts);

  EXPECT_EQ(tests::run(userinfo.answer(request)).status, 400);
}

TEST(UserInfo_Design8, TakesTwoRoundTrips) {
  World world;
  const auto token = access_token(world);
  const auto trips = world.store.round_trips();

  (void)with_header(world, token);

  EXPECT_EQ(world.store.round_trips() - trips, 2U);
}

}  // namespace
}  // namespace sluis::downstream
