#include "downstream/client_authentication.h"

#include <gtest/gtest.h>

#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

using tests::basic;
using tests::chat_grant;
using tests::error_of;
using tests::with;
using tests::without;
using tests::World;

constexpr const char* kEncodedChat = "chat:s3cret%25%2Bchat%2Fwith+odd%3Asigns";
constexpr const char* kEncodedWiki = "wiki:s3cret%25%2Bwiki%2Fwith+odd%3Asigns";
constexpr const char* kPlainChat = "chat:s3cret%+chat/with odd:signs";
constexpr const char* kPlainWiki = "wiki:s3cret%+wiki/with odd:signs";

// A code that does not exist: who passes is told invalid_grant.
constexpr const char* kCode = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

tests::Parameters bare_grant() {
  return without(without(chat_grant(kCode), "client_id"), "client_secret");
}

std::string error_with_basic(World& world, const std::string& credentials) {
  return error_of(world.token(bare_grant(), {{"Authorization", credentials}}));
}

TEST(ClientAuthentication_Rfc6749_2_3_1, TakesASecretInTheBody) {
  World world;

  EXPECT_EQ(error_of(world.token(chat_grant(kCode))), "invalid_grant");
}

TEST(ClientAuthentication_Rfc6749_2_3_1, RefusesAWrongSecret) {
  World world;

  const auto response = world.token(with(chat_grant(kCode), "client_secret", "wrong"));

  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(error_of(response), "invalid_client");
  EXPECT_FALSE(response.headers.has("WWW-Authenticate"));
}

TEST(ClientAuthentication_Rfc6749_2_3_1, RefusesAnUnknownClient) {
  World world;

  EXPECT_EQ(error_of(world.token(with(chat_grant(kCode), "client_id", "nobody"))),
            "invalid_client");
}

TEST(ClientAuthentication_Rfc6749_2_3_1, RefusesTheSecretOfAnotherClient) {
  World world;

  EXPECT_EQ(error_of(world.token(with(chat_grant(kCode), "client_id", "wiki"))), "invalid_client");
}

TEST(ClientAuthentication_Rfc6749_2_3_1, RefusesNoAuthentication) {
  World world;

  EXPECT_EQ(error_of(world.token(without(chat_grant(kCode), "client_secret"))), "invalid_client");
  EXPECT_EQ(error_of(world.token(bare_grant())), "invalid_client");
}

TEST(ClientAuthentication_Rfc6749_2_3_1, TakesFormEncodedBasic) {
  World world;

  EXPECT_EQ(error_with_basic(world, basic(kEncodedChat)), "invalid_grant");
  EXPECT_EQ(error_with_basic(world, basic(kEncodedWiki)), "invalid_grant");
}

TEST(ClientAuthentication_RelyingParties_2_1, TakesPlainBasicOnlyWhereTheClientMay) {
  World world;

  EXPECT_EQ(error_with_basic(world, basic(kPlainChat)), "invalid_grant");
  EXPECT_EQ(error_with_basic(world, basic(kPlainWiki)), "invalid_client");
}

TEST(ClientAuthentication_Rfc7617, RefusesBrokenBasic) {
  World world;
  for (const std::string& header :
       {std::string("Basic"), std::string("Basic "), std::string("Basic !!!"), basic("chat"),
        basic(":"), basic("chat:"), std::string("Bearer abc"), basic("ch%ZZat:x")}) {
    EXPECT_EQ(error_with_basic(world, header), "invalid_client") << header;
  }
}

TEST(ClientAuthentication_Rfc6749_5_2, ChallengesWhereBasicWasTried) {
  World world;

  const auto response = world.token(bare_grant(), {{"Authorization", basic("chat:wrong")}});

  EXPECT_EQ(response.status, 401);
  EXPECT_TRUE(response.headers.get("WWW-Authenticate")->starts_with("Basic "));
}

TEST(ClientAuthentication_Rfc6749_2_3, RefusesTwoMethods) {
  World world;

  EXPECT_EQ(error_of(world.token(chat_grant(kCode), {{"Authorization", basic(kEncodedChat)}})),
            "invalid_request");
  EXPECT_EQ(error_of(world.token(with(chat_grant(kCode), "client_assertion", "a.b.c"))),
            "invalid_request");
  EXPECT_EQ(error_of(world.token(bare_grant(), {{"Authorization", basic(kEncodedChat)},
                                                {"Authorization", basic(kEncodedChat)}})),
            "invalid_request");
}

TEST(ClientAuthentication_Rfc6749_2_3, RefusesBasicForOneClientAndTheNameOfAnother) {
  World world;

  EXPECT_EQ(error_of(world.token(with(bare_grant(), "client_id", "wiki"),
                                 {{"Authorization", basic(kEncodedChat)}})),
            "invalid_client");
}

TEST(ClientAuthentication_OidcCore_9, TakesAPublicClientByItsName) {
  World world;

  EXPECT_EQ(error_of(world.token(with(bare_grant(), "client_id", "app"))), "invalid_grant");
}

TEST(ClientAuthentication_OidcCore_9, RefusesASecretOfAClientThatHasNone) {
  World world;

  EXPECT_EQ(error_of(world.token(with(chat_grant(kCode), "client_id", "app"))), "invalid_client");
  EXPECT_EQ(error_with_basic(world, basic("app:")), "invalid_client");
  EXPECT_EQ(error_with_basic(world, basic("portal:")), "invalid_client");
}

TEST(ClientAuthentication_Design9, SlowsDownANetworkThatKeepsFailing) {
  World world;
  const auto wrong = with(chat_grant(kCode), "client_secret", "wrong");
  for (int attempt = 0; attempt < 30; ++attempt) EXPECT_EQ(world.token(wrong).status, 401);

  const auto refused = world.token(wrong);

  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(error_of(refused), "slow_down");
  EXPECT_EQ(refused.headers.get("Retry-After"), "60");
}

// A stranger behind the same address must not lock a service out.
TEST(ClientAuthentication_Design9, StillTakesARightSecretFromThatNetwork) {
  World world;
  const auto wrong = with(chat_grant(kCode), "client_secret", "wrong");
  for (int attempt = 0; attempt < 40; ++attempt) (void)world.token(wrong);

  EXPECT_EQ(error_of(world.token(chat_grant(kCode))), "invalid_grant");
}

TEST(ClientAuthentication_Promise5, WritesNoAddressIntoTheStore) {
  World world;

  (void)world.token(with(chat_grant(kCode), "client_secret", "wrong"));

  for (const auto& listed : world.store.names()) {
    EXPECT_EQ(listed.name.find("192.0.2"), std::string::npos);
  }
}

}  // namespace
}  // namespace sluis::downstream
