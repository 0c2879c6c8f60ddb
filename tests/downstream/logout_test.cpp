#include "downstream/logout.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

using tests::World;

constexpr const char* kChatHome = "https://chat.example/";
constexpr const char* kSid = "sid-of-this-service";

/// A browser that is logged in, and the ID token that the service kept.
struct LoggedIn {
  LoggedIn() : hint(world.tokens_for_chat().at("id_token").as_string()) {
    world.line.live_sids = {kSid};
    world.line.is_logged_in = true;
    world.events.clear();
  }
  tests::Parameters with_hint() const { return {{"id_token_hint", hint}}; }
  tests::Parameters with_hint_and_home() const {
    return {{"id_token_hint", hint}, {"post_logout_redirect_uri", kChatHome}, {"state", "s&t"}};
  }
  World world;
  std::string hint;
};

/// "name=value" of the cookie that an answer sets.
std::string cookie_of(const http::Response& response) {
  const std::string header(response.headers.get("Set-Cookie").value());
  return header.substr(0, header.find(';'));
}

TEST(Logout_RpInitiated_2, EndsTheSessionOfTheHintAndGoesBack) {
  LoggedIn person;

  const auto response = person.world.call("GET", "/logout", person.with_hint_and_home());

  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(response.headers.get("Location"), "https://chat.example/?state=s%26t");
  EXPECT_TRUE(person.world.line.live_sids.empty());
}

TEST(Logout_RpInitiated_2, TakesAnExpiredHint) {
  LoggedIn person;
  person.world.clock.advance(std::chrono::hours(8));

  EXPECT_EQ(person.world.call("GET", "/logout", person.with_hint_and_home()).status, 303);
}

TEST(Logout_OPX_21, GoesNowhereThatIsNotRegistered) {
  for (const char* uri : {"https://evil.example/", "https://chat.example", "https://chat.example/x",
                          "https://chat.example/?x", "https://wiki.example/bye", "//evil.example",
                          "javascript:alert(1)", "https://chat.example/_oauth/sluis"}) {
    LoggedIn person;

    const auto response = person.world.call(
        "GET", "/logout", {{"id_token_hint", person.hint}, {"post_logout_redirect_uri", uri}});

    EXPECT_EQ(response.status, 200) << uri;
    EXPECT_FALSE(response.headers.has("Location")) << uri;
    EXPECT_FALSE(response.body.contains("evil")) << uri;
    EXPECT_TRUE(person.world.line.live_sids.empty()) << uri;
  }
}

TEST(Logout_RpInitiated_2, ShowsAPageWithoutAWayBack) {
  LoggedIn person;

  const auto response = person.world.call("GET", "/logout", person.with_hint());

  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(person.world.line.live_sids.empty());
}

TEST(Logout_RpInitiated_2, AsksHerWhereTheSessionOfTheHintIsGone) {
  LoggedIn person;
  person.world.line.live_sids.clear();

  const auto response = person.world.call("GET", "/logout", person.with_hint_and_home());

  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.body.contains(R"(name="token")"));
  EXPECT_FALSE(person.world.line.ended_this_browser);
}

TEST(Logout_RpInitiated_2, GoesBackWhereNobodyIsLoggedIn) {
  LoggedIn person;
  person.world.line.live_sids.clear();
  person.world.line.is_logged_in = false;

  EXPECT_EQ(person.world.call("GET", "/logout", person.with_hint_and_home()).status, 303);
}

TEST(Logout_OPX_21, AsksHerWithoutAHint) {
  LoggedIn person;

  const auto response = person.world.call(
      "GET", "/logout", {{"client_id", "chat"}, {"post_logout_redirect_uri", kChatHome}});

  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.body.contains(R"(name="token")"));
  EXPECT_TRUE(response.body.contains("Rocket.Chat"));
  EXPECT_FALSE(person.world.line.ended_this_browser);
  EXPECT_EQ(person.world.line.live_sids.size(), 1U);
}

