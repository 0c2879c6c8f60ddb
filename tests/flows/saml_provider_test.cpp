// In by SAML, out by OpenID Connect: a provider whose answer a form of its own site posts, so that
// the browser leaves out what is Lax.

#include <gtest/gtest.h>

#include <algorithm>

#include "saml/own_keys.h"
#include "tests/flows/house.h"
#include "tests/upstream/lying_saml_provider.h"
#include "upstream/saml_answer.h"

namespace sluis::tests {
namespace {

constexpr const char* kConsumerPath = "/saml/acs/saml";

bool is_back_at_chat(const http::Response& response) {
  return destination(response).starts_with("https://chat.example/cb?");
}

class SamlProvider_Design3 : public testing::Test {
 protected:
  SamlProvider_Design3() { house_.offer({"saml"}); }

  /// As far as the page that leads to the provider.
  http::Response leave(const std::string& more = "") {
    const auto where = destination(browser_.get(authorize_url("chat", more)));
    const auto page = browser_.get(where);
    flow_ = field(page, "flow");
    return browser_.post(
        "/login",
        {{"flow", flow_}, {"token", field(page, "token")}, {"address", "anna@minbzk.nl"}});
  }

  std::string answer_to(const http::Response& leaving) {
    return provider_.authorize(destination(leaving));
  }

  http::Response log_in(const std::string& more = "") {
    return browser_.post_from_elsewhere(kConsumerPath, answer_to(leave(more)));
  }

  std::size_t sessions() {
    return static_cast<std::size_t>(std::ranges::count_if(
        house_.store.names(), [](const auto& one) { return one.name.starts_with("se:"); }));
  }

  House house_;
  Browser browser_{house_};
  saml::OwnKeys keys_{house_.keyring(), "login.example"};
  LyingSamlProvider provider_{house_.clock, keys_};
  std::string flow_;
};

using SamlProvider_Sam22 = SamlProvider_Design3;

TEST_F(SamlProvider_Design3, LeadsInAndToTheService) {
  const auto finished = log_in();

  ASSERT_TRUE(is_back_at_chat(finished)) << finished.body;
  EXPECT_EQ(sub_of(house_, "chat", finished).size(), 52U);
}

TEST_F(SamlProvider_Design3, IsTheSamePersonTheNextTime) {
  const auto first = sub_of(house_, "chat", log_in());
  browser_.cookies.clear();

  EXPECT_EQ(sub_of(house_, "chat", log_in()), first);
}

TEST_F(SamlProvider_Design3, LeavesByAPageSinceAFormBroughtHer) {
  const auto finished = log_in();

  EXPECT_EQ(finished.status, 200);
}

TEST_F(SamlProvider_Design3, OnlyThisFlowsCookieGoesWithFormsOfOthers) {
  const auto leaving = leave();

  for (const auto cookie : leaving.headers.all("Set-Cookie")) {
    const bool is_flow = cookie.starts_with("__Host-flow-" + flow_);
    EXPECT_EQ(cookie.contains("SameSite=None"), is_flow) << cookie;
  }
}

TEST_F(SamlProvider_Design3, ReloadGoesOnToTheService) {
  const auto form = answer_to(leave());
  browser_.post_from_elsewhere(kConsumerPath, form);

  const auto again = browser_.post_from_elsewhere(kConsumerPath, form);

  ASSERT_EQ(again.status, 303);
  EXPECT_TRUE(is_back_at_chat(browser_.get(destination(again))));
}

// Standards WEB-02. The browser did not say so when she came back.
TEST_F(SamlProvider_Design3, EndsTheSessionThatSheLeftWith) {
  log_in();
  ASSERT_EQ(sessions(), 1U);
  house_.clock.advance(std::chrono::seconds(1));

  ASSERT_TRUE(is_back_at_chat(log_in("&prompt=login")));

  EXPECT_EQ(sessions(), 1U);
}

TEST_F(SamlProvider_Design3, NoAnswerHelpsAnotherBrowser) {
  const auto form = answer_to(leave());
  Browser other(house_);

  EXPECT_EQ(other.post_from_elsewhere(kConsumerPath, form).status, 400);
  EXPECT_EQ(house_.events.back().refusal, Refusal::flow_unknown);
}

TEST_F(SamlProvider_Design3, NoOtherAddressWillDo) {
  const auto form = answer_to(leave());

  browser_.post_from_elsewhere("/saml/acs/other", form);

  EXPECT_EQ(house_.events.back().refusal, Refusal::issuer_mismatch);
}

TEST_F(SamlProvider_Design3, NoRedirectWillDoWhereAFormIsExpected) {
  const auto form = answer_to(leave());
  const auto relay_state = form.substr(form.find("&RelayState=") + 12);

  browser_.get("/login/callback/saml?state=" + relay_state);

  EXPECT_EQ(house_.events.back().refusal, Refusal::issuer_mismatch);
}

TEST_F(SamlProvider_Design3, MayNotSpeakForAnotherDomain) {
  provider_.lie = [](saml::Response&, saml::Assertion& assertion) {
    assertion.attributes[0].values = {"anna@elsewhere.nl"};
  };

  log_in();

  EXPECT_EQ(house_.events.back().refusal, Refusal::domain_not_listed);
}

TEST_F(SamlProvider_Design3, PublishesWhoWeAre) {
  const auto response = browser_.get("/saml/sp/saml/metadata");

  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.body.contains("https://login.example/saml/acs/saml"));
}

TEST_F(SamlProvider_Sam22, ASessionEndsWithTheLoginAtTheProvider) {
  const auto until = house_.clock.now() + std::chrono::minutes(20);
  provider_.lie = [until](saml::Response&, saml::Assertion& assertion) {
    assertion.authn_statements.at(0).session_not_on_or_after = until;
  };
  ASSERT_TRUE(is_back_at_chat(log_in()));

  house_.clock.set(until);
  EXPECT_TRUE(is_back_at_chat(browser_.get(authorize_url("chat"))));
  house_.clock.advance(upstream::kSamlSkew);
  EXPECT_FALSE(is_back_at_chat(browser_.get(authorize_url("chat"))));
  EXPECT_EQ(sessions(), 0U);
}

}  // namespace
}  // namespace sluis::tests
