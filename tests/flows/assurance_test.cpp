// The provider is asked for what the entry of the allowlist will demand of its answer, or for what
// the service demands where that is more.

#include <gtest/gtest.h>

#include "saml/own_keys.h"
#include "tests/flows/house.h"
#include "tests/upstream/lying_saml_provider.h"

namespace sluis::tests {
namespace {

constexpr const char* kFederated = "urn:sluis:federated";
constexpr const char* kMfa = "urn:sluis:federated-mfa";

class Assurance_Design3 : public testing::Test {
 protected:
  /// Where the connector sends her.
  std::string location(std::map<std::string, std::string> answer, const std::string& more = "") {
    const auto page = browser_.get(destination(browser_.get(authorize_url("chat", more))));
    answer["flow"] = field(page, "flow");
    answer["token"] = field(page, "token");
    return destination(browser_.post("/login", answer));
  }

  std::vector<std::string> classes_asked_at(const std::string& location) {
    provider_.authorize(location);
    const auto& wanted = provider_.request().requested_context;
    return wanted ? wanted->class_refs : std::vector<std::string>{};
  }

  const std::map<std::string, std::string> anna_{{"address", "anna@minbzk.nl"}};
  House house_;
  Browser browser_{house_};
  saml::OwnKeys keys_{house_.keyring(), "login.example"};
  LyingSamlProvider provider_{house_.clock, keys_};
};

using Assurance_Sam16 = Assurance_Design3;

TEST_F(Assurance_Design3, AsksAnOpenIdProviderForWhatTheEntryDemands) {
  house_.offer({"idp"});
  house_.demand(kMfa);

  EXPECT_EQ(parameter(location(anna_), "acr_values"), "urn:example:mfa");
}

TEST_F(Assurance_Sam16, AsksASamlProviderForWhatTheEntryDemands) {
  house_.offer({"saml"});
  house_.demand(kMfa);

  EXPECT_EQ(classes_asked_at(location(anna_)), std::vector{std::string(kMfaClass)});
}

TEST_F(Assurance_Sam16, AsksForNothingThatEachOfItsLoginsIs) {
  house_.offer({"saml"});
  house_.demand(kFederated);

  EXPECT_TRUE(classes_asked_at(location(anna_)).empty());
}

TEST_F(Assurance_Design3, AsksForMoreWhereTheServiceDemandsMore) {
  house_.offer({"idp"});
  house_.demand(kFederated);

  const auto asked = location(anna_, std::string("&acr_values=") + kMfa);

  EXPECT_EQ(parameter(asked, "acr_values"), "urn:example:mfa");
}

TEST_F(Assurance_Design3, AsksTheWayInThatSheChose) {
  house_.offer({"mail", "idp"});
  house_.demand(kMfa);

  const auto asked = location({{"organisation", "minbzk.nl"}, {"connector", "idp"}});

  EXPECT_EQ(parameter(asked, "acr_values"), "urn:example:mfa");
}

TEST_F(Assurance_Sam16, LeadsInWithTheSecondFactor) {
  house_.offer({"saml"});
  house_.demand(kMfa);
  provider_.lie = [](saml::Response&, saml::Assertion& assertion) {
    assertion.authn_statements.at(0).class_ref = std::string(kMfaClass);
  };

  const auto finished =
      browser_.post_from_elsewhere("/saml/acs/saml", provider_.authorize(location(anna_)));

  EXPECT_EQ(sub_of(house_, "chat", finished).size(), 52U);
}

}  // namespace
}  // namespace sluis::tests
