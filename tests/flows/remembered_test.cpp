// A device that remembers her organisation: what it is offered first, and what it may not do.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/flows/house.h"

namespace sluis::tests {
namespace {

using Form = std::map<std::string, std::string>;

constexpr const char* kCookie = "__Host-organisation";
constexpr const char* kAnna = "anna@minbzk.nl";  // whom the provider knows

bool leaves_for_provider(const http::Response& response) {
  return destination(response).starts_with("https://idp.example/authorize");
}

bool has_field(const http::Response& page) { return page.body.contains("name=\"address\""); }

class Remembered_Design5 : public testing::Test {
 protected:
  /// The sign-in page of a browser with this cookie, and the hidden fields of its first form.
  http::Response arrive(const std::string& remembered = "", const std::string& more = "") {
    if (!remembered.empty()) browser_.cookies[kCookie] = remembered;
    const auto page = browser_.get(destination(browser_.get(authorize_url("chat"))) + more);
    hidden_ = {{"flow", field(page, "flow")}, {"token", field(page, "token")}};
    return page;
  }

  /// What she comes to see: a page of ours that has an address of its own is fetched from there.
  http::Response post(Form form) {
    form.insert(hidden_.begin(), hidden_.end());
    const auto answer = browser_.post("/login", form);
    const auto where = destination(answer);
    return where.starts_with("/login?") ? browser_.get(where) : answer;
  }

  /// Presses the button that the page has.
  http::Response press(const http::Response& page) {
    Form form{{"organisation", field(page, "organisation")}};
    if (const auto connector = field(page, "connector"); !connector.empty()) {
      form["connector"] = connector;
    }
    return post(form);
  }

  std::string remembered() const {
    const auto cookie = browser_.cookies.find(kCookie);
    return cookie == browser_.cookies.end() ? std::string() : cookie->second;
  }

  /// What the flow's cookie keeps of her.
  std::string memory() { return flow_of(house_, browser_, hidden_["flow"]).memory; }