TEST(Logout_OPX_21, AsksHerWithAHintThatWeDidNotSign) {
  LoggedIn person;
  auto parameters = person.with_hint_and_home();
  parameters[0].second.back() = parameters[0].second.back() == 'A' ? 'Q' : 'A';

  const auto response = person.world.call("GET", "/logout", parameters);

  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(response.body.contains(kChatHome));
  EXPECT_EQ(person.world.line.live_sids.size(), 1U);
}

TEST(Logout_RpInitiated_2, BelievesNoHintWhoseClientIsNotTheOneNamed) {
  LoggedIn person;
  auto parameters = person.with_hint_and_home();
  parameters.emplace_back("client_id", "wiki");

  const auto response = person.world.call("GET", "/logout", parameters);

  EXPECT_FALSE(response.headers.has("Location"));
  EXPECT_EQ(person.world.line.live_sids.size(), 1U);
}

TEST(Logout_RelyingParties_2_1, EndsTheSessionWhenSheSaysSo) {
  LoggedIn person;
  const tests::Parameters asked{{"client_id", "chat"}, {"post_logout_redirect_uri", kChatHome}};
  const auto cookie = cookie_of(person.world.call("GET", "/logout", asked));
  auto confirmed = asked;
  confirmed.emplace_back("token", cookie.substr(cookie.find('=') + 1));

  const auto response = person.world.call("POST", "/logout", confirmed, {{"Cookie", cookie}});

  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.body.contains(R"(href="https://chat.example/")"));
  EXPECT_TRUE(person.world.line.ended_this_browser);
}

TEST(Logout_WEB_05, DoesNotBelieveAPostWithoutTheTokenOfThisBrowser) {
  LoggedIn person;
  const auto cookie = cookie_of(person.world.call("GET", "/logout", {}));
  const std::string token = cookie.substr(cookie.find('=') + 1);
  const std::string other(22, 'A');

  for (const auto& [given, header] : std::vector<std::pair<std::string, std::string>>{
           {token, ""}, {other, cookie}, {"", cookie}, {"x", "__Host-logout=x"}}) {
    const auto response =
        person.world.call("POST", "/logout", {{"token", given}}, {{"Cookie", header}});

    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(response.headers.get("Location"), "/logout");
    EXPECT_FALSE(person.world.line.ended_this_browser);
  }
}

TEST(Logout_Design3, TurnsAPostFromAnotherSiteIntoAGetWithoutTheHint) {
  LoggedIn person;
  person.world.line.live_sids.clear();

  const auto response = person.world.call("POST", "/logout", person.with_hint_and_home());

  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(
      response.headers.get("Location"),
      "/logout?client_id=chat&post_logout_redirect_uri=https%3A%2F%2Fchat.example%2F&state=s%26t");
}

TEST(Logout_Design3, KeepsTheTokenOfAnotherTab) {
  LoggedIn person;
  const auto cookie = cookie_of(person.world.call("GET", "/logout", {}));

  const auto again = person.world.call("GET", "/logout", {}, {{"Cookie", cookie}});

  EXPECT_EQ(cookie_of(again), cookie);
}

TEST(Logout_RpInitiated_2, SaysLoggedOutWhereNobodyIs) {
  World world;

  const auto response = world.call("GET", "/logout", {});

  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(response.body.contains(R"(name="token")"));
}

TEST(Logout_Design9, RefusesARepeatedParameter) {
  World world;

  const auto response = world.call("GET", "/logout", {{"state", "a"}, {"state", "b"}});

  EXPECT_EQ(response.status, 400);
}

TEST(Logout_Sam15, NamesItsServicesAndCanTellNone) {
  World world;
  auto& way = world.oidc.way_out();

  const auto parties = way.parties();

  EXPECT_TRUE(std::ranges::any_of(parties, [](const auto& one) { return one.id == "chat"; }));
  EXPECT_EQ(tests::run(way.tell({.party = "chat",
                                 .session = kSid,
                                 .person = std::string(tests::kSub),
                                 .message_id = "_1"})),
            std::nullopt);
}

}  // namespace
}  // namespace sluis::downstream
