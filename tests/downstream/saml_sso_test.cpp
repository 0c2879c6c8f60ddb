#include "downstream/saml_sso.h"

#include <gtest/gtest.h>

#include "saml/binding.h"
#include "saml/names.h"
#include "saml/signing.h"
#include "saml/writing.h"
#include "tests/downstream/saml_world.h"

namespace sluis::downstream {
namespace {

using tests::not_proven;
using tests::SamlWorld;
using tests::wiki_question;

saml::Status answered(SamlWorld& world, const saml::AuthnRequest& question) {
  return world.status_of(std::get<http::Response>(world.post(question)));
}

saml::AuthnRequest question_of(const std::string& client) {
  auto question = wiki_question();
  question.issuer = "https://" + client + ".example/saml";
  question.consumer_url.reset();
  return question;
}

TEST(SamlSso_Sam10, TakesAnUnsignedRequestByPost) {
  SamlWorld world;

  const auto asked = world.accepted(wiki_question(), "state & more");

  EXPECT_EQ(asked.front, "saml");
  EXPECT_EQ(asked.client, "wiki");
  EXPECT_EQ(asked.audience, identity::Audience::sector("wiki"));
  EXPECT_EQ(asked.requirements.interaction, flow::Interaction::as_needed);
  EXPECT_EQ(asked.requirements.acr, "");
  const auto memory = SamlMemory::parse(asked.memory, *world.clients.find("wiki"));
  EXPECT_EQ(memory.value().relay_state, "state & more");
  EXPECT_EQ(memory.value().request_id, "_question1");
  EXPECT_EQ(memory.value().consumer, tests::kWikiConsumer);
}

TEST(SamlSso_Sam10, TakesAnUnsignedRequestByRedirect) {
  SamlWorld world;

  EXPECT_TRUE(std::holds_alternative<flow::LoginRequest>(world.redirect(wiki_question())));
}

TEST(SamlSso_Sam10, TakesASignedRequestByRedirect) {
  SamlWorld world;

  EXPECT_TRUE(std::holds_alternative<flow::LoginRequest>(
      world.redirect(question_of("chat"), &tests::service_key())));
}

TEST(SamlSso_Sam10, TakesASignedRequestByPost) {
  SamlWorld world;
  const auto xml = saml::sign(saml::to_xml(question_of("chat")), tests::service_key());

  EXPECT_TRUE(std::holds_alternative<flow::LoginRequest>(world.post_xml(xml)));
}

TEST(SamlSso_Sam10, RefusesAnUnsignedRequestOfAServiceThatSigns) {
  SamlWorld world;

  EXPECT_EQ(not_proven(world.post(question_of("chat"))), Refusal::saml_request_signature);
  EXPECT_EQ(not_proven(world.redirect(question_of("chat"))), Refusal::saml_request_signature);
}

TEST(SamlSso_Sam10, RefusesAWrongSignatureEvenWhereNoneIsNeeded) {
  SamlWorld world;
  const auto xml = saml::sign(saml::to_xml(wiki_question()), tests::stranger_key());

  EXPECT_EQ(not_proven(world.redirect(wiki_question(), &tests::stranger_key())),
            Refusal::saml_request_signature);
  EXPECT_EQ(not_proven(world.post_xml(xml)), Refusal::saml_request_signature);
}

TEST(SamlSso_Sam04, KnowsNobodyElse) {
  SamlWorld world;

  EXPECT_EQ(not_proven(world.post(question_of("nobody"))), Refusal::client_unknown);
}

TEST(SamlSso_Sam05, AnswersNobodyByMetadataThatHaveEnded) {
  auto wiki = tests::wiki_client();
  wiki.metadata.entity.valid_until = tests::FakeClock().now() + std::chrono::hours(1);
  std::vector<SamlClient> all;
  all.push_back(std::move(wiki));
  SamlWorld world(std::move(all));

  EXPECT_TRUE(std::holds_alternative<flow::LoginRequest>(world.post(wiki_question())));
  world.clock.advance(std::chrono::hours(1));
  EXPECT_EQ(not_proven(world.post(wiki_question())), Refusal::saml_expired);
}

TEST(SamlSso_SamlBindings3_5_5_2, RefusesARequestForAnotherAddress) {
  SamlWorld world;
  auto question = wiki_question();
  question.destination = "https://login.example/saml/slo";

  EXPECT_EQ(not_proven(world.post(question)), Refusal::saml_destination);
}

TEST(SamlSso_SamlBindings3_4_5_2, WantsADestinationInWhatIsSigned) {
  SamlWorld world;
  auto question = wiki_question();
  question.destination.reset();

  EXPECT_TRUE(std::holds_alternative<flow::LoginRequest>(world.post(question)));
  EXPECT_EQ(not_proven(world.redirect(question, &tests::service_key())), Refusal::saml_destination);
}

TEST(SamlSso_SamlCore3_2, RefusesWhatIsNoRequest) {
  SamlWorld world;

  EXPECT_EQ(not_proven(world.post_xml("<a/>")), Refusal::client_unknown);
  EXPECT_EQ(not_proven(world.post_xml("no XML")), Refusal::saml_malformed);
}

TEST(SamlSso_Sam02, RefusesAnIdThatIsTooLongForACookie) {
  SamlWorld world;
  auto question = wiki_question();
  question.id = "_" + std::string(256, 'a');

  EXPECT_EQ(not_proven(world.post(question)), Refusal::saml_malformed);
}

struct Consumer {
  std::optional<std::string> url;
  std::optional<unsigned> index;
  std::string expected;  // empty: refused
};
class SamlSsoConsumer_Sam11 : public testing::TestWithParam<Consumer> {};

TEST_P(SamlSsoConsumer_Sam11, IsOneOfTheMetadataExactly) {
  SamlWorld world;
  auto question = wiki_question();
  question.consumer_url = GetParam().url;
  question.consumer_index = GetParam().index;

  const auto accepted = world.post(question);

  if (GetParam().expected.empty()) {
    EXPECT_EQ(not_proven(accepted), Refusal::redirect_uri_mismatch);
  } else {
    const auto& asked = std::get<flow::LoginRequest>(accepted);
    EXPECT_EQ(SamlMemory::parse(asked.memory, *world.clients.find("wiki")).value().consumer,
              GetParam().expected);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Saml, SamlSsoConsumer_Sam11,
    testing::Values(Consumer{"https://wiki.example/acs", {}, "https://wiki.example/acs"},
                    Consumer{"https://wiki.example/acs/2", {}, "https://wiki.example/acs/2"},
                    Consumer{{}, {}, "https://wiki.example/acs"},
                    Consumer{{}, 2, "https://wiki.example/acs/2"}, Consumer{{}, 7, ""},
                    Consumer{"https://wiki.example/acs/2", 2, ""},
                    Consumer{"https://wiki.example/ACS", {}, ""},
                    Consumer{"https://WIKI.example/acs", {}, ""},
                    Consumer{"https://wiki.example/acs/", {}, ""},
                    Consumer{"https://wiki.example/acs?x=1", {}, ""},
                    Consumer{"https://wiki.example:443/acs", {}, ""},
                    Consumer{"https://wiki.example.evil.example/acs", {}, ""},
                    Consumer{"https://chat.example/acs", {}, ""}, Consumer{"", {}, ""}));

TEST(SamlSso_SamlProfiles4_1_2, RefusesAnAnswerByAnotherBinding) {
  SamlWorld world;
  auto question = wiki_question();
  question.protocol_binding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact";

  const auto status = answered(world, question);

  EXPECT_EQ(status.code, saml::status::kRequester);
  EXPECT_EQ(status.second_code, saml::status::kRequestUnsupported);
}

TEST(SamlSso_SamlCore3_4_1, RefusesToAnswerAboutAPersonOfItsChoice) {
  SamlWorld world;
  const std::string xml = saml::to_xml(wiki_question());
  const auto end = xml.rfind("</");
  const std::string subject =
      "<saml:Subject xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">"
      "<saml:NameID>somebody</saml:NameID></saml:Subject>";
  const auto after_issuer = xml.find("Issuer>", xml.find("</")) + 7;
  const std::string asking = xml.substr(0, after_issuer) + subject +
                             xml.substr(after_issuer, end - after_issuer) + xml.substr(end);

  const auto status = world.status_of(std::get<http::Response>(world.post_xml(asking)));

  EXPECT_EQ(status.second_code, saml::status::kRequestUnsupported);
}

TEST(SamlSso_SamlCore3_4_1_1, AcceptsTheNameIdThatTheServiceGets) {
  SamlWorld world;
  for (const auto& format :
       {saml::name_id_format::kPersistent, saml::name_id_format::kUnspecified}) {
    auto question = wiki_question();
    question.name_id_policy = saml::NameIdPolicy{
        .format = std::string(format), .sp_name_qualifier = std::string(tests::kWikiEntity)};
    EXPECT_TRUE(std::holds_alternative<flow::LoginRequest>(world.post(question))) << format;
  }
}

TEST(SamlSso_SamlCore3_4_1_1, RefusesAnotherNameId) {
  SamlWorld world;
  auto question = wiki_question();
  question.name_id_policy =
      saml::NameIdPolicy{.format = std::string(saml::name_id_format::kEmailAddress)};

  const auto status = answered(world, question);

  EXPECT_EQ(status.code, saml::status::kRequester);
  EXPECT_EQ(status.second_code, saml::status::kInvalidNameIdPolicy);
}

TEST(SamlSso_SamlCore3_4_1_1, RefusesTheNameIdOfAnotherService) {
  SamlWorld world;
  auto question = wiki_question();
  question.name_id_policy = saml::NameIdPolicy{.sp_name_qualifier = "https://chat.example/saml"};

  EXPECT_EQ(answered(world, question).second_code, saml::status::kInvalidNameIdPolicy);
}

TEST(SamlSso_Sam12, ForceAuthnAsksForAFreshLogin) {
  SamlWorld world;
  auto question = wiki_question();
  question.forces_authn = true;

  EXPECT_EQ(world.accepted(question).requirements.interaction, flow::Interaction::always);
}

TEST(SamlSso_Sam12, IsPassiveAsksForNoPage) {
  SamlWorld world;
  auto question = wiki_question();
  question.is_passive = true;

  EXPECT_EQ(world.accepted(question).requirements.interaction, flow::Interaction::never);
}

TEST(SamlSso_Sam12, BothAtOnceAreNotToBeHad) {
  SamlWorld world;
  auto question = wiki_question();
  question.forces_authn = true;
  question.is_passive = true;

  EXPECT_EQ(answered(world, question).second_code, saml::status::kNoPassive);
}

struct Context {
  std::string comparison;
  std::vector<std::string> wanted;
  std::optional<std::string> acr;  // none: NoAuthnContext
};
class SamlSsoContext_SamlCore3_3_2_2_1 : public testing::TestWithParam<Context> {};

TEST_P(SamlSsoContext_SamlCore3_3_2_2_1, BecomesAnAcr) {
  SamlWorld world;
  auto question = wiki_question();
  question.requested_context = saml::RequestedAuthnContext{.comparison = GetParam().comparison,
                                                           .class_refs = GetParam().wanted};

  const auto accepted = world.post(question);

  if (GetParam().acr) {
    EXPECT_EQ(std::get<flow::LoginRequest>(accepted).requirements.acr, *GetParam().acr);
  } else {
    const auto status = world.status_of(std::get<http::Response>(accepted));
    EXPECT_EQ(status.code, saml::status::kResponder);
    EXPECT_EQ(status.second_code, saml::status::kNoAuthnContext);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Saml, SamlSsoContext_SamlCore3_3_2_2_1,
    testing::Values(Context{"exact", {"urn:sluis:federated"}, "urn:sluis:federated"},
                    Context{"exact",
                            {"urn:sluis:federated-mfa", "urn:other", "urn:sluis:federated"},
                            "urn:sluis:federated"},
                    Context{"minimum", {"urn:sluis:federated"}, "urn:sluis:federated"},
                    Context{"exact", {"urn:other"}, {}}, Context{"better", {"urn:sluis:mail"}, {}},
                    Context{"maximum", {"urn:sluis:federated"}, {}}));

std::vector<SamlClient> with_a_habit() {
  auto wiki = tests::wiki_client();
  wiki.password_wish = PasswordWish::is_a_habit;
  return {std::move(wiki)};
}

saml::AuthnRequest asking_for(std::vector<std::string> class_refs) {
  auto question = wiki_question();
  question.requested_context = saml::RequestedAuthnContext{.class_refs = std::move(class_refs)};
  return question;
}

const std::string kOnALineOfItsOwn =
    "\n    " + std::string(saml::kPasswordProtectedTransport) + "\n  ";

TEST(SamlSso_RocketChat, AWishForAPasswordIsNoWishWhereItIsAHabit) {
  SamlWorld world(with_a_habit());

  const auto asked = world.accepted(asking_for({kOnALineOfItsOwn}));

  EXPECT_EQ(asked.requirements.acr, "");
  EXPECT_EQ(SamlMemory::parse(asked.memory, *world.clients.find("wiki"))->class_refs, "");
}

TEST(SamlSso_RocketChat, AWishForAPasswordIsMeantElsewhere) {
  SamlWorld world;

  EXPECT_EQ(answered(world, asking_for({kOnALineOfItsOwn})).second_code,
            saml::status::kNoAuthnContext);
}

TEST(SamlSso_RocketChat, WhatElseItAsksForIsMeant) {
  SamlWorld world(with_a_habit());

  EXPECT_EQ(answered(world, asking_for({"urn:other"})).second_code, saml::status::kNoAuthnContext);
  EXPECT_EQ(world.accepted(asking_for({"\n urn:sluis:federated\n"})).requirements.acr,
            "urn:sluis:federated");
}

TEST(SamlSso_Sam11, AnswersAWrongQuestionAtTheServicesAddressWithItsRelayState) {
  SamlWorld world;
  auto question = wiki_question();
  question.forces_authn = true;
  question.is_passive = true;

  const auto page = std::get<http::Response>(world.post(question, "where & then"));

  const auto response = world.opened(page).response.value();
  EXPECT_EQ(tests::action_of(page), tests::kWikiConsumer);
  EXPECT_EQ(tests::form_of(page).at("RelayState"), "where & then");
  EXPECT_EQ(response.in_response_to, "_question1");
  EXPECT_EQ(response.destination, tests::kWikiConsumer);
}

TEST(SamlSso_Design9, TheOperatorReadsWhatTheServiceIsTold) {
  SamlWorld world;
  auto question = wiki_question();
  question.name_id_policy = {.format = std::string(saml::name_id_format::kEmailAddress)};

  answered(world, question);

  ASSERT_EQ(world.events.size(), 1U);
  EXPECT_EQ(world.events.back().kind, Event::Kind::refused);
  EXPECT_EQ(world.events.back().refusal, Refusal::name_id_unsupported);
  EXPECT_EQ(world.events.back().client, "wiki");
}

}  // namespace
}  // namespace sluis::downstream
