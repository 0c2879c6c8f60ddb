// An organisation with two ways in: she chooses one, for the address that she typed.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/flows/house.h"

namespace sluis::tests {
namespace {

constexpr const char* kAddress = "j.devries@minbzk.nl";

class Choice_Design3 : public testing::Test {
 protected:
  Choice_Design3() {
    house_.offer({"mail", "post"});
    const auto page = browser_.get(destination(browser_.get(authorize_url("chat"))));
    hidden_ = {{"flow", field(page, "flow")}, {"token", field(page, "token")}};
    page_ = browser_.get(destination(post("/login", {{"address", kAddress}})));
  }

  http::Response post(const std::string& path, std::map<std::string, std::string> form) {
    form.insert(hidden_.begin(), hidden_.end());
    return browser_.post(path, form);
  }

  /// One of the buttons.
  http::Response choose(const std::string& connector) {
    return post("/login", {{"organisation", "minbzk.nl"}, {"connector", connector}});
  }

  House house_;
  Browser browser_{house_};
  std::map<std::string, std::string> hidden_;
  http::Response page_;
};

TEST_F(Choice_Design3, OffersWhatTheEntryNamesAndSendsNothingYet) {
  EXPECT_EQ(page_.status, 200);
  EXPECT_NE(page_.body.find("name=\"connector\" value=\"mail\""), std::string::npos);
  EXPECT_NE(page_.body.find("name=\"connector\" value=\"post\""), std::string::npos);
  EXPECT_EQ(page_.body.find("value=\"other\""), std::string::npos);
  EXPECT_EQ(page_.body.find("j.devries"), std::string::npos) << "the cookie holds it, not the page";
  EXPECT_TRUE(house_.mails.mails.empty());
}

TEST_F(Choice_Design3, TheAddressThatWasTypedGetsTheCode) {
  choose("post");

  ASSERT_EQ(house_.mails.mails.size(), 1u);
  EXPECT_EQ(house_.mails.mails.front().to.expose(), kAddress);
  EXPECT_EQ(flow_of(house_, browser_, hidden_["flow"]).connector, "post");
}

TEST_F(Choice_Design3, TheCodeLeadsIn) {
  choose("post");

  const auto finished = post("/login/code", {{"code", house_.mails.last_code()}});

  EXPECT_EQ(sub_of(house_, "chat", finished).size(), 52u);
  const auto login = std::ranges::find(house_.events, Event::Kind::login, &Event::kind);
  ASSERT_NE(login, house_.events.end());
  EXPECT_EQ(login->connector, "post");
}

TEST_F(Choice_Design3, AConnectorThatTheEntryDoesNotNameIsRefused) {
  const auto answer = choose("other");

  EXPECT_GE(answer.status, 400);
  EXPECT_LT(answer.status, 500);
  ASSERT_FALSE(house_.events.empty());
  EXPECT_EQ(house_.events.back().refusal, Refusal::connector_not_permitted);
  EXPECT_TRUE(house_.mails.mails.empty());
}

TEST_F(Choice_Design3, AnAddressThatComesWithTheChoiceIsNotLookedAt) {
  post(
      "/login",
      {{"organisation", "minbzk.nl"}, {"connector", "mail"}, {"address", "someone.else@minaz.nl"}});

  ASSERT_EQ(house_.mails.mails.size(), 1u);
  EXPECT_EQ(house_.mails.mails.front().to.expose(), kAddress);
}

}  // namespace
}  // namespace sluis::tests
