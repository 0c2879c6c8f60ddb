#include <gtest/gtest.h>

#include <string>

#include "saml/binding.h"
#include "saml/names.h"
#include "saml/signing.h"
#include "saml/verified.h"
#include "tests/saml/parties.h"

using namespace sluis;
using saml::Answer;
using saml::AnswerRules;
using saml::ResponseSignature;
using tests::assertion_xml;
using tests::posted;
using tests::response_xml;
using tests::signed_assertion;
using tests::signed_response;
using tests::with;

namespace {

std::expected<saml::Verified<Answer>, Refusal> read(
    std::string_view xml, ResponseSignature wanted = ResponseSignature::optional) {
  return xml_signed_answer(posted(xml),
                           {.signers = tests::provider_keys(), .response_signature = wanted});
}

Refusal refusal_of(std::string_view xml, ResponseSignature wanted = ResponseSignature::optional) {
  const auto answer = read(xml, wanted);
  EXPECT_FALSE(answer) << xml.substr(0, 200);
  return answer ? Refusal::login_required : answer.error();
}

}  // namespace

TEST(Answer_SamlCore_3_3_3, IsReadFromASignedResponse) {
  const auto answer = read(signed_response(assertion_xml()), ResponseSignature::required);

  ASSERT_TRUE(answer);
  const saml::Response& response = (*answer)->response.value();
  EXPECT_EQ(response.id, "_r1");
  EXPECT_EQ(response.issuer, tests::kProvider);
  EXPECT_EQ(response.destination, tests::kConsumer);
  EXPECT_EQ(response.in_response_to, "_q1");
  EXPECT_EQ(response.status.code, saml::status::kSuccess);
  EXPECT_EQ(tests::address_in((*answer)->assertion.value()), "jan@duo.example");
}

TEST(Answer_SamlCore_2_3_3, HasEverythingThatTheFlowAsksFor) {
  using namespace std::chrono;
  const auto noon = sys_days(year(2026) / 11 / 21) + hours(12);

  const auto answer = read(response_xml(signed_assertion()));

  ASSERT_TRUE(answer);
  const saml::Assertion& assertion = (*answer)->assertion.value();
  EXPECT_EQ(assertion.id, "_a1");
  EXPECT_EQ(assertion.issuer, tests::kProvider);
  EXPECT_EQ(assertion.issue_instant, noon);
  EXPECT_EQ(assertion.name_id->value, "k7x");
  EXPECT_EQ(assertion.name_id->format, saml::name_id_format::kPersistent);
  EXPECT_EQ(assertion.name_id->name_qualifier, tests::kProvider);
  EXPECT_EQ(assertion.name_id->sp_name_qualifier, tests::kService);
  ASSERT_EQ(assertion.confirmations.size(), 1U);
  EXPECT_EQ(assertion.confirmations[0].method, saml::kBearer);
  EXPECT_EQ(assertion.confirmations[0].recipient, tests::kConsumer);
  EXPECT_EQ(assertion.confirmations[0].in_response_to, "_q1");
  EXPECT_EQ(assertion.confirmations[0].not_before, std::nullopt);
  EXPECT_EQ(assertion.confirmations[0].not_on_or_after, noon + minutes(5));
  EXPECT_EQ(assertion.not_before, noon - minutes(1));
  EXPECT_EQ(assertion.not_on_or_after, noon + minutes(5));
  ASSERT_EQ(assertion.audience_restrictions.size(), 1U);
  EXPECT_EQ(assertion.audience_restrictions[0], std::vector{std::string(tests::kService)});
  ASSERT_EQ(assertion.authn_statements.size(), 1U);
  const saml::AuthnStatement& statement = assertion.authn_statements[0];
  EXPECT_EQ(statement.authn_instant, noon - seconds(90) + milliseconds(500));
  EXPECT_EQ(statement.session_index, "_s1");
  EXPECT_EQ(statement.session_not_on_or_after, noon + hours(8));
  EXPECT_EQ(statement.class_ref,
            "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport");
  EXPECT_EQ(statement.authorities, std::vector<std::string>{"https://mfa.example"});
  ASSERT_EQ(assertion.attributes.size(), 1U);
  EXPECT_EQ(assertion.attributes[0].name_format, saml::kNameFormatUri);
}

TEST(Answer_Sam17, SaysNothingOfAnUnsignedShell) {
  const auto answer = read(response_xml(signed_assertion()));

  ASSERT_TRUE(answer);
  EXPECT_FALSE((*answer)->response);
  EXPECT_EQ(tests::address_in((*answer)->assertion.value()), "jan@duo.example");
}

TEST(Answer_Sam17, RefusesAnUnsignedShellWhereItMustBeSigned) {
  EXPECT_EQ(refusal_of(response_xml(signed_assertion()), ResponseSignature::required),
            Refusal::saml_signature);
}

TEST(Answer_Sam17, IsAnErrorOfTheProviderOnlyIfSigned) {
  const std::string failed =
      with(response_xml(""), "status:Success\"/>",
           "status:Responder\"><samlp:StatusCode "
           "Value=\"urn:oasis:names:tc:SAML:2.0:status:NoPassive\"/></samlp:StatusCode>"
           "<samlp:StatusMessage>no</samlp:StatusMessage>");

  EXPECT_EQ(refusal_of(failed), Refusal::saml_signature);
  const auto answer = read(saml::sign(failed, tests::provider_key()));
  ASSERT_TRUE(answer);
  EXPECT_FALSE((*answer)->assertion);
  EXPECT_EQ((*answer)->response->status.code, saml::status::kResponder);
  EXPECT_EQ((*answer)->response->status.second_code, saml::status::kNoPassive);
  EXPECT_EQ((*answer)->response->status.message, "no");
}

