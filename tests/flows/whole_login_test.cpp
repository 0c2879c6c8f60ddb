// Whole logins through the real parts. The ninety-day cases live here, where ninety days take no
// time.

#include <gtest/gtest.h>

#include <chrono>

#include "tests/flows/house.h"
#include "tests/store/run_awaitable.h"

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

TEST(Promise1_OnlyAdmittedPeople, AListedDomainGetsIn) {
  House house;
  Browser browser(house);

  const auto finished = browser.log_in("chat", "j.devries@minbzk.nl");

  EXPECT_EQ(sub_of(house, "chat", finished).size(), 52u);
}

TEST(Promise1_OnlyAdmittedPeople, AnotherDomainGetsNoMail) {
  House house;
  Browser browser(house);

  const auto page = browser.log_in("chat", "j.devries@evil-minbzk.nl");

  EXPECT_EQ(page.status, 400);
  EXPECT_TRUE(house.mails.mails.empty());
}

TEST(Promise1_OnlyAdmittedPeople, ASessionDiesWithItsAllowlistEntry) {
  House house;
  Browser browser(house);
  browser.log_in("chat", "j.devries@minbzk.nl");
  ASSERT_TRUE(
      destination(browser.get(authorize_url("portal"))).starts_with("https://portal.example/"));

  house.allow({"minbzk.nl", "minaz.nl"});
  EXPECT_TRUE(
      destination(browser.get(authorize_url("portal"))).starts_with("https://portal.example/"))
      << "a new reading ends no session by itself";
  house.allow({"minaz.nl"});

  EXPECT_TRUE(destination(browser.get(authorize_url("portal"))).starts_with("/login"));
}

TEST(Promise3_NothingToCompare, TwoServicesSeeTwoPseudonyms) {
  House house;
  Browser browser(house);

  const auto chat = sub_of(house, "chat", browser.log_in("chat", "j.devries@minbzk.nl"));
  const auto portal = sub_of(house, "portal", browser.get(authorize_url("portal")));

  ASSERT_FALSE(chat.empty());
  ASSERT_FALSE(portal.empty());
  EXPECT_NE(chat, portal);
}

TEST(Promise4_AsLongAsItIsUsed, JustBeforeTheRetentionSheIsTheSame) {
  House house;
  const auto first = sub_of(house, "chat", Browser(house).log_in("chat", "j.devries@minbzk.nl"));

  house.clock.advance(days(90) - 1s);
  const auto later = sub_of(house, "chat", Browser(house).log_in("chat", "j.devries@minbzk.nl"));

  ASSERT_FALSE(first.empty());
  EXPECT_EQ(later, first);
}

TEST(Promise4_AsLongAsItIsUsed, AfterTheRetentionSheIsAStranger) {
  House house;
  const auto first = sub_of(house, "chat", Browser(house).log_in("chat", "j.devries@minbzk.nl"));

  house.clock.advance(days(90) + 1s);
  const auto later = sub_of(house, "chat", Browser(house).log_in("chat", "j.devries@minbzk.nl"));

  ASSERT_FALSE(later.empty());
  EXPECT_NE(later, first);
}

TEST(Promise4_AsLongAsItIsUsed, EveryLoginRenews) {
  House house;
  const auto log_in = [&] {
    return sub_of(house, "chat", Browser(house).log_in("chat", "j.devries@minbzk.nl"));
  };
  const auto first = log_in();

  house.clock.advance(days(60));
  const auto on_day_60 = log_in();
  house.clock.advance(days(89));
  const auto on_day_149 = log_in();

  ASSERT_FALSE(first.empty());
  EXPECT_EQ(on_day_60, first);
  EXPECT_EQ(on_day_149, first);
}

TEST(Promise4_AsLongAsItIsUsed, ASessionRenewsNothing) {
  House house;
  Browser browser(house);
  const auto first = sub_of(house, "chat", browser.log_in("chat", "j.devries@minbzk.nl"));

  house.clock.advance(30min);
  const auto by_session = sub_of(house, "chat", browser.get(authorize_url("chat")));
  house.clock.advance(days(90) - 30min + 1s);
  const auto stranger = sub_of(house, "chat", Browser(house).log_in("chat", "j.devries@minbzk.nl"));

  ASSERT_FALSE(first.empty());
  ASSERT_EQ(by_session, first);
  ASSERT_FALSE(stranger.empty());
  EXPECT_NE(stranger, first);
}

TEST(Promise4_AsLongAsItIsUsed, NothingIsWithoutATimeToLiveButTheFence) {
  House house;
  Browser browser(house);
  const auto finished = browser.log_in("chat", "j.devries@minbzk.nl");
  sub_of(house, "chat", finished);

  for (const auto& [name, left] : house.store.names()) {
    EXPECT_EQ(left.has_value(), name != "fence") << name.substr(0, 3);
    if (left) EXPECT_LE(*left, days(90)) << name.substr(0, 3);
  }
}

