// A person has herself forgotten: whatever acted for her is dead at once, and she comes back as
// somebody else. One test for each thing that acts for a person (DESIGN §3, "No person, no use").

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "saml/binding.h"
#include "saml/writing.h"
#include "tests/flows/house.h"
#include "tests/saml/parties.h"
#include "tests/store/run_awaitable.h"

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr const char* kAnna = "anna@minbzk.nl";

http::Response forget(Browser& browser) {
  const auto question = browser.get("/me/forget");
  return browser.post("/me/forget", {{"token", field(question, "token")}});
}

bool asks_for_a_login(const http::Response& response) {
  return destination(response).starts_with("/login");
}

bool leads_to(const http::Response& response, const std::string& client) {
  return destination(response).starts_with("https://" + client + ".example/cb?code=");
}

std::vector<std::string> names_in(House& house) {
  std::vector<std::string> names;
  for (const auto& listed : house.store.names()) names.push_back(listed.name);
  return names;
}

std::size_t count_of(House& house, std::string_view kind) {
  std::size_t found = 0;
  for (const auto& name : names_in(house)) found += name.starts_with(kind) ? 1 : 0;
  return found;
}

/// A question of the service that speaks SAML, without a signature.
std::string saml_question(const House& house) {
  const std::string xml =
      saml::to_xml(saml::AuthnRequest{.id = "_question1",
                                      .issue_instant = house.clock.now(),
                                      .issuer = "https://wiki.example/saml",
                                      .destination = "https://login.example/saml/sso",
                                      .consumer_url = "https://wiki.example/acs"});
  const std::string url = saml::redirect_url({.kind = saml::MessageKind::request,
                                              .location = "https://login.example/saml/sso",
                                              .xml = xml},
                                             provider_key());
  return "/saml/sso" + url.substr(url.find('?'), url.find("&SigAlg=") - url.find('?'));
}

/// Anna, logged in at chat.
class Forget_Promise4 : public testing::Test {
 protected:
  Forget_Promise4() : finished_(browser_.log_in("chat", kAnna)) {}

  std::string code() const { return parameter(destination(finished_), "code"); }

  House house_;
  Browser browser_{house_};
  http::Response finished_;
};

TEST_F(Forget_Promise4, LeavesNothingOfHerButTheMarkOfTheDay) {
  exchange(house_, "chat", code());

  ASSERT_EQ(forget(browser_).status, 200);

  EXPECT_EQ(count_of(house_, "id:") + count_of(house_, "pe:") + count_of(house_, "se:"), 0u);
  EXPECT_EQ(count_of(house_, "fo:"), 1u);
}

TEST_F(Forget_Promise4, TheNextLoginMakesSomebodyElseForEveryService) {
  const auto at_chat = sub_of(house_, "chat", finished_);
  const auto at_portal = sub_of(house_, "portal", browser_.get(authorize_url("portal")));

  forget(browser_);

  const auto again = sub_of(house_, "chat", browser_.log_in("chat", kAnna));
  const auto portal_again = sub_of(house_, "portal", browser_.get(authorize_url("portal")));
  ASSERT_EQ(again.size(), 52u);
  ASSERT_EQ(portal_again.size(), 52u);
  EXPECT_NE(again, at_chat);
  EXPECT_NE(portal_again, at_portal);
}

TEST_F(Forget_Promise4, EndsTheSessionOfThisBrowser) {
  ASSERT_TRUE(leads_to(browser_.get(authorize_url("portal")), "portal"));
  const auto cookies = browser_.cookies;

  forget(browser_);
  browser_.cookies = cookies;  // as one who kept the cookie

  EXPECT_TRUE(asks_for_a_login(browser_.get(authorize_url("portal"))));
  EXPECT_EQ(destination(browser_.get("/me")), "/me/login");
}