TEST(Answer_Sam13, MayBeSignedTwice) {
  const auto answer = read(signed_response(signed_assertion()), ResponseSignature::required);

  ASSERT_TRUE(answer);
  EXPECT_TRUE((*answer)->response);
  EXPECT_EQ(tests::address_in((*answer)->assertion.value()), "jan@duo.example");
}

TEST(Answer_Sam13, RefusesASecondSignatureThatIsWrong) {
  const std::string forged = saml::sign(assertion_xml(), tests::attacker_key());

  EXPECT_EQ(refusal_of(signed_response(forged)), Refusal::saml_signature);
}

TEST(Answer_Sam18, TriesEveryKey) {
  EXPECT_TRUE(read(saml::sign(response_xml(assertion_xml()), tests::elliptic_key())));
  const std::vector keys{tests::attacker_key().public_key(), tests::provider_key().public_key()};
  EXPECT_TRUE(xml_signed_answer(posted(signed_response(assertion_xml())), {.signers = keys}));
}

TEST(Answer_Sam13, RefusesSeveralAssertions) {
  const std::string second = with(assertion_xml(), "_a1", "_a2");

  EXPECT_EQ(refusal_of(signed_response(assertion_xml() + second)), Refusal::saml_malformed);
  EXPECT_EQ(refusal_of(response_xml(signed_assertion() + second)), Refusal::saml_malformed);
}

TEST(Answer_SamlCore_2_5_1_1, RefusesAConditionThatItDoesNotKnow) {
  const std::string odd = with(assertion_xml(), "<saml:AudienceRestriction>",
                               "<x:Only xmlns:x=\"urn:x\"/><saml:AudienceRestriction>");

  EXPECT_EQ(refusal_of(signed_response(odd)), Refusal::saml_malformed);
  const std::string known = with(assertion_xml(), "<saml:AudienceRestriction>",
                                 "<saml:OneTimeUse/><saml:AudienceRestriction>");
  EXPECT_TRUE(read(signed_response(known)));
}

TEST(Answer_SamlCore, RefusesWhatTheSchemaDoesNotAllow) {
  const std::pair<const char*, const char*> edits[] = {
      {"Version=\"2.0\"", "Version=\"1.1\""},
      {"Version=\"2.0\"", ""},
      {"IssueInstant=\"2026-11-21T12:00:00Z\"", ""},
      {"IssueInstant=\"2026-11-21T12:00:00Z\"", "IssueInstant=\"today\""},
      {"<saml:Issuer>https://idp.example/saml</saml:Issuer>", ""},
      {"<saml:Issuer>https://idp.example/saml</saml:Issuer>", "<saml:Issuer/>"},
      {"<saml:Issuer>", "<saml:Issuer>x</saml:Issuer><saml:Issuer>"},
      {"NotOnOrAfter=\"2026-11-21T12:05:00Z\" Recipient", "NotOnOrAfter=\"soon\" Recipient"},
      {"NotBefore=\"2026-11-21T11:59:00Z\"", "NotBefore=\"2026-11-21T11:59:00+01:00\""},
      {"AuthnInstant=\"2026-11-21T11:58:30.5Z\"", ""},
      {"<saml:Subject>", "<saml:Subject/><saml:Subject>"},
      {"<saml:Conditions ", "<saml:Conditions/><saml:Conditions "},
      {"Name=\"urn:oid:0.9.2342.19200300.100.1.3\"", ""},
      {"Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\"", ""},
      {">k7x<", "><"},
      {">k7x<", "><b/><"},
  };

  for (const auto& [what, replacement] : edits) {
    EXPECT_EQ(refusal_of(signed_response(with(assertion_xml(), what, replacement))),
              Refusal::saml_malformed)
        << what << " → " << replacement;
  }
}

TEST(Answer_Xsw29, PassesOverAttributesThatAreNotText) {
  const std::string nested = with(assertion_xml(), "jan@duo.example</saml:AttributeValue>",
                                  "jan@duo.example</saml:AttributeValue>"
                                  "<saml:AttributeValue><saml:NameID>x</saml:NameID>"
                                  "</saml:AttributeValue>");

  const auto answer = read(signed_response(nested));

  ASSERT_TRUE(answer);
  EXPECT_TRUE((*answer)->assertion->attributes.empty());
}

TEST(Answer_Xsw29, TakesAValueForTextWhateverItsType) {
  const std::string typed = with(assertion_xml(), "xs:string", "xs:anyURI");

  const auto answer = read(signed_response(typed));

  ASSERT_TRUE(answer);
  EXPECT_EQ(tests::address_in((*answer)->assertion.value()), "jan@duo.example");
}

TEST(Answer_Sam21, KeepsAttributesOfOneNameApart) {
  const std::string twice = with(assertion_xml(), "</saml:AttributeStatement>",
                                 "<saml:Attribute Name=\"urn:oid:0.9.2342.19200300.100.1.3\">"
                                 "<saml:AttributeValue>eva@duo.example</saml:AttributeValue>"
                                 "</saml:Attribute></saml:AttributeStatement>");

  const auto answer = read(signed_response(twice));

  ASSERT_TRUE(answer);
  EXPECT_EQ((*answer)->assertion->attributes.size(), 2U);
}

TEST(Answer_SamlBindings_3_5, IsNoAnswerInARequest) {
  const auto received = saml::receive_post(
      saml::MessageKind::request, saml::post_value(signed_response(assertion_xml())), std::nullopt);

  const auto answer = xml_signed_answer(*received, {.signers = tests::provider_keys()});

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error(), Refusal::saml_malformed);
}