/// The names under which people are found: each is made with a key.
std::vector<std::string> handles_in(House& house) {
  std::vector<std::string> handles;
  for (const auto& listed : house.store.names()) {
    if (listed.name.starts_with("id:")) handles.push_back(listed.name);
  }
  return handles;
}

TEST(Promise6_RotationWithoutStrangers, ANewPrimaryKeyKeepsHer) {
  House house;
  auto ring = crypto::Keyring::fresh(house.clock.now(), house.random);
  const auto with_a_second_key = [&](crypto::TimePoint active_at) {
    std::vector<crypto::Key> keys;
    for (const auto& key : ring.keys()) {
      crypto::Key copy{.id = key.id,
                       .purpose = key.purpose,
                       .serial = key.serial,
                       .timetable = key.timetable,
                       .material = crypto::Secret()};
      if (const auto* pair = std::get_if<crypto::SigningKey>(&key.material)) {
        copy.material = *pair;
      } else {
        copy.material = key.secret().clone();
      }
      if (key.purpose == crypto::Purpose::pseudonym) copy.timetable.retired_at = active_at;
      keys.push_back(std::move(copy));
    }
    keys.push_back({.id = "pseudonym-2-test",
                    .purpose = crypto::Purpose::pseudonym,
                    .serial = 2,
                    .timetable = {.published_at = house.clock.now(),
                                  .active_at = active_at,
                                  .retired_at = {},
                                  .destroyed_at = {}},
                    .material = house.random.secret(32)});
    return crypto::Keyring(2, std::move(keys));
  };
  auto rotated = with_a_second_key(house.clock.now() + 24h);
  house.move_in(std::move(rotated));
  const auto before = sub_of(house, "chat", Browser(house).log_in("chat", "j.devries@minbzk.nl"));
  const auto under_the_old_key = handles_in(house);

  house.clock.advance(25h);
  const auto moved = sub_of(house, "chat", Browser(house).log_in("chat", "j.devries@minbzk.nl"));
  const auto under_the_new_key = handles_in(house);
  const auto again = sub_of(house, "chat", Browser(house).log_in("chat", "j.devries@minbzk.nl"));

  ASSERT_FALSE(before.empty());
  EXPECT_EQ(moved, before);
  EXPECT_EQ(again, before);
  ASSERT_EQ(under_the_old_key.size(), 1u);
  ASSERT_EQ(under_the_new_key.size(), 1u) << "the old name is gone";
  EXPECT_NE(under_the_new_key, under_the_old_key);
  EXPECT_EQ(handles_in(house), under_the_new_key);
}

TEST(Promise7_AFaultIsAClearRefusal, AStoreThatIsAwayIs503) {
  House house;
  Browser browser(house);
  const auto page = browser.get(destination(browser.get(authorize_url("chat"))));
  house.store.set_available(false);

  const auto answer = browser.post(
      "/login",
      {{"flow", field(page, "flow")}, {"token", field(page, "token")}, {"address", "a@minbzk.nl"}});

  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.headers.has("Retry-After"));
  EXPECT_EQ(browser.get("/.well-known/openid-configuration").status, 200);
  EXPECT_EQ(browser.get("/jwks").status, 200);
}

TEST(Login_Design3, NothingIsStoredBeforeSomeoneIsAuthenticatedButRateCounters) {
  House house;
  Browser browser(house);
  const auto page = browser.get(destination(browser.get(authorize_url("chat"))));
  browser.post(
      "/login",
      {{"flow", field(page, "flow")}, {"token", field(page, "token")}, {"address", "a@minbzk.nl"}});

  ASSERT_FALSE(house.store.names().empty());
  for (const auto& listed : house.store.names())
    EXPECT_TRUE(listed.name.starts_with("rl:")) << listed.name.substr(0, 3);
}

TEST(Login_Design3, TheFlowCookieForgetsTheAddressWhenSheIsIn) {
  House house;
  Browser browser(house);
  const auto page = browser.get(destination(browser.get(authorize_url("chat"))));
  std::map<std::string, std::string> form{{"flow", field(page, "flow")},
                                          {"token", field(page, "token")}};
  form["address"] = "j.devries@minbzk.nl";
  browser.post("/login", form);
  const auto before = flow_of(house, browser, form["flow"]);
  form["code"] = house.mails.last_code();

  browser.post("/login/code", form);

  const auto afterwards = flow_of(house, browser, form["flow"]);
  EXPECT_EQ(before.connector, "mail");
  EXPECT_NE(before.memory.find("j.devries"), std::string::npos);
  EXPECT_EQ(afterwards.connector, "");
  EXPECT_EQ(afterwards.memory, "");
}