TEST_F(Forget_Promise4, EndsTheSessionOfAnotherBrowser) {
  Browser at_home(house_);
  at_home.log_in("chat", kAnna);
  ASSERT_TRUE(leads_to(at_home.get(authorize_url("portal")), "portal"));

  forget(browser_);

  EXPECT_TRUE(asks_for_a_login(at_home.get(authorize_url("portal"))));
  EXPECT_EQ(destination(at_home.get("/me")), "/me/login");
}

TEST_F(Forget_Promise4, EndsASessionThatHerRecordNoLongerLists) {
  for (std::size_t i = 0; i < identity::Person::kLimitSessions; ++i) {
    house_.clock.advance(6min);  // a mailbox gets three codes in a quarter of an hour
    ASSERT_TRUE(leads_to(Browser(house_).log_in("chat", kAnna), "chat"));
  }
  house_.clock.advance(6min);
  Browser newest(house_);
  newest.log_in("chat", kAnna);

  forget(newest);

  EXPECT_TRUE(asks_for_a_login(browser_.get(authorize_url("portal"))));
}

TEST_F(Forget_Promise4, ACodeThatSheWasGivenIsRefused) {
  forget(browser_);

  const auto answer = exchange(house_, "chat", code());

  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(json_member(answer.body, "error"), "invalid_grant");
}

TEST_F(Forget_Promise4, AnAccessTokenIsRefused) {
  const auto token = json_member(exchange(house_, "chat", code()).body, "access_token");
  http::Request request;
  request.method = "GET";
  request.path = "/userinfo";
  request.headers.add("Authorization", "Bearer " + token);
  ASSERT_EQ(house_.answer(request).status, 200);

  forget(browser_);

  EXPECT_EQ(house_.answer(request).status, 401);
}

TEST_F(Forget_Promise4, ASamlServiceGetsNoAnswerAboutHer) {
  Browser at_home(house_);
  at_home.log_in("chat", kAnna);
  ASSERT_TRUE(at_home.get(saml_question(house_)).body.contains("SAMLResponse"));

  forget(browser_);

  EXPECT_TRUE(asks_for_a_login(at_home.get(saml_question(house_))));
}

TEST_F(Forget_Promise4, APromptOfNoneIsAnsweredWithLoginRequired) {
  Browser at_home(house_);
  at_home.log_in("chat", kAnna);

  forget(browser_);

  const auto url = destination(at_home.get(authorize_url("chat", "&prompt=none")));
  EXPECT_EQ(parameter(url, "error"), "login_required");
}

TEST_F(Forget_Promise4, AFlowThatIsHalfWayEndsWithSomebodyElse) {
  const auto before = sub_of(house_, "chat", finished_);
  Browser at_home(house_);
  const auto page = at_home.get(destination(at_home.get(authorize_url("chat"))));
  const std::map<std::string, std::string> hidden{{"flow", field(page, "flow")},
                                                  {"token", field(page, "token")}};
  auto form = hidden;
  form["address"] = kAnna;
  at_home.post("/login", form);
  form = hidden;
  form["code"] = house_.mails.last_code();

  forget(browser_);

  const auto sub = sub_of(house_, "chat", at_home.post("/login/code", form));
  ASSERT_EQ(sub.size(), 52u);
  EXPECT_NE(sub, before);
}

TEST_F(Forget_Promise4, AFlowThatIsThroughLeadsNowhereByTheOldSession) {
  house_.clock.advance(1s);
  const auto where = destination(browser_.get(authorize_url("chat", "&prompt=login")));
  const auto cookies = browser_.cookies;

  forget(browser_);
  browser_.cookies = cookies;

  EXPECT_TRUE(browser_.get(where).body.contains("name=\"address\""));
}

TEST_F(Forget_Promise4, OnceADayHoweverOftenSheComesBack) {
  forget(browser_);
  browser_.log_in("chat", kAnna);
  house_.clock.advance(24h - 1min);
  browser_.log_in("chat", kAnna);

  const auto answer = forget(browser_);

  EXPECT_EQ(browser_.get("/me/forget").status, 429);
  EXPECT_NE(answer.status, 200);
  EXPECT_EQ(count_of(house_, "pe:"), 1u);
  house_.clock.advance(1min);
  EXPECT_EQ(forget(browser_).status, 200);
  EXPECT_EQ(house_.audited.size(), 4u);
}

