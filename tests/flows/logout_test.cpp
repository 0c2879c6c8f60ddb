// Whole logouts: our session ends first, then her browser goes past all that knew it.

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "saml/names.h"
#include "tests/flows/house.h"
#include "tests/flows/saml_service.h"
#include "tests/saml/parties.h"
#include "tests/store/run_awaitable.h"
#include "tests/upstream/lying_saml_provider.h"

namespace sluis::tests {
namespace {

using downstream::NameIdKind;

constexpr const char* kAnna = "anna@minbzk.nl";

class Logout_Sam15 : public testing::Test {
 protected:
  Logout_Sam15() {
    house_.serve({wiki_.client(NameIdKind::persistent), vault_.client(NameIdKind::transient)});
  }

  void log_in_at_wiki() { wiki_.take(browser_.log_in_at(wiki_.login(), kAnna)); }
  void go_on_to_vault() { vault_.take(browser_.get(vault_.login())); }
  void go_on_to_chat() { browser_.get(authorize_url("chat")); }

  http::Response log_out_at_wiki() { return browser_.get(wiki_.logout()); }

  http::Response log_out_at_me() {
    const auto token = field(browser_.get("/me"), "token");
    return browser_.post("/me/logout", {{"token", token}});
  }

  bool is_logged_in() { return browser_.get("/me").status == 200; }

  void expect_everybody(const http::Response& response) {
    const auto outcome = wiki_.outcome(response);
    EXPECT_EQ(outcome.status.code, saml::status::kSuccess);
    EXPECT_EQ(outcome.status.second_code, std::nullopt);
  }

  void expect_not_everybody(const http::Response& response) {
    const auto outcome = wiki_.outcome(response);
    EXPECT_EQ(outcome.status.code, saml::status::kSuccess);
    EXPECT_EQ(outcome.status.second_code, saml::status::kPartialLogout);
  }

