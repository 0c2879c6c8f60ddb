#include "downstream/token.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "downstream/userinfo.h"
#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

using namespace std::chrono_literals;
using tests::chat_grant;
using tests::chat_request;
using tests::error_of;
using tests::json_of;
using tests::wiki_request;
using tests::with;
using tests::without;
using tests::World;

tests::Parameters wiki_grant(std::string code) {
  return {{"grant_type", "authorization_code"},
          {"code", std::move(code)},
          {"redirect_uri", "https://wiki.example/cb"},
          {"client_id", "wiki"},
          {"client_secret", "s3cret%+wiki/with odd:signs"},
          {"code_verifier", std::string(tests::kVerifier)}};
}

int userinfo_status(World& world, const boost::json::object& tokens) {
  const std::string token(tokens.at("access_token").as_string());
  return world.call("GET", "/userinfo", {}, {{"Authorization", "Bearer " + token}}).status;
}

TEST(Token_Rfc6749_5_1, AnswersTokens) {
  World world;

  const auto response = world.token(chat_grant(world.code_for(chat_request())));

  EXPECT_EQ(response.status, 200);
  const auto body = json_of(response);
  EXPECT_EQ(body.at("access_token").as_string().size(), 43U);
  EXPECT_EQ(body.at("token_type"), "Bearer");
  EXPECT_EQ(body.at("expires_in"), 300);  // a number: Rocket.Chat parses it
  EXPECT_EQ(body.at("scope"), "openid profile");
  EXPECT_TRUE(body.contains("id_token"));
  EXPECT_FALSE(body.contains("refresh_token"));
}

TEST(Token_Rfc6749_5_1, IsNotCached) {
  World world;

  const auto response = world.token(chat_grant(world.code_for(chat_request())));

  EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
  EXPECT_EQ(response.headers.get("Pragma"), "no-cache");
  EXPECT_EQ(response.headers.get("Content-Type"), "application/json");
}

TEST(Token_Rfc6749_4_1_3, RefusesAnotherGrantType) {
  World world;
  const auto grant = chat_grant(world.code_for(chat_request()));

  for (const char* type : {"refresh_token", "client_credentials", "password", "implicit"}) {
    EXPECT_EQ(error_of(world.token(with(grant, "grant_type", type))), "unsupported_grant_type");
  }
  EXPECT_EQ(error_of(world.token(without(grant, "grant_type"))), "invalid_request");
}

TEST(Token_Rfc6749_4_1_3, RefusesMissingParameters) {
  World world;
  const auto grant = chat_grant(world.code_for(chat_request()));

  EXPECT_EQ(error_of(world.token(without(grant, "code"))), "invalid_request");
  EXPECT_EQ(error_of(world.token(without(grant, "redirect_uri"))), "invalid_request");
}

TEST(Token_Rfc6749_3_2, RefusesARepeatedParameter) {
  World world;
  auto grant = chat_grant(world.code_for(chat_request()));
  grant.emplace_back("code", "x");

  EXPECT_EQ(error_of(world.token(grant)), "invalid_request");
}

TEST(Token_Rfc6749_3_2, RefusesABodyThatIsNoForm) {
  World world;
  auto request = tests::request_of("POST", "/token", chat_grant(world.code_for(chat_request())));
  request.headers.set("Content-Type", "application/json");

  const auto response = tests::run(world.oidc.routes().front().handler(request));

  EXPECT_EQ(error_of(response), "invalid_request");
}

TEST(Token_Rfc6749_4_1_3, RefusesAnUnknownCode) {
  World world;

  EXPECT_EQ(error_of(world.token(chat_grant(std::string(43, 'A')))), "invalid_grant");
  EXPECT_EQ(error_of(world.token(chat_grant("short"))), "invalid_grant");
}

TEST(Token_RelyingParties_2_1, IgnoresAnUnknownStateParameter) {
  World world;

  EXPECT_EQ(world.token(with(chat_grant(world.code_for(chat_request())), "state", "abc")).status,
            200);
}

TEST(Token_OPX_01, RefusesACodeAfterSixtySeconds) {
  World world;
  const auto code = world.code_for(chat_request());

  world.clock.advance(60s);

  EXPECT_EQ(error_of(world.token(chat_grant(code))), "invalid_grant");
}