TEST_F(Forget_Promise4, TheAuditLineNamesTheRecordThatIsGone) {
  std::string name;
  for (const auto& each : names_in(house_)) {
    if (each.starts_with("pe:")) name = each;
  }

  forget(browser_);

  ASSERT_EQ(house_.audited.size(), 2u);
  EXPECT_EQ(house_.audited[0].action, "person.forget.asked");
  EXPECT_EQ(house_.audited[0].object, name);
  EXPECT_EQ(house_.audited[1].action, "person.forget");
  EXPECT_EQ(house_.audited[1].object, name);
}

TEST_F(Forget_Promise4, WithoutItsLineNothingIsErasedAndSheMayTryAgain) {
  const auto before = names_in(house_);
  const auto question = browser_.get("/me/forget");
  house_.can_audit = false;

  const auto answer = browser_.post("/me/forget", {{"token", field(question, "token")}});

  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(house_.audited.empty());
  for (const auto& name : before) EXPECT_THAT(names_in(house_), testing::Contains(name));
  house_.can_audit = true;
  EXPECT_EQ(forget(browser_).status, 200);
}

TEST_F(Forget_Promise4, AStoreThatIsAwayIs503AndSheMayTryAgain) {
  const auto question = browser_.get("/me/forget");
  house_.store.set_available(false);
  EXPECT_EQ(browser_.post("/me/forget", {{"token", field(question, "token")}}).status, 503);
  house_.store.set_available(true);

  EXPECT_EQ(forget(browser_).status, 200);
}

/// Everything by which she can act without logging in: services by session, tokens, her page.
TEST(Promise4_OnlyALoginRenews, NeitherServicesNorTokensNorMe) {
  House house;
  Browser browser(house);
  const auto finished = browser.log_in("chat", kAnna);
  const auto end = house.clock.now() + days(90);

  for (int half_hour = 0; half_hour < 15; ++half_hour) {
    house.clock.advance(30min);
    const auto by_session = browser.get(authorize_url("portal"));
    ASSERT_TRUE(leads_to(by_session, "portal")) << half_hour;
    sub_of(house, "portal", by_session);
    ASSERT_TRUE(browser.get(saml_question(house)).body.contains("SAMLResponse"));
    ASSERT_EQ(browser.get("/me").status, 200);
    ASSERT_EQ(browser.get("/me/forget").status, 200);
  }

  for (const auto& listed : house.store.names()) {
    if (!listed.name.starts_with("id:") && !listed.name.starts_with("pe:")) continue;
    EXPECT_EQ(listed.left, end - house.clock.now()) << listed.name.substr(0, 3);
  }
}

/// {ring, store, address} is all there is to compute from: when the retention has passed the store
/// holds no octet of hers any more, and a ring alone has never known her.
TEST(Promise4_OnlyALoginRenews, AfterTheRetentionNothingIsLeftToComputeFrom) {
  House house;
  Browser browser(house);
  const auto first = sub_of(house, "chat", browser.log_in("chat", kAnna));
  house.clock.advance(7h);
  browser.get(authorize_url("portal"));
  house.clock.advance(days(90) - 7h - 1ms);
  ASSERT_EQ(count_of(house, "id:") + count_of(house, "pe:"), 2u) << "just before, she is there";

  house.clock.advance(1ms);

  EXPECT_EQ(names_in(house), std::vector<std::string>{"fence"});
  EXPECT_TRUE(asks_for_a_login(browser.get(authorize_url("chat"))));
  EXPECT_EQ(destination(browser.get("/me")), "/me/login");
  const auto stranger = sub_of(house, "chat", Browser(house).log_in("chat", kAnna));
  ASSERT_EQ(stranger.size(), 52u);
  EXPECT_NE(stranger, first);
}

}  // namespace
}  // namespace sluis::tests
