#include "downstream/jitsi_exchange.h"

#include <gtest/gtest.h>

#include "tests/downstream/jitsi_world.h"

namespace sluis::downstream {
namespace {

using namespace std::chrono_literals;
using tests::code_grant;
using tests::error_of;
using tests::JitsiWorld;
using tests::text_of;
using tests::window_link;
using tests::with;
using tests::without;

constexpr const char* kToken = "/jitsi/meet/token";

class JitsiExchange_Jitsi_1_4 : public testing::Test {
 protected:
  std::string code() { return JitsiWorld::fragment_of(world_.location_for(window_link()), "code"); }
  http::Response exchange(const tests::Parameters& form) { return world_.post(kToken, form); }
  std::string refresh_token() { return text_of(world_.window_tokens(), "refresh_token"); }
  JitsiWorld world_;
};

TEST_F(JitsiExchange_Jitsi_1_4, AWindowGetsACodeBehindTheHash) {
  EXPECT_TRUE(world_.location_for(window_link())
                  .starts_with("https://meet.example/static/sluis.html#code="));
}

TEST_F(JitsiExchange_Jitsi_1_4, ACodeBecomesAToken) {
  const auto tokens = world_.window_tokens();

  const auto token = tests::claims_of(text_of(tokens, "access_token"));
  const auto proof = tests::claims_of(text_of(tokens, "id_token"));
  EXPECT_EQ(token.at("room"), "overleg");
  EXPECT_EQ(tests::text_of(token.at("context").at("user").as_object(), "id"), tests::kSub);
  EXPECT_EQ(proof.at("nonce"), "n-1");
  EXPECT_EQ(text_of(proof, "sid"), tests::kSid);
  EXPECT_EQ(tokens.at("expires_in"), 900);
  EXPECT_EQ(tokens.at("token_type"), "Bearer");
}

TEST_F(JitsiExchange_Jitsi_1_4, RefusesAnotherVerifier) {
  const auto answer = exchange(with(code_grant(code()), "code_verifier", std::string(43, 'x')));

  EXPECT_EQ(error_of(answer), "invalid_grant");
}

TEST_F(JitsiExchange_Jitsi_1_4, RefusesNoVerifier) {
  EXPECT_EQ(error_of(exchange(without(code_grant(code()), "code_verifier"))), "invalid_grant");
}

TEST_F(JitsiExchange_Jitsi_1_4, RefusesACodeOfAnotherDeployment) {
  EXPECT_EQ(error_of(world_.post("/jitsi/board/token", code_grant(code()))), "invalid_grant");
}

TEST_F(JitsiExchange_Jitsi_1_4, RefusesACodeAfterAMinute) {
  const auto grant = code_grant(code());
  world_.clock.advance(61s);

  EXPECT_EQ(error_of(exchange(grant)), "invalid_grant");
}

TEST_F(JitsiExchange_Jitsi_1_4, RefusesACodeTwiceAndWhatItGave) {
  const auto grant = code_grant(code());
  const auto first = text_of(tests::json_of(exchange(grant)), "refresh_token");

  EXPECT_EQ(error_of(exchange(grant)), "invalid_grant");
  EXPECT_EQ(error_of(world_.refresh(first)), "invalid_grant");
}

TEST_F(JitsiExchange_Jitsi_1_4, RefusesACodeOfWhoIsForgotten) {
  const auto grant = code_grant(code());
  (void)tests::run(world_.store.take(std::string(tests::kPersonName)));

  EXPECT_EQ(error_of(exchange(grant)), "invalid_grant");
}

TEST_F(JitsiExchange_Jitsi_1_4, RefusesAnotherGrant) {
  EXPECT_EQ(error_of(exchange({{"grant_type", "password"}})), "unsupported_grant_type");
  EXPECT_EQ(error_of(exchange({{"code", "x"}})), "invalid_request");
}

TEST_F(JitsiExchange_Jitsi_1_4, RefusesAnUnknownDeployment) {
  EXPECT_EQ(error_of(world_.post("/jitsi/nobody/token", code_grant(code()))), "invalid_client");
}

TEST_F(JitsiExchange_Jitsi_1_4, IsReadByThePageOfTheDeploymentAlone) {
  const auto own = world_.post(kToken, {}, {{"Origin", "https://meet.example"}});
  const auto other = world_.post(kToken, {}, {{"Origin", "https://evil.example"}});

  EXPECT_EQ(own.headers.get("Access-Control-Allow-Origin"), "https://meet.example");
  EXPECT_FALSE(other.headers.has("Access-Control-Allow-Origin"));
  EXPECT_FALSE(own.headers.has("Access-Control-Allow-Credentials"));
}

TEST_F(JitsiExchange_Jitsi_1_4, ATokenIsHadAnewDuringTheCall) {
  const auto first = refresh_token();

  const auto tokens = tests::json_of(world_.refresh(first));

  EXPECT_EQ(tests::claims_of(text_of(tokens, "access_token")).at("room"), "overleg");
  EXPECT_NE(text_of(tokens, "refresh_token"), first);
  EXPECT_EQ(world_.refresh(text_of(tokens, "refresh_token")).status, 200);
}

TEST_F(JitsiExchange_Jitsi_1_4, ARefreshTokenOutlivesItsTokenByAQuarter) {
  const auto token = refresh_token();
  world_.clock.advance(15min + kRefreshGrace);

  EXPECT_EQ(error_of(world_.refresh(token)), "invalid_grant");
  for (const auto& record : world_.store.names()) EXPECT_FALSE(record.name.starts_with("rt:"));
}

TEST_F(JitsiExchange_Jitsi_1_4, EachUseOfARefreshTokenRenewsIt) {
  auto token = refresh_token();
  for (int use = 0; use < 4; ++use) {
    world_.clock.advance(15min + kRefreshGrace - 1s);
    const auto answer = world_.refresh(token);

    ASSERT_EQ(answer.status, 200) << use;
    token = text_of(tests::json_of(answer), "refresh_token");
  }
}

TEST_F(JitsiExchange_Jitsi_1_4, ARefreshTokenThatWasUsedEndsThemAll) {
  const auto first = refresh_token();
  const auto second = text_of(tests::json_of(world_.refresh(first)), "refresh_token");

  EXPECT_EQ(error_of(world_.refresh(first)), "invalid_grant");
  EXPECT_EQ(error_of(world_.refresh(second)), "invalid_grant");
}

TEST_F(JitsiExchange_Jitsi_1_4, RefusesARefreshTokenWhenTheSessionHasEnded) {
  const auto token = refresh_token();
  world_.sessions.clear();

  EXPECT_EQ(error_of(world_.refresh(token)), "invalid_grant");
}

TEST_F(JitsiExchange_Jitsi_1_4, RefusesARefreshTokenOfWhoIsForgotten) {
  const auto token = refresh_token();
  (void)tests::run(world_.store.take(std::string(tests::kPersonName)));

  EXPECT_EQ(error_of(world_.refresh(token)), "invalid_grant");
}

TEST_F(JitsiExchange_Jitsi_1_4, RefusesARefreshTokenOfAnotherDeployment) {
  EXPECT_EQ(error_of(world_.refresh(refresh_token(), "board")), "invalid_grant");
}

TEST_F(JitsiExchange_Jitsi_1_4, RefusesWhatIsNoRefreshToken) {
  for (const char* text : {"", ".", "x.y", "a"}) {
    EXPECT_EQ(error_of(world_.refresh(text)), "invalid_grant") << text;
  }
}

TEST_F(JitsiExchange_Jitsi_1_4, ARoomThatIsNoLongerHersMakesHerAMember) {
  const auto token = refresh_token();
  world_.have_room("overleg", tests::kOtherSub);

  const auto claims =
      tests::claims_of(text_of(tests::json_of(world_.refresh(token)), "access_token"));

  EXPECT_EQ(claims.at("context").at("user").at("affiliation"), "member");
}

class JitsiAgain_Jitsi_1_4 : public JitsiExchange_Jitsi_1_4 {
 protected:
  std::string window_with(const std::string& refresh_token, const std::string& room = "Overleg") {
    auto parameters = with(with(window_link(), "room", room), "state",
                           "{\"refreshToken\":\"" + refresh_token + "\"}");
    const auto accepted = world_.accept(parameters);
    const auto* response = std::get_if<http::Response>(&accepted);
    return response ? std::string(response->headers.get("Location").value_or("")) : "logs in";
  }
  std::string redeemed_again(const std::string& refresh_token) {
    const auto code = JitsiWorld::fragment_of(window_with(refresh_token), "code");
    return text_of(tests::json_of(exchange(code_grant(code))), "refresh_token");
  }
};

TEST_F(JitsiAgain_Jitsi_1_4, AWindowThatHoldsARefreshTokenLogsNobodyIn) {
  const auto location = window_with(refresh_token());

  EXPECT_EQ(exchange(code_grant(JitsiWorld::fragment_of(location, "code"))).status, 200);
}

TEST_F(JitsiAgain_Jitsi_1_4, OnceAndForItsRoom) {
  const auto token = refresh_token();

  EXPECT_EQ(window_with(token, "another"), "logs in");
  EXPECT_TRUE(window_with(token).contains("#code="));
  EXPECT_EQ(window_with(token), "logs in");
}

// RFC 9700 §4.14.2: whichever of the two comes second ends what both have.
class JitsiThief_Rfc9700 : public JitsiAgain_Jitsi_1_4 {};

TEST_F(JitsiThief_Rfc9700, LosesAllWhenTheVictimRefreshes) {
  const auto stolen = refresh_token();
  const auto of_thief = redeemed_again(stolen);

  EXPECT_EQ(error_of(world_.refresh(stolen)), "invalid_grant");
  EXPECT_EQ(error_of(world_.refresh(of_thief)), "invalid_grant");
}

TEST_F(JitsiThief_Rfc9700, LosesAllWhenTheVictimsWindowComesAgain) {
  const auto stolen = refresh_token();
  const auto of_thief =
      text_of(tests::json_of(world_.refresh(redeemed_again(stolen))), "refresh_token");

  EXPECT_EQ(window_with(stolen), "logs in");
  EXPECT_EQ(error_of(world_.refresh(of_thief)), "invalid_grant");
}

TEST_F(JitsiThief_Rfc9700, IsNoticedWhenTheVictimWasFirst) {
  const auto stolen = refresh_token();
  const auto of_victim = redeemed_again(stolen);

  EXPECT_EQ(window_with(stolen), "logs in");
  EXPECT_EQ(error_of(world_.refresh(of_victim)), "invalid_grant");
}

TEST_F(JitsiThief_Rfc9700, GetsNothingForACodeWhoseFamilyHasEnded) {
  const auto stolen = refresh_token();
  const auto grant = code_grant(JitsiWorld::fragment_of(window_with(stolen), "code"));
  (void)world_.refresh(stolen);

  EXPECT_EQ(error_of(exchange(grant)), "invalid_grant");
}

TEST_F(JitsiThief_Rfc9700, GetsNothingForACodeTwice) {
  const auto grant = code_grant(JitsiWorld::fragment_of(window_with(refresh_token()), "code"));
  const auto first = text_of(tests::json_of(exchange(grant)), "refresh_token");

  EXPECT_EQ(error_of(exchange(grant)), "invalid_grant");
  EXPECT_EQ(error_of(world_.refresh(first)), "invalid_grant");
}

TEST_F(JitsiAgain_Jitsi_1_4, ItsFamilyGoesOn) {
  auto token = redeemed_again(refresh_token());
  token = text_of(tests::json_of(world_.refresh(token)), "refresh_token");

  EXPECT_EQ(world_.refresh(redeemed_again(token)).status, 200);
}

TEST_F(JitsiAgain_Jitsi_1_4, NotWhenTheSessionHasEnded) {
  const auto token = refresh_token();
  world_.sessions.clear();

  EXPECT_EQ(window_with(token), "logs in");
}

}  // namespace
}  // namespace sluis::downstream
