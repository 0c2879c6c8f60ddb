// What a person sees when something wrong comes by SAML, and what the operator reads: a page that
// says whom to ask, and the refusal by name. Neither holds anything of what came.

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>

#include "http/form.h"
#include "operate/rules.h"
#include "saml/binding.h"
#include "saml/deflate.h"
#include "saml/own_keys.h"
#include "saml/writing.h"
#include "tests/flows/house.h"
#include "tests/upstream/lying_saml_provider.h"

namespace sluis::tests {
namespace {

constexpr const char* kMark = "geheim@minbzk.nl";

struct Arrival {
  House house;
  Browser browser{house};
  saml::OwnKeys keys{house.keyring(), "login.example"};
  LyingSamlProvider provider{house.clock, keys};

  Arrival() { house.offer({"saml"}); }

  /// She is at her provider; this is what its form will bring.
  std::string form() {
    const auto page = browser.get(destination(browser.get(authorize_url("chat"))));
    const auto leaving = browser.post("/login", {{"flow", field(page, "flow")},
                                                 {"token", field(page, "token")},
                                                 {"address", "anna@minbzk.nl"}});
    return provider.authorize(destination(leaving));
  }
  http::Response bring(const std::string& form) {
    return browser.post_from_elsewhere("/saml/acs/saml", form);
  }
  http::Response bring_document(const std::string& document) {
    const auto good = form();
    const auto relay_state = good.substr(good.find("&RelayState="));
    return bring(http::with_query("", {{"SAMLResponse", saml::post_value(document)}}).substr(1) +
                 relay_state);
  }
};

struct Bad {
  std::string name;
  std::function<http::Response(Arrival&)> come;
  Refusal refusal;
  std::string rules;
  std::string help;  // whom the page says to ask
  int status = 400;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }

class SamlBadInput_Design9 : public testing::TestWithParam<Bad> {};

TEST_P(SamlBadInput_Design9, IsAPageThatSaysWhomToAskAndARefusalByName) {
  Arrival arrival;

  const auto page = GetParam().come(arrival);

  EXPECT_EQ(page.status, GetParam().status);
  EXPECT_TRUE(page.headers.get("Content-Type").value_or("").starts_with("text/html"));
  EXPECT_TRUE(page.body.contains(GetParam().help)) << page.body;
  EXPECT_FALSE(page.body.contains(kMark));
  ASSERT_FALSE(arrival.house.events.empty());
  EXPECT_EQ(arrival.house.events.back().kind, Event::Kind::refused);
  EXPECT_EQ(arrival.house.events.back().refusal, GetParam().refusal);
  EXPECT_EQ(operate::rules_of(arrival.house.events.back()), GetParam().rules);
}

constexpr const char* kUnreadable = "SAM-03, SAM-13, XSW-20";
constexpr const char* kAskOrganisation = "de helpdesk van uw organisatie";
constexpr const char* kAskService = "de helpdesk van de dienst";

INSTANTIATE_TEST_SUITE_P(
    FromAProvider, SamlBadInput_Design9,
    testing::Values(
        Bad{"NoXml", [](Arrival& her) { return her.bring_document(std::string("<a>") + kMark); },
            Refusal::saml_malformed, kUnreadable, kAskOrganisation},
        Bad{"ADocumentOfAnotherKind",
            [](Arrival& her) {
              return her.bring_document(std::string("<html><p>") + kMark + "</p></html>");
            },
            Refusal::saml_malformed, kUnreadable, kAskOrganisation},
        Bad{"Expired",
            [](Arrival& her) {
              her.provider.lie = [&her](saml::Response&, saml::Assertion& assertion) {
                assertion.not_on_or_after = her.house.clock.now() - std::chrono::hours(1);
              };
              return her.bring(her.form());
            },
            Refusal::saml_expired, "SAM-22", kAskOrganisation},
        Bad{"Replayed",
            [](Arrival& her) {
              her.provider.lie = [](saml::Response&, saml::Assertion& assertion) {
                assertion.id = "_again";
              };
              her.bring(her.form());
              her.browser.cookies.clear();
              return her.bring(her.form());
            },
            Refusal::saml_replayed, "XSW-23", kAskOrganisation},
        Bad{"OfAnotherLogin",
            [](Arrival& her) {
              return her.bring(her.form() + "x");  // RelayState is its last field
            },
            Refusal::state_mismatch, "NLR-03, XSW-23", "de helpdesk van DUO"},
        Bad{"ByRedirect",
            [](Arrival& her) {
              return her.browser.get("/saml/acs/saml?SAMLResponse=PGE%2BPC9hPg");
            },
            Refusal::saml_malformed, kUnreadable, kAskOrganisation, 405}),
    [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(
    FromAService, SamlBadInput_Design9,
    testing::Values(
        Bad{"NoMessage", [](Arrival& her) { return her.browser.get("/saml/sso"); },
            Refusal::saml_malformed, kUnreadable, kAskService},
        Bad{"NoXml",
            [](Arrival& her) {
              const std::string text = saml::post_value(saml::deflate(std::string("<a>") + kMark));
              return her.browser.get(http::with_query("/saml/sso", {{"SAMLRequest", text}}));
            },
            Refusal::saml_malformed, kUnreadable, kAskService},
        Bad{"ForAnAddressThatIsNotInTheMetadata",
            [](Arrival& her) {
              saml::AuthnRequest question{.id = "_question1",
                                          .issue_instant = her.house.clock.now(),
                                          .issuer = "https://wiki.example/saml",
                                          .consumer_url = "https://wiki.example/other"};
              const auto text = saml::post_value(saml::deflate(saml::to_xml(question)));
              return her.browser.get(http::with_query("/saml/sso", {{"SAMLRequest", text}}));
            },
            Refusal::redirect_uri_mismatch, "OAU-02, SAM-11", kAskService},
        Bad{"AnAnswerForAQuestion",
            [](Arrival& her) { return her.browser.get("/saml/sso?SAMLResponse=PGE%2BPC9hPg"); },
            Refusal::saml_malformed, kUnreadable, kAskService},
        Bad{"ByAnotherMethod",
            [](Arrival& her) {
              return her.browser.post_from_elsewhere("/saml/slo", "SAMLRequest=PGE%2BPC9hPg");
            },
            Refusal::request_malformed, "", kAskService, 405}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace sluis::tests