TEST(Login_Asvs_3_5, AFormWithoutTheFlowsTokenIsRefused) {
  House house;
  Browser browser(house);
  const auto page = browser.get(destination(browser.get(authorize_url("chat"))));

  const auto answer = browser.post("/login", {{"flow", field(page, "flow")},
                                              {"token", "AAAAAAAAAAAAAAAAAAAAAA"},
                                              {"address", "a@minbzk.nl"}});

  EXPECT_EQ(answer.status, 400);
  EXPECT_TRUE(house.mails.mails.empty());
}

TEST(Login_Asvs_7_2, ALoginMakesANewSessionAndEndsTheOldOne) {
  House house;
  Browser browser(house);
  browser.log_in("chat", "a@minbzk.nl");
  Browser thief(house);
  thief.cookies = browser.cookies;

  house.clock.advance(1s);
  browser.log_in("chat", "a@minbzk.nl", "&prompt=login");

  EXPECT_NE(thief.cookies.at("__Host-session"), browser.cookies.at("__Host-session"));
  EXPECT_TRUE(destination(thief.get(authorize_url("chat"))).starts_with("/login"));
}

TEST(Login_OidcCore_3_1_2_1, PromptNoneWithoutASessionIsLoginRequired) {
  House house;
  Browser browser(house);

  const auto url = destination(browser.get(authorize_url("chat", "&prompt=none")));

  EXPECT_EQ(parameter(url, "error"), "login_required");
  EXPECT_EQ(parameter(url, "iss"), "https://login.example");
  EXPECT_EQ(parameter(url, "state"), "s");
}

TEST(Login_OidcCore_3_1_2_1, PromptLoginAsksAgainAndThenAnswers) {
  House house;
  Browser browser(house);
  browser.log_in("chat", "a@minbzk.nl");

  house.clock.advance(1s);
  const auto finished = browser.log_in("chat", "a@minbzk.nl", "&prompt=login");

  EXPECT_EQ(house.mails.mails.size(), 2u);
  EXPECT_FALSE(sub_of(house, "chat", finished).empty());
}

TEST(Login_OidcCore_3_1_2_1, MaxAgeIsJudgedOnTheTimeThatTheServiceSees) {
  House house;
  house.clock.set(
      crypto::TimePoint{std::chrono::seconds{1767225600 + 600}});  // ten minutes past a quarter
  Browser browser(house);
  browser.log_in("chat", "a@minbzk.nl");
  house.clock.advance(1min);

  // chat caused the login and sees it a minute old; portal sees it rounded down, eleven minutes
  // old.
  EXPECT_TRUE(destination(browser.get(authorize_url("chat", "&max_age=300")))
                  .starts_with("https://chat.example/"));
  EXPECT_TRUE(
      destination(browser.get(authorize_url("portal", "&max_age=300"))).starts_with("/login"));
}

TEST(Login_OidcCore_3_1_2_1, AnAcrThatTheLoginDoesNotReachIsRefused) {
  House house;
  Browser browser(house);

  const auto page = browser.log_in("chat", "a@minbzk.nl", "&acr_values=urn:sluis:federated");

  EXPECT_EQ(house.mails.mails.size(), 1u) << "she came as far as the code";
  EXPECT_GE(page.status, 400);
  EXPECT_LT(page.status, 500);
  EXPECT_EQ(destination(page), "");
  ASSERT_FALSE(house.events.empty());
  EXPECT_EQ(house.events.back().refusal, Refusal::acr_too_weak);
  EXPECT_FALSE(browser.cookies.contains("__Host-session"));
}

TEST(Login_OidcCore_3_1_2_1, ASessionServesAnotherServiceOnlyIfItsAcrReaches) {
  House house;
  Browser browser(house);
  browser.log_in("chat", "a@minbzk.nl");

  const auto weak = browser.get(authorize_url("portal", "&acr_values=urn:sluis:mail"));
  const auto strong = browser.get(authorize_url("portal", "&acr_values=urn:sluis:federated"));

  EXPECT_TRUE(destination(weak).starts_with("https://portal.example/"));
  EXPECT_TRUE(destination(strong).starts_with("/login"));
}

TEST(Login_OidcCore_3_1_2_1, APostComesBackAsAGetThatSeesTheSession) {
  House house;
  Browser browser(house);
  browser.log_in("chat", "a@minbzk.nl");
  std::map<std::string, std::string> form;
  const auto url = authorize_url("portal");
  for (const char* name : {"client_id", "redirect_uri", "response_type", "scope", "state", "nonce",
                           "code_challenge", "code_challenge_method"}) {
    form[name] = parameter(url, name);
  }
  // From another site no Lax cookie comes along.
  Browser other_site(house);
  const auto answer = other_site.post("/authorize", form);
  browser.cookies.merge(other_site.cookies);

  const auto finished = browser.get(destination(answer));

  EXPECT_FALSE(sub_of(house, "portal", finished).empty());
}

