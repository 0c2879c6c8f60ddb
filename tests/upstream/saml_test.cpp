#include "upstream/saml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fault/unavailable.h"
#include "http/form.h"
#include "saml/binding.h"
#include "saml/names.h"
#include "tests/upstream/saml_door.h"

namespace sluis::tests {

namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// What she was sent away with, as the provider reads it.
const saml::AuthnRequest& asked(SamlDoor& door, flow::Requirements requirements = {}) {
  SamlBrowser browser{door};
  browser.requirements = std::move(requirements);
  browser.begin();
  door.provider.authorize(browser.location);
  return door.provider.request();
}

std::string relay_state_in(const std::string& location) {
  return saml::receive_redirect(location.substr(location.find('?') + 1))
      .value()
      .relay_state()
      .value();
}

TEST(Saml_Sam16, AsksByRedirectAndInOurName) {
  SamlDoor door;

  const auto& request = asked(door);

  EXPECT_EQ(request.issuer, "https://login.example/saml/sp/duo/metadata");
  EXPECT_EQ(request.destination, kSignOn);
  EXPECT_EQ(request.consumer_url, "https://login.example/saml/acs/duo");
  EXPECT_EQ(request.protocol_binding, saml::kPostBinding);
  EXPECT_EQ(request.issue_instant, door.clock.now());
}

TEST(Saml_Sam16, AsksForNoFormatOfNameAndNoLevelUnlessItMust) {
  SamlDoor door;

  const auto& request = asked(door);

  EXPECT_FALSE(request.name_id_policy);
  EXPECT_FALSE(request.requested_context);
  EXPECT_FALSE(request.forces_authn);
  EXPECT_FALSE(request.is_passive);
}

TEST(Saml_Sam16, AsksForExactlyTheLevelsThatWillDo) {
  SamlDoor door;

  const auto& request = asked(door, demanding(kMfa));

  ASSERT_TRUE(request.requested_context);
  EXPECT_EQ(request.requested_context->comparison, "exact");
  EXPECT_THAT(request.requested_context->class_refs, ElementsAre(std::string(kMfaClass)));
}

TEST(Saml_Sam12, AsksForAFreshLogin) {
  SamlDoor door;

  EXPECT_TRUE(asked(door, fresh_login()).forces_authn);
}

TEST(Saml_Sam12, AsksForAFreshLoginWhereItsAgeMatters) {
  SamlDoor door;

  EXPECT_TRUE(asked(door, no_older_than(10min)).forces_authn);
}

TEST(Saml_Sam12, AsksNotToBeSeenWhereNothingMayBeAsked) {
  SamlDoor door;
  flow::Requirements requirements;
  requirements.interaction = flow::Interaction::never;

  EXPECT_TRUE(asked(door, requirements).is_passive);
}

TEST(Saml_Bindings_3_4_3, RelayStateIsShortAndBeginsWithTheFlow) {
  SamlDoor door;
  SamlBrowser browser{door};
  browser.begin();

  const auto relay_state = relay_state_in(browser.location);

  EXPECT_LE(relay_state.size(), saml::kLimitOwnRelayStateBytes);
  EXPECT_TRUE(relay_state.starts_with(browser.flow_id + "."));
}

TEST(Saml_Bindings_3_4_3, RelayStateAndIdAreOthersEachTime) {
  SamlDoor door;
  SamlBrowser browser{door};
  browser.begin();
  const auto first = relay_state_in(browser.location);
  door.provider.authorize(browser.location);
  const auto first_id = door.provider.request().id;

  browser.begin();
  door.provider.authorize(browser.location);

  EXPECT_NE(relay_state_in(browser.location), first);
  EXPECT_NE(door.provider.request().id, first_id);
}

TEST(Saml_Design4, KeepsItsMemoryWithinWhatACookieHolds) {
  auto settings = saml_settings();
  settings.metadata.entity_id = "https://idp.example/" + std::string(236, 'x');
  settings.metadata.text =
      metadata_of({&provider_key()}, FakeClock().now() + 24h, settings.metadata.entity_id);
  SamlDoor door(std::move(settings));
  SamlBrowser browser{door};

  browser.begin();

  EXPECT_LE(browser.memory.size(), 900U);
}

TEST(Saml_Design3, ComesBackByAFormOfAnotherSite) {
  SamlDoor door;

  ASSERT_EQ(door.connector.way_back(), &upstream::kByPost);
  EXPECT_TRUE(door.connector.way_back()->is_cross_site_post());
}

TEST(Saml_Design1, BringsBackWhatTheProviderProved) {
  SamlDoor door;
  SamlBrowser browser{door};
  const auto finished = browser.log_in();

  const auto& evidence = evidence_in(finished);

  EXPECT_EQ(evidence.connector(), "duo");
  EXPECT_EQ(evidence.realm(), "duo");
  EXPECT_EQ(evidence.address().expose().expose(), "anna@minbzk.nl");
  EXPECT_EQ(evidence.acr(), kMfa);
  EXPECT_EQ(evidence.authenticated_at(), door.clock.now());
}

TEST(Saml_Pwi05, ComparesAPairwiseIdWithoutCase) {
  SamlDoor door;
  SamlBrowser browser{door};
  const auto finished = browser.log_in();

  EXPECT_EQ(evidence_in(finished).upstream_subject()->expose(), "7f3a@idp.example");
}

TEST(Saml_Design3, TellsPeopleApartByAnyOtherAttributeToTheLetter) {
  auto settings = saml_settings();
  settings.identity.attribute = "urn:oid:2.16.840.1.113730.3.1.3";
  SamlDoor door(std::move(settings));
  door.provider.lie = [](saml::Response&, saml::Assertion& assertion) {
    assertion.attributes[1] = {.name = "urn:oid:2.16.840.1.113730.3.1.3", .values = {"P00A7"}};
  };
  SamlBrowser browser{door};
  const auto finished = browser.log_in();

  EXPECT_EQ(evidence_in(finished).upstream_subject()->expose(), "P00A7");
}

TEST(Saml_Design3, TellsPeopleApartByAPersistentNameId) {
  auto settings = saml_settings();
  settings.identity = {.by = upstream::SamlIdentity::By::name_id};
  SamlDoor door(std::move(settings));
  SamlBrowser browser{door};
  const auto finished = browser.log_in();

  EXPECT_EQ(evidence_in(finished).upstream_subject()->expose(), "k7x");
}

TEST(Saml_Design3, TellsPeopleApartByTheirAddress) {
  auto settings = saml_settings();
  settings.identity = {.by = upstream::SamlIdentity::By::address};
  SamlDoor door(std::move(settings));
  SamlBrowser browser{door};
  const auto finished = browser.log_in();

  EXPECT_FALSE(evidence_in(finished).upstream_subject());
}

TEST(Saml_Design3, CountsAClassThatIsNotMappedAsTheFallback) {
  SamlDoor door;
  door.provider.lie = [](saml::Response&, saml::Assertion& assertion) {
    assertion.authn_statements[0].class_ref = "urn:example:unheard-of";
  };
  SamlBrowser browser{door};
  const auto finished = browser.log_in();

  EXPECT_EQ(evidence_in(finished).acr(), kFederated);
}

TEST(Saml_Sam01, PutsNoLoginIntoTheFuture) {
  SamlDoor door;
  door.provider.lie = [&](saml::Response&, saml::Assertion& assertion) {
    assertion.authn_statements[0].authn_instant = door.clock.now() + 2min;
  };
  SamlBrowser browser{door};
  const auto finished = browser.log_in();

  EXPECT_EQ(evidence_in(finished).authenticated_at(), door.clock.now());
}

TEST(Saml_Sam18, LooksForANewKeyWhenASignatureIsByNoneThatItKnows) {
  SamlDoor door(fetched_settings());
  SamlBrowser browser{door};
  browser.begin();
  door.provider.key = &elliptic_key();
  door.provider.metadata.body = metadata_of({&elliptic_key()}, door.clock.now() + 24h);
  door.clock.advance(61s);

  const auto finished = browser.come_back(door.provider.authorize(browser.location));

  EXPECT_TRUE(is_in(finished));
  EXPECT_EQ(door.provider.asked, 2U);
}

TEST(Saml_Sam18, IsNotMadeToHammerTheProvider) {
  SamlDoor door(fetched_settings());
  SamlBrowser browser{door};
  browser.begin();
  door.provider.key = &attacker_key();
  door.clock.advance(61s);
  const auto form = door.provider.authorize(browser.location);

  for (int time = 0; time < 5; ++time) {
    EXPECT_EQ(refusal_of(browser.come_back(form)), Refusal::saml_signature);
  }

  EXPECT_EQ(door.provider.asked, 2U);
}

TEST(Saml_Design9, IsUnavailableWhileTheProviderIsSilent) {
  SamlDoor door(fetched_settings());
  door.provider.is_silent = true;
  SamlBrowser browser{door};

  EXPECT_THROW(browser.begin(), Unavailable);
}

TEST(Saml_Xsw26, RefusesToLeaveOnMetadataThatHaveEnded) {
  SamlDoor door;
  door.clock.advance(90 * 24h);
  SamlBrowser browser{door};

  EXPECT_EQ(browser.begin(), Refusal::saml_expired);
}

// What the provider must know of us.

std::string own_metadata(SamlDoor& door) { return run(door.connector.service_metadata()); }

TEST(SamlMetadata_Sam07, SayWhoWeAreAndWhereAnswersGo) {
  SamlDoor door;

  const auto read = saml::read_sp_metadata(own_metadata(door), {.now = door.clock.now()}).value();

  EXPECT_EQ(read.entity.entity_id, "https://login.example/saml/sp/duo/metadata");
  ASSERT_TRUE(read.default_consumer());
  EXPECT_EQ(read.default_consumer()->location, "https://login.example/saml/acs/duo");
  EXPECT_TRUE(read.signs_requests);
  EXPECT_TRUE(read.wants_assertions_signed);
  EXPECT_EQ(read.entity.display_names.at("nl"), "Rijksconnect");
  EXPECT_FALSE(read.entity.encryption_keys.empty());
}

TEST(SamlMetadata_Sam07, AreSignedByTheKeyThatTheyPublish) {
  SamlDoor door;
  const auto keys = saml_keys().published_signing(door.clock.now());

  const auto read = saml::read_sp_metadata(
      own_metadata(door), {.signers = keys, .now = door.clock.now(), .requires_valid_until = true});

  ASSERT_TRUE(read);
  EXPECT_EQ(read->entity.signing_keys.at(0).certificate(), keys.at(0).certificate());
}

TEST(SamlMetadata_Sam07, NameAContactAndThePrivacyPage) {
  SamlDoor door;

  const auto text = own_metadata(door);

  EXPECT_THAT(text, HasSubstr("mailto:help@login.example"));
  EXPECT_THAT(text, HasSubstr("https://login.example/privacy"));
}

TEST(SamlMetadata_Design9, AreSignedOnceAnHour) {
  SamlDoor door;
  const auto first = own_metadata(door);
  door.clock.advance(59min);
  EXPECT_EQ(own_metadata(door), first);
  door.clock.advance(1min);

  EXPECT_NE(own_metadata(door), first);
}

http::Response shown(SamlDoor& door, const std::string& path) {
  const auto route = upstream::service_metadata_route({{"duo", &door.connector}});
  http::Request request;
  request.method = "GET";
  request.path = path;
  return run(route.handler(request));
}

TEST(SamlMetadata_Design10, AreShownAtTheirOwnAddress) {
  SamlDoor door;

  const auto response = shown(door, "/saml/sp/duo/metadata");

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.get("Content-Type"), "application/samlmetadata+xml");
  EXPECT_EQ(response.body, own_metadata(door));
}

TEST(SamlMetadata_Design10, AreNotThereForAnybodyElse) {
  SamlDoor door;

  EXPECT_EQ(shown(door, "/saml/sp/other/metadata").status, 404);
}

}  // namespace

}  // namespace sluis::tests