  House house_;
  Browser browser_{house_};
  Form hidden_;
};

TEST_F(Remembered_Design5, OnePressLeavesForTheProviderAndLeadsIn) {
  house_.offer({"idp"});
  const auto page = arrive("minbzk.nl");
  EXPECT_TRUE(page.body.contains("Verder bij Ministerie minbzk.nl"));
  EXPECT_FALSE(has_field(page));

  const auto left = press(page);

  ASSERT_TRUE(leaves_for_provider(left)) << left.status;
  const auto back = house_.provider.authorize(destination(left));
  const auto finished = browser_.get("/login/callback/idp?" + back);
  EXPECT_EQ(sub_of(house_, "chat", finished).size(), 52U);
}

TEST_F(Remembered_Design5, TheSamePersonByTheButtonAndByTheField) {
  house_.offer({"idp"});
  arrive();
  const auto typed = post({{"address", kAnna}});
  const auto in =
      browser_.get("/login/callback/idp?" + house_.provider.authorize(destination(typed)));
  Browser other(house_);
  std::swap(other.cookies, browser_.cookies);

  const auto pressed = press(arrive("minbzk.nl"));
  const auto again =
      browser_.get("/login/callback/idp?" + house_.provider.authorize(destination(pressed)));

  const auto first = sub_of(house_, "chat", in);
  EXPECT_FALSE(first.empty());
  EXPECT_EQ(sub_of(house_, "chat", again), first);
}

TEST_F(Remembered_Design5, APressCountsAsAVisit) {
  house_.offer({"idp"});
  const auto page = arrive("minbzk.nl");
  house_.observed.round_trips.clear();

  press(page);

  ASSERT_FALSE(house_.observed.round_trips.empty());
  EXPECT_EQ(house_.observed.round_trips.front(), ObservedStore::RoundTrip{"rl"});
}

TEST_F(Remembered_Design5, APressWithoutTheFlowsTokenIsRefused) {
  house_.offer({"idp"});
  const auto page = arrive("minbzk.nl");
  hidden_["token"] = "AAAAAAAAAAAAAAAAAAAAAA";

  const auto answer = press(page);

  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(house_.events.back().refusal, Refusal::token_mismatch);
  EXPECT_TRUE(house_.provider.requests.empty());
}

TEST_F(Remembered_Design5, TheTickMakesTheDeviceRememberTheDomainAlone) {
  house_.offer({"idp"});
  arrive();

  post({{"address", "J.deVries@MinBZK.nl"}, {"remember", "1"}});

  EXPECT_EQ(remembered(), "minbzk.nl");
}

TEST_F(Remembered_Design5, WithoutTheTickNothingIsRemembered) {
  house_.offer({"idp", "idp-2"});
  arrive();

  post({{"address", kAnna}});
  post({{"organisation", "minbzk.nl"}, {"connector", "idp-2"}});

  EXPECT_EQ(remembered(), "");
}

TEST_F(Remembered_Design5, AnotherOrganisationLeavesItAsItIs) {
  house_.offer({"idp"});
  arrive("minbzk.nl");

  post({{"address", "a@minaz.nl"}});

  EXPECT_EQ(remembered(), "minbzk.nl");
}

TEST_F(Remembered_Design5, AnotherOrganisationWithTheTickTakesItsPlace) {
  house_.offer({"idp"});
  arrive("minbzk.nl");

  post({{"address", "a@minaz.nl"}, {"remember", "1"}});

  EXPECT_EQ(remembered(), "minaz.nl");
}

TEST_F(Remembered_Design5, TheConnectorThatSheChoseLastIsOfferedFirst) {
  house_.offer({"idp", "idp-2"});
  arrive();
  post({{"address", kAnna}, {"remember", "1"}});
  post({{"organisation", "minbzk.nl"}, {"connector", "idp-2"}});

  const auto page = arrive();

  EXPECT_EQ(remembered(), "minbzk.nl/idp-2");
  EXPECT_EQ(field(page, "connector"), "idp-2");
  EXPECT_TRUE(page.body.contains("via Dienstverlener idp-2"));
  press(page);
  EXPECT_EQ(flow_of(house_, browser_, hidden_["flow"]).connector, "idp-2");
}

TEST_F(Remembered_Design5, TheChoiceStaysWithinReach) {
  house_.offer({"idp", "idp-2"});
  arrive("minbzk.nl/idp-2");

  const auto choice = post({{"organisation", "minbzk.nl"}});

  EXPECT_TRUE(choice.body.contains("name=\"connector\" value=\"idp\""));
  EXPECT_TRUE(choice.body.contains("name=\"connector\" value=\"idp-2\""));
  EXPECT_EQ(remembered(), "minbzk.nl/idp-2") << "until she chooses another one";
  post({{"organisation", "minbzk.nl"}, {"connector", "idp"}});
  EXPECT_EQ(remembered(), "minbzk.nl/idp");
}

TEST_F(Remembered_Design5, WithoutAChoiceYetTheButtonLeadsToIt) {
  house_.offer({"idp", "idp-2"});

  const auto choice = press(arrive("minbzk.nl"));

  EXPECT_EQ(choice.status, 200);
  EXPECT_TRUE(choice.body.contains("name=\"connector\" value=\"idp-2\""));
}

TEST_F(Remembered_Design5, TheChoiceCanBeReloadedAndGoneBackTo) {
  house_.offer({"idp", "mail"});
  arrive();
  post({{"address", kAnna}});
  const auto where = "/login?flow=" + hidden_["flow"] + "&organisation=minbzk.nl";

  const auto again = browser_.get(where);
  post({{"organisation", "minbzk.nl"}, {"connector", "idp"}});
  const auto afterwards = browser_.get(where);

  EXPECT_TRUE(again.body.contains("name=\"connector\" value=\"mail\""));
  EXPECT_TRUE(afterwards.body.contains("name=\"connector\" value=\"mail\""));
}

TEST_F(Remembered_Design5, APageForAnOrganisationThatTakesNoPartAsksForTheAddress) {
  house_.offer({"idp", "idp-2"});

  const auto page = arrive("", "&organisation=gone.example&connector=idp");

  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(has_field(page));
  EXPECT_FALSE(page.body.contains("gone.example"));
}

TEST_F(Remembered_Design5, AConnectorThatIsNoLongerOfferedIsIgnored) {
  house_.offer({"idp", "idp-2"});

  const auto page = arrive("minbzk.nl/idp-3");

  EXPECT_TRUE(page.body.contains("Verder bij Ministerie minbzk.nl"));
  EXPECT_EQ(field(page, "connector"), "");
  EXPECT_FALSE(page.body.contains("idp-3"));
}

TEST_F(Remembered_Design5, AConnectorThatIsOfAnotherEntryIsIgnored) {
  house_.offer({"idp", "idp-2"});

  const auto page = arrive("minbzk.nl/other");

  EXPECT_EQ(field(page, "connector"), "");
}

class RememberedNonsense_Design5 : public Remembered_Design5,
                                   public testing::WithParamInterface<const char*> {};

TEST_P(RememberedNonsense_Design5, IsIgnored) {
  house_.offer({"idp"});

  const auto page = arrive(GetParam());

  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(has_field(page));
  EXPECT_TRUE(page.body.contains("type=\"email\""));
  EXPECT_FALSE(page.body.contains("Verder bij"));
}

INSTANTIATE_TEST_SUITE_P(Cookies, RememberedNonsense_Design5,
                         testing::Values("gone.example", "j.devries@minbzk.nl", "@minbzk.nl", "/",
                                         "/idp", "<b>minbzk.nl</b>", "minbzk.nl.", "%6dinbzk.nl",
                                         "192.0.2.1"));

TEST_F(Remembered_Design5, ADomainThatLeavesTheListIsForgottenThatDay) {
  house_.offer({"idp"});
  ASSERT_FALSE(has_field(arrive("minaz.nl")));

  house_.allow({"minbzk.nl"});

  EXPECT_TRUE(has_field(arrive()));
}

TEST_F(Remembered_Design5, ADomainThatLeftTheListMeanwhileIsAskedAbout) {
  house_.offer({"idp"});
  const auto page = arrive("minaz.nl");
  house_.allow({"minbzk.nl"});

  const auto answer = press(page);

  EXPECT_EQ(answer.status, 400);
  EXPECT_TRUE(has_field(answer));
  EXPECT_EQ(house_.events.back().refusal, Refusal::domain_not_listed);
}

TEST_F(Remembered_Design5, AnotherAddressIsTypedOnTheUsualPage) {
  house_.offer({"idp"});

  const auto page = arrive("minbzk.nl", "&other=1");

  EXPECT_TRUE(has_field(page));
  EXPECT_EQ(field(page, "domain"), "");
  const auto half = post({{"address", "anna"}});
  EXPECT_EQ(half.status, 400) << "nobody said of which organisation";
  EXPECT_TRUE(house_.provider.requests.empty());
  EXPECT_TRUE(leaves_for_provider(post({{"address", "a@minaz.nl"}})));
}

TEST_F(Remembered_Design5, ForACodeThePartBeforeTheAtIsEnough) {
  const auto page = arrive("minbzk.nl");
  ASSERT_EQ(field(page, "domain"), "minbzk.nl");

  post({{"domain", "minbzk.nl"}, {"address", "anna"}});

  ASSERT_EQ(house_.mails.mails.size(), 1U);
  EXPECT_EQ(house_.mails.mails.back().to.expose(), kAnna);
}

TEST_F(Remembered_Design5, ForACodeAWholeAddressOfAnotherOrganisationWillDoToo) {
  arrive("minbzk.nl");

  post({{"domain", "minbzk.nl"}, {"address", "anna@minaz.nl"}});

  ASSERT_EQ(house_.mails.mails.size(), 1U);
  EXPECT_EQ(house_.mails.mails.back().to.expose(), "anna@minaz.nl");
}

TEST_F(Remembered_Design5, AMistakeInThePartBeforeTheAtKeepsTheDomain) {
  arrive("minbzk.nl");

  const auto page = post({{"domain", "minbzk.nl"}, {"address", "geen naam"}});

  EXPECT_EQ(page.status, 400);
  EXPECT_EQ(field(page, "domain"), "minbzk.nl");
}

TEST_F(Remembered_Design5, NothingTypedIsAMistakeAndNoPress) {
  arrive("minbzk.nl");

  const auto page = post({{"domain", "minbzk.nl"}, {"address", ""}});

  EXPECT_EQ(page.status, 400);
  EXPECT_EQ(house_.events.back().refusal, Refusal::address_malformed);
}

TEST_F(Remembered_Design5, ACodeThatSheChoseLastAsksForThePartBeforeTheAt) {
  house_.offer({"idp", "mail"});
  const auto page = arrive("minbzk.nl/mail");
  ASSERT_EQ(field(page, "domain"), "minbzk.nl");
  ASSERT_EQ(field(page, "connector"), "mail");

  post({{"domain", "minbzk.nl"}, {"connector", "mail"}, {"address", "anna"}});

  ASSERT_EQ(house_.mails.mails.size(), 1U);
  EXPECT_EQ(house_.mails.mails.back().to.expose(), kAnna);
}

TEST_F(Remembered_Design5, AWholeAddressOfAnotherOrganisationDropsTheConnector) {
  house_.offer({"idp", "mail"});
  arrive("minbzk.nl/mail");

  const auto choice =
      post({{"domain", "minbzk.nl"}, {"connector", "mail"}, {"address", "anna@minaz.nl"}});

  EXPECT_TRUE(choice.body.contains("name=\"connector\" value=\"idp\""));
  EXPECT_TRUE(house_.mails.mails.empty());
}

TEST_F(Remembered_Design5, ACodeThatIsChosenWithoutAnAddressAsksForIt) {
  house_.offer({"idp", "mail"});
  press(arrive("minbzk.nl"));

  const auto page = post({{"organisation", "minbzk.nl"}, {"connector", "mail"}});
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(field(page, "domain"), "minbzk.nl");
  EXPECT_EQ(remembered(), "minbzk.nl");
  post({{"domain", "minbzk.nl"}, {"connector", "mail"}, {"address", "anna"}});

  ASSERT_EQ(house_.mails.mails.size(), 1U);
  EXPECT_EQ(remembered(), "minbzk.nl/mail");
}

TEST_F(Remembered_Design5, IsForgottenWhenSheAsks) {
  house_.offer({"idp"});
  arrive("minbzk.nl");

  const auto page = post({{"forget", "1"}});

  EXPECT_EQ(remembered(), "");
  EXPECT_TRUE(has_field(page));
}

using LocalPart_Design5 = Remembered_Design5;

TEST_F(LocalPart_Design5, IsDroppedAtTheChoiceWhereNoConnectorNeedsIt) {
  house_.offer({"idp", "idp-2"});
  arrive();

  post({{"address", kAnna}});

  EXPECT_EQ(memory(), "");
}

TEST_F(LocalPart_Design5, WaitsAtTheChoiceWhereOneOfThemNeedsItAndIsDroppedForTheOther) {
  house_.offer({"idp", "mail"});
  arrive();
  post({{"address", kAnna}});
  ASSERT_EQ(memory(), kAnna);

  post({{"organisation", "minbzk.nl"}, {"connector", "idp"}});

  EXPECT_FALSE(memory().empty()) << "the connector's own";
  EXPECT_FALSE(memory().contains("anna"));
}

TEST_F(LocalPart_Design5, IsNotKeptWhereTheOnlyConnectorNeedsItNot) {
  house_.offer({"idp"});
  arrive();

  post({{"address", kAnna}});

  EXPECT_FALSE(memory().contains("anna"));
}

TEST_F(LocalPart_Design5, IsAskedForAgainOnceItWasDropped) {
  house_.offer({"idp", "mail"});
  arrive();
  post({{"address", kAnna}});
  post({{"organisation", "minbzk.nl"}, {"connector", "idp"}});

  // Back, and another way.
  const auto page = post({{"organisation", "minbzk.nl"}, {"connector", "mail"}});

  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(field(page, "domain"), "minbzk.nl");
  EXPECT_TRUE(house_.mails.mails.empty());
}

TEST_F(LocalPart_Design5, OfAnotherOrganisationIsNotTakenForThisOne) {
  house_.offer({"idp", "mail"});
  arrive();
  post({{"address", kAnna}});

  post({{"organisation", "minaz.nl"}, {"connector", "mail"}});

  EXPECT_TRUE(house_.mails.mails.empty());
}

using NamedOrganisation_Design9 = Remembered_Design5;

TEST_F(NamedOrganisation_Design9, ARefusalNamesTheProviderThatSheWasSentTo) {
  house_.offer({"idp"});
  const auto left = press(arrive("minbzk.nl"));
  const auto state = parameter(destination(left), "state");

  const auto page = browser_.get("/login/callback/idp?error=access_denied&state=" + state);

  EXPECT_EQ(house_.events.back().refusal, Refusal::provider_refused);
  EXPECT_TRUE(page.body.contains("Dienstverlener idp"));
}

TEST_F(NamedOrganisation_Design9, ARefusalOfACodeNamesNone) {
  arrive();

  const auto page = post({{"address", "a+b@minbzk.nl"}});

  EXPECT_EQ(house_.events.back().refusal, Refusal::address_not_deliverable);
  EXPECT_TRUE(page.body.contains("uw organisatie"));
  EXPECT_FALSE(page.body.contains("Code per e-mail"));
}

}  // namespace
}  // namespace sluis::tests