  House house_;
  Browser browser_{house_};
  SamlService wiki_{"wiki", house_, opening_key()};
  SamlService vault_{"vault", house_, second_opening_key()};
};

using Logout_Design3 = Logout_Sam15;
using Logout_Design9 = Logout_Sam15;
using Logout_Fetch4_4 = Logout_Sam15;
using Logout_Promise3 = Logout_Sam15;
using Logout_RpInitiated_2 = Logout_Sam15;
using Logout_Sam20 = Logout_Sam15;
using Logout_Web02 = Logout_Sam15;
using Logout_Xsw27 = Logout_Sam15;

TEST_F(Logout_Sam15, EndsTheSessionOfAServiceAlone) {
  log_in_at_wiki();

  const auto response = log_out_at_wiki();

  expect_everybody(response);
  EXPECT_EQ(parameter(destination(response), "RelayState"), "mine");
  EXPECT_EQ(wiki_.outcome(response).in_response_to, "_logout1");
  EXPECT_FALSE(is_logged_in());
  EXPECT_FALSE(browser_.cookies.contains("__Host-farewell"));
}

TEST_F(Logout_Sam15, TellsTheOtherServiceAndThenTheFirstThatAllIsDone) {
  log_in_at_wiki();
  go_on_to_vault();

  const auto told = log_out_at_wiki();
  ASSERT_TRUE(vault_.is_told(told)) << destination(told);
  const auto done = browser_.get(vault_.obey(told));

  const auto& index = vault_.assertion().authn_statements.at(0).session_index;
  EXPECT_EQ(vault_.told(told).name_id->value, vault_.assertion().name_id->value);
  EXPECT_EQ(vault_.told(told).session_indexes, std::vector<std::string>{index.value()});
  expect_everybody(done);
  EXPECT_EQ(parameter(destination(done), "RelayState"), "mine");
}

TEST_F(Logout_Promise3, TellsOneServiceNothingOfTheOther) {
  log_in_at_wiki();
  go_on_to_vault();

  const auto told = log_out_at_wiki();

  EXPECT_EQ(told.headers.get("Referrer-Policy"), "no-referrer");
  EXPECT_FALSE(destination(told).contains("wiki"));
  EXPECT_FALSE(destination(told).contains("_logout1"));
}

TEST_F(Logout_Sam15, TellsAServiceWithAPersistentName) {
  log_in_at_wiki();
  go_on_to_vault();

  const auto told = browser_.get(vault_.logout());

  ASSERT_TRUE(wiki_.is_told(told));
  EXPECT_EQ(wiki_.told(told).name_id->value, wiki_.assertion().name_id->value);
}

TEST_F(Logout_Sam20, EndsOurSessionBeforeAnybodyIsTold) {
  log_in_at_wiki();
  go_on_to_vault();

  log_out_at_wiki();

  EXPECT_FALSE(is_logged_in());
  EXPECT_TRUE(std::ranges::none_of(house_.store.names(), [](const auto& one) {
    return one.name.starts_with("se:") || one.name.starts_with("si:");
  }));
}

TEST_F(Logout_Design3, StoresNothingForIt) {
  log_in_at_wiki();
  go_on_to_vault();
  const auto before = house_.store.names().size();

  log_out_at_wiki();

  EXPECT_EQ(house_.store.names().size(), before - 3);  // the session, and its two services
}

TEST_F(Logout_Sam15, SaysSoWhereAServiceDidNotLogHerOut) {
  log_in_at_wiki();
  go_on_to_vault();
  const auto told = log_out_at_wiki();
  auto answer = vault_.answer_to(told);
  answer.status = {.code = std::string(saml::status::kResponder)};

  expect_not_everybody(browser_.get(vault_.sent(answer)));
}

TEST_F(Logout_Xsw27, SaysSoWhereTheAnswerIsNotSignedByTheService) {
  log_in_at_wiki();
  go_on_to_vault();
  const auto told = log_out_at_wiki();

  expect_not_everybody(browser_.get(vault_.sent_by(attacker_key(), vault_.answer_to(told))));
}

TEST_F(Logout_Xsw27, SaysSoWhereTheAnswerIsToAnotherQuestion) {
  log_in_at_wiki();
  go_on_to_vault();
  auto answer = vault_.answer_to(log_out_at_wiki());
  answer.in_response_to = "_another";

  expect_not_everybody(browser_.get(vault_.sent(answer)));
}

TEST_F(Logout_Sam15, SaysSoWhereAServiceOfAnotherProtocolKnewTheSession) {
  log_in_at_wiki();
  go_on_to_chat();

  expect_not_everybody(log_out_at_wiki());
}

TEST_F(Logout_Sam15, SaysNothingOfOthersWhereTheSessionBeganAtOurOwnPage) {
  browser_.log_in_at("/me/login", kAnna);
  wiki_.take(browser_.get(wiki_.login()));

  expect_everybody(log_out_at_wiki());
}

TEST_F(Logout_Sam15, SaysSoWhereTheBrowserShowsNoCookie) {
  log_in_at_wiki();
  auto elsewhere = Browser(house_);

  expect_not_everybody(elsewhere.get(wiki_.logout()));
  EXPECT_FALSE(is_logged_in());
}

TEST_F(Logout_Sam15, SaysSoWhereTheSessionIsGoneAndNobodyKnowsWhoKnewIt) {
  log_in_at_wiki();
  go_on_to_vault();
  house_.clock.advance(std::chrono::hours(2));

  expect_not_everybody(log_out_at_wiki());
}

TEST_F(Logout_Sam15, LeavesTheSessionOfAnotherLoginAlone) {
  log_in_at_wiki();
  const auto first = wiki_.logout();
  browser_.cookies.clear();
  browser_.log_in_at(wiki_.login(), "bea@minbzk.nl");

  expect_not_everybody(browser_.get(first));

  EXPECT_TRUE(is_logged_in());
}

TEST_F(Logout_Sam15, EndsTheSessionOfThisBrowserWhereSheIsNamedAlone) {
  log_in_at_wiki();

  const auto response = browser_.get(wiki_.logout_by_name());

  expect_not_everybody(response);  // nobody knows what other browsers she has
  EXPECT_FALSE(is_logged_in());
}

TEST_F(Logout_Sam15, EndsTheSessionOfThisBrowserByATransientName) {
  log_in_at_wiki();
  go_on_to_vault();

  browser_.get(vault_.logout_by_name());

  EXPECT_FALSE(is_logged_in());
}

TEST_F(Logout_Xsw27, EndsNoSessionOfAnotherPersonWhereSheIsNamedAlone) {
  log_in_at_wiki();
  const auto hers = wiki_.logout_by_name();
  browser_.cookies.clear();
  wiki_.take(browser_.log_in_at(wiki_.login(), "bea@minbzk.nl"));

  const auto response = browser_.get(hers);

  EXPECT_EQ(wiki_.outcome(response).status.code, saml::status::kResponder);
  EXPECT_TRUE(is_logged_in());
}

TEST_F(Logout_Sam15, SaysThatItCannotFindSessionsByANameAlone) {
  log_in_at_wiki();
  auto elsewhere = Browser(house_);

  const auto response = elsewhere.get(wiki_.logout_by_name());

  EXPECT_EQ(wiki_.outcome(response).status.second_code, saml::status::kRequestUnsupported);
  EXPECT_TRUE(is_logged_in());
}

TEST_F(Logout_Sam15, SaysSoWhereThePersonHasBeenForgotten) {
  log_in_at_wiki();
  go_on_to_vault();
  for (const auto& record : house_.store.names()) {
    if (record.name.starts_with("pe:")) run(house_.store.take(record.name));
  }

  expect_not_everybody(log_out_at_wiki());
  EXPECT_FALSE(is_logged_in());
}

TEST_F(Logout_Design9, TellsOthersWhereOneIsNoLongerConfigured) {
  log_in_at_wiki();
  go_on_to_vault();
  const auto told = log_out_at_wiki();
  house_.serve({wiki_.client(NameIdKind::persistent)});

  const auto refused = browser_.get(vault_.obey(told));
  const auto again = browser_.get(wiki_.logout());

  EXPECT_EQ(refused.status, 400);
  expect_not_everybody(again);
}

TEST_F(Logout_Sam15, IsHarmlessToReloadOnTheWay) {
  log_in_at_wiki();
  go_on_to_vault();
  const auto told = log_out_at_wiki();

  const auto again = browser_.get(wiki_.logout());

  ASSERT_TRUE(vault_.is_told(again));
  EXPECT_EQ(vault_.told(again).id, vault_.told(told).id);
  expect_everybody(browser_.get(vault_.obey(again)));
}

TEST_F(Logout_Sam15, IsHarmlessToReloadAtTheEnd) {
  log_in_at_wiki();
  go_on_to_vault();
  const auto answer = vault_.obey(log_out_at_wiki());
  browser_.get(answer);

  expect_everybody(browser_.get(answer));
  expect_everybody(browser_.get(wiki_.logout()));
}

TEST_F(Logout_Sam15, TakesNoAnswerThatNobodyWaitsForWhileSheIsLoggedIn) {
  log_in_at_wiki();
  go_on_to_vault();
  const auto answer = vault_.obey(log_out_at_wiki());
  browser_.cookies.clear();
  log_in_at_wiki();

  const auto page = browser_.get(answer);

  EXPECT_EQ(page.status, 400);
  EXPECT_EQ(house_.events.back().refusal, Refusal::saml_in_response_to);
  EXPECT_TRUE(is_logged_in());
}

TEST_F(Logout_Sam15, ShowsAPageToOneWhoComesBackTooLate) {
  log_in_at_wiki();
  go_on_to_vault();
  const auto answer = vault_.obey(log_out_at_wiki());
  house_.clock.advance(std::chrono::minutes(6));

  const auto page = browser_.get(answer);

  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.body.contains("Ook andere diensten"));
}

TEST_F(Logout_Fetch4_4, LeavesByAPageNowAndThenSoThatNoBrowserGivesUp) {
  std::vector<std::unique_ptr<SamlService>> many;
  std::vector<downstream::SamlClient> clients{wiki_.client(NameIdKind::persistent)};
  for (int number = 0; number < 8; ++number) {
    many.push_back(
        std::make_unique<SamlService>("s" + std::to_string(number), house_, second_opening_key()));
    clients.push_back(many.back()->client(NameIdKind::persistent));
  }
  house_.serve(std::move(clients));
  log_in_at_wiki();
  for (const auto& one : many) one->take(browser_.get(one->login()));

  auto response = log_out_at_wiki();
  int in_a_row = 1;
  int longest = 1;
  for (const auto& one : many) {
    ASSERT_TRUE(one->is_told(response)) << destination(response);
    in_a_row = response.status == 200 ? 1 : in_a_row + 2;
    longest = std::max(longest, in_a_row);
    response = browser_.get(one->obey(response));
  }

  expect_everybody(response);
  EXPECT_LT(longest, 20);
  EXPECT_LT(in_a_row, 2 * 8);
}

TEST_F(Logout_Web02, AtOurOwnPageTellsEachAndNamesThem) {
  log_in_at_wiki();
  go_on_to_vault();
  go_on_to_chat();

  const auto leaving = log_out_at_me();
  EXPECT_EQ(leaving.status, 200);  // DESIGN 6: a form brought her
  ASSERT_TRUE(vault_.is_told(leaving));
  const auto next = browser_.get(vault_.obey(leaving));
  ASSERT_TRUE(wiki_.is_told(next));
  auto refusal = wiki_.answer_to(next);
  refusal.status = {.code = std::string(saml::status::kResponder)};
  const auto page = browser_.get(wiki_.sent(refusal));

  EXPECT_EQ(page.status, 200);
  const auto note = page.body.find("class=\"note\"");
  EXPECT_LT(page.body.find("Dienst vault"), note);
  EXPECT_GT(page.body.find("Dienst wiki"), note);
  EXPECT_GT(page.body.find("Dienst chat"), note);
  // A code by mail: her organisation has no session.
  EXPECT_FALSE(page.body.contains("Ministerie minbzk.nl"));
  EXPECT_FALSE(is_logged_in());
}

TEST_F(Logout_Web02, AtOurOwnPageSaysThatAllIsDone) {
  browser_.log_in_at("/me/login", kAnna);

  const auto page = log_out_at_me();

  EXPECT_EQ(page.status, 200);
  EXPECT_FALSE(page.body.contains("class=\"note\""));
  EXPECT_EQ(page.headers.get("Clear-Site-Data"), "\"cache\"");
  EXPECT_FALSE(browser_.cookies.contains("__Host-session"));
  EXPECT_EQ(house_.events.back().kind, Event::Kind::logout);
}

TEST_F(Logout_RpInitiated_2, TellsTheOthersAndGoesBack) {
  const auto finished = browser_.log_in("chat", kAnna);
  vault_.take(browser_.get(vault_.login()));
  const auto code = parameter(destination(finished), "code");
  const auto hint = json_member(exchange(house_, "chat", code).body, "id_token");

  const auto told = browser_.get(
      "/logout?state=s&post_logout_redirect_uri=https%3A%2F%2Fchat.example%2F&id_token_hint=" +
      hint);
  ASSERT_TRUE(vault_.is_told(told));
  const auto back = browser_.get(vault_.obey(told));

  EXPECT_EQ(destination(back), "https://chat.example/?state=s");
  EXPECT_FALSE(is_logged_in());
  EXPECT_EQ(house_.events.back().kind, Event::Kind::logout);
  EXPECT_EQ(house_.events.back().client, "chat");
}

TEST_F(Logout_RpInitiated_2, TellsTheOthersOnceSheHasAgreed) {
  browser_.log_in("chat", kAnna);
  vault_.take(browser_.get(vault_.login()));
  const auto question = browser_.get("/logout?client_id=chat");

  const auto leaving =
      browser_.post("/logout", {{"token", field(question, "token")}, {"client_id", "chat"}});
  ASSERT_TRUE(vault_.is_told(leaving));
  const auto page = browser_.get(vault_.obey(leaving));

  EXPECT_TRUE(page.body.contains("Dienst vault"));
  EXPECT_TRUE(page.body.contains("Dienst chat"));
  EXPECT_FALSE(is_logged_in());
}

TEST_F(Logout_RpInitiated_2, LeavesByAPageAfterAPost) {
  const auto finished = browser_.log_in("chat", kAnna);
  const auto code = parameter(destination(finished), "code");
  const auto hint = json_member(exchange(house_, "chat", code).body, "id_token");

  const auto page = browser_.post(
      "/logout", {{"id_token_hint", hint}, {"post_logout_redirect_uri", "https://chat.example/"}});

  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(destination(page), "https://chat.example/");
}

/// In by a SAML provider; the wiki, and who else is told.
class ProviderLogout_Sam15 : public testing::Test {
 protected:
  ProviderLogout_Sam15() {
    house_.offer({"saml"});
    house_.serve({wiki_.client(NameIdKind::persistent)});
  }

