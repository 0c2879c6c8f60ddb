#include "downstream/saml_answer.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "downstream/friendly_name.h"
#include "saml/names.h"
#include "tests/downstream/saml_world.h"

namespace sluis::downstream {
namespace {

using namespace std::chrono_literals;
using tests::SamlWorld;
using tests::wiki_question;

std::string document_of(const http::Response& page) {
  return crypto::base64_decode(tests::form_of(page).at("SAMLResponse")).value();
}

std::optional<std::string> value_of(const saml::Assertion& assertion, std::string_view name) {
  for (const auto& attribute : assertion.attributes) {
    if (attribute.name == name) return attribute.values.at(0);
  }
  return std::nullopt;
}

saml::AuthnRequest question_of(const std::string& client) {
  auto question = wiki_question();
  question.issuer = "https://" + client + ".example/saml";
  question.consumer_url.reset();
  return question;
}

TEST(SamlAnswer_SamlProfiles4_1_4_2, SaysWhatABearerAssertionMustSay) {
  SamlWorld world;
  const auto now = world.clock.now();

  const auto answer = world.opened(world.delivered(wiki_question()));

  const auto& response = answer.response.value();
  EXPECT_EQ(response.status.code, saml::status::kSuccess);
  EXPECT_EQ(response.issuer, "https://login.example/saml/metadata");
  EXPECT_EQ(response.destination, tests::kWikiConsumer);
  EXPECT_EQ(response.in_response_to, "_question1");
  const auto& assertion = answer.assertion.value();
  EXPECT_EQ(assertion.issuer, "https://login.example/saml/metadata");
  EXPECT_EQ(assertion.audience_restrictions,
            (std::vector<std::vector<std::string>>{{std::string(tests::kWikiEntity)}}));
  ASSERT_EQ(assertion.confirmations.size(), 1U);
  const auto& bearer = assertion.confirmations.at(0);
  EXPECT_EQ(bearer.method, saml::kBearer);
  EXPECT_EQ(bearer.recipient, tests::kWikiConsumer);
  EXPECT_EQ(bearer.in_response_to, "_question1");
  EXPECT_EQ(bearer.not_before, std::nullopt);
  EXPECT_EQ(bearer.not_on_or_after, now + 5min);
  EXPECT_EQ(assertion.not_on_or_after, now + 5min);
}

TEST(SamlAnswer_SamlProfiles4_1_4_2, IsBackDatedForServicesThatAllowNoSkew) {
  SamlWorld world;

  const auto answer = world.opened(world.delivered(wiki_question()));

  EXPECT_LT(answer.assertion.value().not_before.value(), world.clock.now());
}

TEST(SamlAnswer_Sam13, SignsTheResponseAndTheAssertion) {
  SamlWorld world;

  const auto document = document_of(world.delivered(wiki_question()));

  std::size_t signatures = 0;
  for (auto at = document.find("<ds:Signature "); at != document.npos;
       at = document.find("<ds:Signature ", at + 1)) {
    ++signatures;
  }
  EXPECT_EQ(signatures, 2U);
}

TEST(SamlAnswer_Sam13, EncryptsForAServiceThatPublishesAKey) {
  SamlWorld world;

  const auto page = world.delivered(question_of("forum"));

  const auto document = document_of(page);
  EXPECT_TRUE(document.contains("EncryptedAssertion"));
  EXPECT_FALSE(document.contains("AuthnStatement"));
  EXPECT_FALSE(document.contains(tests::kSamlSub));
  EXPECT_TRUE(world.opened(page).assertion.has_value());
}

TEST(SamlAnswer_Sam12, SaysWhenAndHowSheLoggedIn) {
  SamlWorld world;

  const auto assertion = world.opened(world.delivered(wiki_question())).assertion.value();

  ASSERT_EQ(assertion.authn_statements.size(), 1U);
  const auto& login = assertion.authn_statements.at(0);
  EXPECT_EQ(login.authn_instant, world.clock.now() - 42s);
  EXPECT_EQ(login.class_ref, "urn:sluis:federated");
  EXPECT_TRUE(login.session_index.value().starts_with("sid-of-this-service."));
}

TEST(SamlAnswer_SamlCore3_3_2_2_1, NamesOneOfTheClassesThatWereAskedFor) {
  SamlWorld world;
  auto question = wiki_question();
  question.requested_context = saml::RequestedAuthnContext{
      .comparison = "exact", .class_refs = {"urn:sluis:mail", "urn:sluis:federated-mfa"}};

  const auto assertion = world.opened(world.delivered(question)).assertion.value();

  // A login by a provider is one that holds what a code by mail holds.
  EXPECT_EQ(assertion.authn_statements.at(0).class_ref, "urn:sluis:mail");
}

TEST(SamlAnswer_SamlCore3_3_2_2_1, RefusesALoginThatIsOfNoneOfThem) {
  SamlWorld world;
  auto question = wiki_question();
  question.requested_context =
      saml::RequestedAuthnContext{.comparison = "exact", .class_refs = {"urn:sluis:federated-mfa"}};

  EXPECT_EQ(world.status_of(world.delivered(question)).second_code, saml::status::kNoAuthnContext);
  EXPECT_EQ(world.events.back().refusal, Refusal::acr_too_weak);
  EXPECT_EQ(world.events.back().client, "wiki");
}

TEST(SamlAnswer_SamlCore8_3_7, GivesThePseudonymAsPersistentNameId) {
  SamlWorld world;

  const auto name_id = world.opened(world.delivered(wiki_question())).assertion->name_id.value();

  EXPECT_EQ(name_id.value, tests::kSamlSub);
  EXPECT_EQ(name_id.format, saml::name_id_format::kPersistent);
  EXPECT_EQ(name_id.name_qualifier, "https://login.example/saml/metadata");
  EXPECT_EQ(name_id.sp_name_qualifier, tests::kWikiEntity);
}

TEST(SamlAnswer_SamlCore8_3_8, GivesAnotherTransientNameIdInEachSession) {
  SamlWorld world;
  auto next_session = world.grant();
  next_session.sid = "another-sid";

  const auto first = world.opened(world.delivered(question_of("forum"))).assertion.value();
  const auto same = world.opened(world.delivered(question_of("forum"))).assertion.value();
  const auto next = world
                        .opened(tests::run(world.idp.deliver(world.accepted(question_of("forum")),
                                                             std::move(next_session))))
                        .assertion.value();

  EXPECT_EQ(first.name_id->format, saml::name_id_format::kTransient);
  EXPECT_EQ(first.name_id->value, same.name_id->value);
  EXPECT_NE(first.name_id->value, next.name_id->value);
  EXPECT_FALSE(first.name_id->value.contains(tests::kSamlSub));
  EXPECT_EQ(value_of(first, saml::kPairwiseId), std::nullopt);
}

TEST(SamlAnswer_SamlCore8_3_2, GivesAnAddressThatCannotExist) {
  SamlWorld world;

  const auto name_id =
      world.opened(world.delivered(question_of("desk"))).assertion->name_id.value();

  EXPECT_EQ(name_id.value, std::string(tests::kSamlSub) + "@pseudonym.invalid");
  EXPECT_EQ(name_id.format, saml::name_id_format::kEmailAddress);
}

TEST(SamlAnswer_Sam14, GivesPairwiseIdAndTheMapOfTheClientAndNothingElse) {
  SamlWorld world;
  const auto friendly = friendly_name_of(identity::Pseudonym::kept(std::string(tests::kSamlSub)));

  const auto assertion = world.opened(world.delivered(wiki_question())).assertion.value();

  EXPECT_EQ(assertion.attributes.size(), 4U);
  EXPECT_EQ(value_of(assertion, saml::kPairwiseId),
            std::string(tests::kSamlSub) + "@login.example");
  EXPECT_EQ(value_of(assertion, "username"), friendly.username);
  EXPECT_EQ(value_of(assertion, "urn:oid:2.5.4.3"), friendly.name);
  EXPECT_EQ(value_of(assertion, "email"), std::string(tests::kSamlSub) + "@pseudonym.invalid");
  for (const auto& attribute : assertion.attributes) {
    const bool is_uri = attribute.name.contains(':');
    EXPECT_EQ(attribute.name_format, is_uri ? saml::kNameFormatUri : saml::kNameFormatBasic);
    EXPECT_EQ(attribute.values.size(), 1U);
  }
}

TEST(SamlAnswer_SubjectId2, GivesNoPairwiseIdToAServiceThatWantsNone) {
  auto wiki = tests::wiki_client();
  wiki.metadata.subject_id_requirement = "none";
  std::vector<SamlClient> all;
  all.push_back(std::move(wiki));
  SamlWorld world(std::move(all));

  const auto assertion = world.opened(world.delivered(wiki_question())).assertion.value();

  EXPECT_EQ(value_of(assertion, saml::kPairwiseId), std::nullopt);
}

TEST(SamlAnswer_SamlBindings3_5, LeavesByAPageForThatAddressOnly) {
  SamlWorld world;
  const auto asked = world.accepted(wiki_question(), "state");

  const auto page = tests::run(world.idp.deliver(asked, world.grant()));

  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(tests::action_of(page), tests::kWikiConsumer);
  EXPECT_EQ(tests::form_of(page).at("RelayState"), "state");
  EXPECT_TRUE(page.headers.get("Content-Security-Policy")
                  .value()
                  .contains("form-action https://wiki.example;"));
  EXPECT_EQ(page.headers.get("Cache-Control"), "no-store");
}

TEST(SamlAnswer_Sam11, GoesNowhereOnceTheServiceIsGone) {
  SamlWorld world;
  const auto asked = world.accepted(wiki_question());
  SamlWorld after(std::vector<SamlClient>{});

  const auto page = tests::run(after.idp.deliver(asked, after.grant()));

  EXPECT_EQ(page.status, 400);
  EXPECT_FALSE(page.body.contains("SAMLResponse"));
}

TEST(SamlAnswer_Sam11, GoesNowhereOnceTheAddressIsGone) {
  SamlWorld world;
  auto question = wiki_question();
  question.consumer_url = "https://wiki.example/acs/2";
  const auto asked = world.accepted(question);
  auto wiki = tests::wiki_client();
  wiki.metadata.consumers.pop_back();
  std::vector<SamlClient> all;
  all.push_back(std::move(wiki));
  SamlWorld after(std::move(all));

  EXPECT_FALSE(tests::run(after.idp.deliver(asked, after.grant())).body.contains("SAMLResponse"));
  EXPECT_FALSE(
      tests::run(after.idp.refuse(asked, Refusal::login_cancelled)).body.contains("SAMLResponse"));
}

TEST(SamlAnswer_SamlCore3_2_2, TellsAServiceThatSheDidNotLogIn) {
  SamlWorld world;

  const auto page =
      tests::run(world.idp.refuse(world.accepted(wiki_question()), Refusal::login_required));

  const auto answer = world.opened(page);
  EXPECT_EQ(answer.response->status.second_code, saml::status::kNoPassive);
  EXPECT_FALSE(answer.assertion.has_value());
}

}  // namespace
}  // namespace sluis::downstream