TEST(Token_OPX_01, TakesACodeJustBefore) {
  World world;
  const auto code = world.code_for(chat_request());

  world.clock.advance(59s);

  EXPECT_EQ(world.token(chat_grant(code)).status, 200);
}

TEST(Token_OPX_01, RefusesACodeTwiceAndRevokesWhatItGave) {
  World world;
  const auto code = world.code_for(chat_request());
  const auto tokens = json_of(world.token(chat_grant(code)));
  ASSERT_EQ(userinfo_status(world, tokens), 200);

  const auto second = world.token(chat_grant(code));

  EXPECT_EQ(error_of(second), "invalid_grant");
  EXPECT_EQ(userinfo_status(world, tokens), 401);
}

TEST(Token_OPX_01, RevokesAlsoLongAfterTheCodeWouldHaveExpired) {
  World world;
  const auto code = world.code_for(chat_request());
  const auto tokens = json_of(world.token(chat_grant(code)));
  world.clock.advance(290s);
  ASSERT_EQ(userinfo_status(world, tokens), 200);

  (void)world.token(chat_grant(code));

  EXPECT_EQ(userinfo_status(world, tokens), 401);
}

TEST(Token_OPX_02, RefusesTheCodeOfAnotherClient) {
  World world;
  const auto code = world.code_for(wiki_request());
  auto grant = with(chat_grant(code), "redirect_uri", "https://wiki.example/cb");

  EXPECT_EQ(error_of(world.token(with(grant, "code_verifier", std::string(tests::kVerifier)))),
            "invalid_grant");
}

TEST(Token_OPX_02, LetsTheRightClientUseACodeThatAnotherTried) {
  World world;
  const auto code = world.code_for(wiki_request());
  (void)world.token(chat_grant(code));

  EXPECT_EQ(world.token(wiki_grant(code)).status, 200);
}

TEST(Token_OPX_02, RefusesAnotherRedirectUri) {
  World world;
  const auto code = world.code_for(chat_request());

  EXPECT_EQ(error_of(world.token(
                with(chat_grant(code), "redirect_uri", "https://chat.example/other?x=1"))),
            "invalid_grant");
}

TEST(Token_NLO_04, ChecksTheVerifier) {
  World world;
  const auto grant = wiki_grant(world.code_for(wiki_request()));

  EXPECT_EQ(error_of(world.token(with(grant, "code_verifier", std::string(43, 'a')))),
            "invalid_grant");
  EXPECT_EQ(error_of(world.token(with(grant, "code_verifier", ""))), "invalid_grant");
  EXPECT_EQ(error_of(world.token(without(grant, "code_verifier"))), "invalid_grant");
  EXPECT_EQ(world.token(grant).status, 200);
}

TEST(Token_OPX_03, RefusesAVerifierWithoutAChallenge) {
  World world;
  const auto grant = chat_grant(world.code_for(chat_request()));

  EXPECT_EQ(error_of(world.token(with(grant, "code_verifier", std::string(tests::kVerifier)))),
            "invalid_grant");
}

TEST(Token_Promise4, RefusesACodeOfAPersonWhoIsGone) {
  World world;
  const auto code = world.code_for(chat_request());
  world.forget_person();

  EXPECT_EQ(error_of(world.token(chat_grant(code))), "invalid_grant");
  for (const auto& listed : world.store.names()) EXPECT_FALSE(listed.name.starts_with("at:"));
}

TEST(Token_Promise7, SaysUnavailableWhereTheStoreIsDown) {
  World world;
  const auto code = world.code_for(chat_request());
  world.store.set_available(false);

  EXPECT_THROW((void)world.token(chat_grant(code)), Unavailable);
}

TEST(Token_Design8, TakesTwoRoundTripsAndFourCommands) {
  World world;
  const auto grant = chat_grant(world.code_for(chat_request()));
  const auto trips = world.store.round_trips();
  const auto commands = world.store.commands();

  (void)world.token(grant);

  EXPECT_EQ(world.store.round_trips() - trips, 2U);
  EXPECT_EQ(world.store.commands() - commands, 4U);
}