  void log_in() {
    const auto page = browser_.get(destination(browser_.get(wiki_.login())));
    const auto leaving = browser_.post(
        "/login",
        {{"flow", field(page, "flow")}, {"token", field(page, "token")}, {"address", kAnna}});
    wiki_.take(
        browser_.post_from_elsewhere("/saml/acs/saml", provider_.authorize(destination(leaving))));
  }

  bool is_logged_in() { return browser_.get("/me").status == 200; }

  House house_;
  Browser browser_{house_};
  SamlService wiki_{"wiki", house_, opening_key()};
  saml::OwnKeys keys_{house_.keyring(), "login.example"};
  LyingSamlProvider provider_{house_.clock, keys_};
};

using ProviderLogout_Promise2 = ProviderLogout_Sam15;
using ProviderLogout_Xsw27 = ProviderLogout_Sam15;

TEST_F(ProviderLogout_Sam15, TellsTheProviderLastAndSaysNothingOfItToTheService) {
  log_in();

  const auto told = browser_.get(wiki_.logout());
  ASSERT_TRUE(destination(told).starts_with(std::string(kLogout) + "?SAMLRequest="))
      << destination(told);
  const auto request = provider_.told(destination(told));
  const auto done = browser_.get(provider_.obey(request));

  EXPECT_EQ(request.name_id->value, "k7x");
  EXPECT_FALSE(is_logged_in());
  EXPECT_EQ(wiki_.outcome(done).status.code, saml::status::kSuccess);
  EXPECT_EQ(wiki_.outcome(done).status.second_code, std::nullopt);
}

TEST_F(ProviderLogout_Sam15, IsNoParticipantWhoseSilenceAServiceHearsOf) {
  log_in();
  const auto request = provider_.told(destination(browser_.get(wiki_.logout())));

  auto answer = provider_.answer_to(request);
  answer.status = {.code = std::string(saml::status::kResponder)};

  const auto done = browser_.get(provider_.sent(answer));

  EXPECT_EQ(wiki_.outcome(done).status.second_code, std::nullopt);
}

TEST_F(ProviderLogout_Promise2, KeepsNothingOfANameThatCouldBeAnAddress) {
  for (const auto& [format, value] :
       {std::pair{saml::name_id_format::kEmailAddress, "anna@minbzk.nl"},
        std::pair{saml::name_id_format::kUnspecified, "anna"},
        std::pair{saml::name_id_format::kPersistent, "anna@minbzk.nl"}}) {
    provider_.lie = [&](saml::Response&, saml::Assertion& assertion) {
      assertion.name_id = saml::NameId{.value = value, .format = std::string(format)};
    };
    log_in();

    const auto done = browser_.get(wiki_.logout());

    EXPECT_EQ(wiki_.outcome(done).status.code, saml::status::kSuccess) << format;
    EXPECT_FALSE(browser_.cookies.contains("__Host-farewell"));
  }
}

TEST_F(ProviderLogout_Sam15, EndsTheSessionThatCameFromItAndTellsTheServices) {
  log_in();

  const auto told = browser_.get(provider_.log_out());
  ASSERT_TRUE(wiki_.is_told(told)) << destination(told);
  const auto done = browser_.get(wiki_.obey(told));

  EXPECT_FALSE(is_logged_in());
  const auto outcome = provider_.outcome(destination(done));
  EXPECT_EQ(outcome.status.code, saml::status::kSuccess);
  EXPECT_EQ(outcome.status.second_code, std::nullopt);
  EXPECT_EQ(outcome.in_response_to, "_logout-of-provider");
}

TEST_F(ProviderLogout_Sam15, HearsThatAServiceDidNotLogHerOut) {
  log_in();
  const auto told = browser_.get(provider_.log_out());
  auto answer = wiki_.answer_to(told);
  answer.status = {.code = std::string(saml::status::kResponder)};

  const auto done = browser_.get(wiki_.sent(answer));

  EXPECT_EQ(provider_.outcome(destination(done)).status.second_code, saml::status::kPartialLogout);
}

TEST_F(ProviderLogout_Xsw27, EndsNoSessionOfAnotherName) {
  log_in();
  provider_.name_at_logout = "somebody-else";

  const auto done = browser_.get(provider_.log_out());

  EXPECT_EQ(provider_.outcome(destination(done)).status.second_code,
            saml::status::kUnknownPrincipal);
  EXPECT_TRUE(is_logged_in());
}

}  // namespace
}  // namespace sluis::tests