TEST(Login_Design6, AfterAFormPostSheLeavesByAPageAndNotByARedirect) {
  House house;
  Browser browser(house);

  const auto finished = browser.log_in("chat", "a@minbzk.nl");

  EXPECT_EQ(finished.status, 200);
  EXPECT_TRUE(destination(finished).starts_with("https://chat.example/cb?"));
}

TEST(Login_BackAndReload, AfterTheLoginEveryStepLeadsOnToTheService) {
  House house;
  Browser browser(house);
  const auto where = destination(browser.get(authorize_url("chat")));
  const auto page = browser.get(where);
  const std::map<std::string, std::string> hidden{{"flow", field(page, "flow")},
                                                  {"token", field(page, "token")}};
  auto form = hidden;
  form["address"] = "a@minbzk.nl";
  const auto code_page = destination(browser.post("/login", form));
  form = hidden;
  form["code"] = house.mails.last_code();
  browser.post("/login/code", form);

  EXPECT_TRUE(destination(browser.get(where)).starts_with("https://chat.example/"));
  EXPECT_EQ(destination(browser.get(code_page)), where);
  EXPECT_EQ(destination(browser.post("/login/code", form)), where);
}

TEST(Login_TwoTabs, EachFlowKeepsItsOwnQuestion) {
  House house;
  Browser browser(house);
  const auto one = browser.get(destination(browser.get(authorize_url("chat"))));
  const auto other = browser.get(destination(browser.get(authorize_url("portal"))));
  ASSERT_NE(field(one, "flow"), field(other, "flow"));

  browser.post(
      "/login",
      {{"flow", field(one, "flow")}, {"token", field(one, "token")}, {"address", "a@minbzk.nl"}});
  const auto code_for_one = house.mails.last_code();
  browser.post("/login", {{"flow", field(other, "flow")},
                          {"token", field(other, "token")},
                          {"address", "a@minbzk.nl"}});
  const auto code_for_other = house.mails.last_code();
  const auto finished = browser.post(
      "/login/code",
      {{"flow", field(one, "flow")}, {"token", field(one, "token")}, {"code", code_for_one}});
  const auto finished_other = browser.post(
      "/login/code",
      {{"flow", field(other, "flow")}, {"token", field(other, "token")}, {"code", code_for_other}});

  EXPECT_TRUE(destination(finished).starts_with("https://chat.example/"));
  EXPECT_FALSE(sub_of(house, "chat", finished).empty());
  EXPECT_TRUE(destination(finished_other).starts_with("https://portal.example/"));
  EXPECT_FALSE(sub_of(house, "portal", finished_other).empty());
}

TEST(Login_NoPersonNoUse, ATokenDiesWithThePerson) {
  House house;
  Browser browser(house);
  const auto finished = browser.log_in("chat", "a@minbzk.nl");
  const auto token = json_member(
      exchange(house, "chat", parameter(destination(finished), "code")).body, "access_token");
  const auto userinfo = [&] {
    http::Request request;
    request.method = "GET";
    request.path = "/userinfo";
    request.headers.add("Authorization", "Bearer " + token);
    return house.answer(request).status;
  };
  ASSERT_EQ(userinfo(), 200);

  for (const auto& listed : house.store.names()) {
    if (listed.name.starts_with("pe:")) run(house.store.take(listed.name));
  }

  EXPECT_EQ(userinfo(), 401);
  EXPECT_TRUE(destination(browser.get(authorize_url("chat"))).starts_with("/login"));
}

TEST(Login_OneLinePerLogin, TheEventNamesConnectorAndClientAndNothingPersonal) {
  House house;
  Browser(house).log_in("chat", "a@minbzk.nl");

  int logins = 0;
  for (const auto& event : house.events) {
    if (event.kind != Event::Kind::login) continue;
    ++logins;
    EXPECT_EQ(event.client, "chat");
    EXPECT_EQ(event.connector, "mail");
  }
  EXPECT_EQ(logins, 1);
}

TEST(Login_OpenRedirect_Bcp240_4_11, AnUnregisteredAddressGetsAPage) {
  House house;
  Browser browser(house);

  const auto answer = browser.get(
      "/authorize?client_id=chat&redirect_uri=https%3A%2F%2Fevil.example%2Fcb&response_type=code&"
      "scope=openid");

  EXPECT_EQ(answer.status, 400);
  EXPECT_FALSE(answer.headers.has("Location"));
  EXPECT_EQ(answer.body.find("evil.example"), std::string::npos);
}

}  // namespace
}  // namespace sluis::tests