TEST(Token_Promise5, LeavesNothingReadableInTheStore) {
  World world;
  const auto code = world.code_for(wiki_request());
  const auto tokens = json_of(world.token(wiki_grant(code)));
  const std::string access_token(tokens.at("access_token").as_string());

  for (const auto& listed : world.store.names()) {
    const auto value = world.store.peek(listed.name).value();
    for (const std::string_view secret :
         {std::string_view(code), std::string_view(access_token), tests::kSub,
          std::string_view("wiki"), std::string_view("n-0S6_WzA2Mj")}) {
      EXPECT_EQ(value.find(secret), std::string::npos) << listed.name;
      EXPECT_EQ(listed.name.find(secret), std::string::npos) << listed.name;
    }
  }
}

TEST(Token_Style, NotesTheEventWithoutAnythingPersonal) {
  World world;

  (void)world.tokens_for_chat();

  ASSERT_EQ(world.events.size(), 1U);
  EXPECT_EQ(world.events[0].kind, Event::Kind::token_issued);
  EXPECT_EQ(world.events[0].client, "chat");
  EXPECT_EQ(world.events[0].request_id, "request-1");
}

TEST(Token_Style, NotesARefusalWithTheServiceThatProvedItself) {
  World world;
  auto grant = chat_grant(world.code_for(chat_request()));
  (void)world.token(grant);
  world.events.clear();

  (void)world.token(grant);  // a second time

  ASSERT_EQ(world.events.size(), 1U);
  EXPECT_EQ(world.events[0].kind, Event::Kind::refused);
  EXPECT_EQ(world.events[0].refusal, Refusal::grant_invalid);
  EXPECT_EQ(world.events[0].client, "chat");
  EXPECT_EQ(world.events[0].request_id, "request-1");
}

TEST(Token_Style, NotesARefusalOfNobodyWithoutAService) {
  World world;

  (void)world.token(
      {{"grant_type", "authorization_code"}, {"client_id", "chat"}, {"client_secret", "wrong"}});

  ASSERT_EQ(world.events.size(), 1U);
  EXPECT_EQ(world.events[0].refusal, Refusal::client_authentication);
  EXPECT_EQ(world.events[0].client, "");
}

/// Lets every other request run before and after each round trip, so that parallel ones really
/// meet.
class YieldingStore final : public store::Store {
 public:
  explicit YieldingStore(store::Store& store) : store_(store) {}

  boost::asio::awaitable<std::vector<store::Outcome>> run(
      std::vector<store::Operation> operations) override {
    const auto executor = co_await boost::asio::this_coro::executor;
    co_await boost::asio::post(executor, boost::asio::use_awaitable);
    auto outcomes = co_await store_.run(std::move(operations));
    co_await boost::asio::post(executor, boost::asio::use_awaitable);
    co_return outcomes;
  }

 private:
  store::Store& store_;
};

TEST(Token_OPX_01, GivesTokensToExactlyOneOfFiftyParallelRequests) {
  World world;
  const auto request =
      tests::request_of("POST", "/token", chat_grant(world.code_for(chat_request())));
  YieldingStore yielding(world.store);
  const OidcParts parts{.issuer = std::string(tests::kIssuer),
                        .clients = world.clients,
                        .acr_weakest_first = {},
                        .keyring = world.keyring,
                        .clock = world.clock,
                        .random = world.random,
                        .pool = world.pool,
                        .store = yielding,
                        .outbound = world.outbound,
                        .people = world.people,
                        .pages = world.pages,
                        .cookies = http::CookieStyle(true),
                        .journal = {}};
  const IdTokens id_tokens(parts);
  ClientKeys client_keys(parts);
  const Token token(parts, id_tokens, client_keys);
  boost::asio::io_context loop(1);
  std::vector<std::future<http::Response>> answers;
  for (int number = 0; number < 50; ++number) {
    answers.push_back(boost::asio::co_spawn(loop, token.answer(request), boost::asio::use_future));
  }

  loop.run();

  int given = 0;
  for (auto& answer : answers) {
    const auto response = answer.get();
    if (response.status == 200) {
      ++given;
    } else {
      EXPECT_EQ(error_of(response), "invalid_grant");
    }
  }
  EXPECT_EQ(given, 1);
  // The code was used fifty times, so what it gave is revoked, and no other token is left behind.
  for (const auto& listed : world.store.names()) EXPECT_FALSE(listed.name.starts_with("at:"));
}

}  // namespace
}  // namespace sluis::downstream
