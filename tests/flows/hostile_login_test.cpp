// What another site, another tab, another service or an impatient finger can do to a login.

#include <gtest/gtest.h>

#include <chrono>

#include "tests/flows/house.h"

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;

std::map<std::string, std::string> request_form(const std::string& more = "") {
  const auto url = authorize_url("chat", more);
  std::map<std::string, std::string> form;
  for (const char* name : {"client_id", "redirect_uri", "response_type", "scope", "state", "nonce",
                           "code_challenge", "code_challenge_method", "prompt"}) {
    if (const auto value = parameter(url, name); !value.empty()) form[name] = value;
  }
  return form;
}

/// The hidden fields of a login that has begun.
std::map<std::string, std::string> begun(Browser& browser, const std::string& more = "") {
  const auto page = browser.get(destination(browser.get(authorize_url("chat", more))));
  return {{"flow", field(page, "flow")}, {"token", field(page, "token")}};
}

TEST(PostedRequest_Design3, WritesNoCookieHoweverOftenItComes) {
  House house;
  Browser other_site(house);

  for (int count = 0; count < 20; ++count) other_site.post("/authorize", request_form());

  EXPECT_TRUE(other_site.cookies.empty());
}

TEST(PostedRequest_Design3, ItsGetKeepsAtMostFourFlows) {
  House house;
  Browser browser(house);

  for (int count = 0; count < 20; ++count) {
    const auto answer = browser.post("/authorize", request_form());
    EXPECT_EQ(browser.get(destination(answer)).status, 303);
    house.clock.advance(1s);
  }

  EXPECT_EQ(browser.cookies.size(), 4u);
}

TEST(PostedRequest_Design3, PromptNoneLeavesNothingBehind) {
  House house;
  Browser browser(house);

  const auto answer =
      browser.get(destination(browser.post("/authorize", request_form("&prompt=none"))));

  EXPECT_EQ(parameter(destination(answer), "error"), "login_required");
  EXPECT_TRUE(browser.cookies.empty());
}

TEST(PostedRequest_Design3, AForgedOneIsRefused) {
  House house;
  Browser browser(house);
  auto where = destination(browser.post("/authorize", request_form()));
  where.back() = where.back() == 'A' ? 'B' : 'A';

  EXPECT_EQ(browser.get(where).status, 400);
}

TEST(PostedRequest_Design3, AnOldOneIsRefused) {
  House house;
  Browser browser(house);
  const auto where = destination(browser.post("/authorize", request_form()));
  house.clock.advance(16min);

  EXPECT_EQ(browser.get(where).status, 400);
}

TEST(Prompt_OidcCore_3_1_2_1, LoginIsNotSatisfiedByALoginMadeForAnotherService) {
  House house;
  Browser browser(house);
  const auto waiting = destination(browser.get(authorize_url("chat", "&prompt=login")));
  house.clock.advance(1s);
  ASSERT_FALSE(sub_of(house, "portal", browser.log_in("portal", "a@minbzk.nl")).empty());

  const auto page = browser.get(waiting);

  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.body.contains("name=\"address\""));
}

TEST(DoubleClick, TheSecondPressLeadsOn) {
  House house;
  Browser browser(house);
  auto form = begun(browser);
  form["address"] = "a@minbzk.nl";
  browser.post("/login", form);
  form.erase("address");
  form["code"] = house.mails.last_code();
  const auto before = browser.cookies;
  browser.post("/login/code", form);
  const auto after = browser.cookies;
  browser.cookies = before;  // sent before the first answer was there

  const auto second = browser.post("/login/code", form);

  EXPECT_EQ(second.status, 303);
  EXPECT_EQ(house.events.back().kind, Event::Kind::refused);
  EXPECT_EQ(house.events.back().refusal, Refusal::flow_used);
  browser.cookies = after;
  EXPECT_FALSE(sub_of(house, "chat", browser.get(destination(second))).empty());
}

TEST(FlowCookie_Design3, TheLongestStateAndTheLongestAddressGoThrough) {
  House house;
  Browser browser(house);
  auto url = authorize_url("chat", "&ui_locales=nl-NL%20en-GB%20fr-FR%20de-DE&max_age=100000");
  url.replace(url.find("&state=s"), 8, "&state=" + std::string(1024, 's'));
  url.replace(url.find("&nonce=n"), 8, "&nonce=" + std::string(64, 'n'));
  const auto page = browser.get(destination(browser.get(url)));
  std::map<std::string, std::string> form{{"flow", field(page, "flow")},
                                          {"token", field(page, "token")}};
  form["address"] = std::string(64, 'a') + "@minbzk.nl";
  const auto sent = browser.post("/login", form);
  ASSERT_EQ(sent.status, 303);
  form.erase("address");
  form["code"] = house.mails.last_code();

  const auto finished = browser.post("/login/code", form);

  EXPECT_EQ(parameter(destination(finished), "state"), std::string(1024, 's'));
  EXPECT_FALSE(sub_of(house, "chat", finished).empty());
}

TEST(Reload, AFlowWhoseConnectorIsGoneIsRefusedAndNotBroken) {
  House house;
  Browser browser(house);
  auto form = begun(browser);
  form["address"] = "a@minbzk.nl";
  browser.post("/login", form);

  house.rename_connector("other");
  form["code"] = "12345678";

  EXPECT_EQ(browser.post("/login/code", form).status, 400);
  EXPECT_EQ(browser.get("/login/code?flow=" + form["flow"]).status, 400);
  for (const auto& event : house.events) EXPECT_NE(event.kind, Event::Kind::broken);
}

TEST(Session_Design5, DiesWhenItsEntryDemandsMore) {
  House house;
  Browser browser(house);
  browser.log_in("chat", "a@minbzk.nl");
  ASSERT_TRUE(
      destination(browser.get(authorize_url("portal"))).starts_with("https://portal.example/"));

  house.demand("urn:sluis:federated");

  EXPECT_TRUE(destination(browser.get(authorize_url("portal"))).starts_with("/login"));
}

}  // namespace
}  // namespace sluis::tests
