#include <gtest/gtest.h>

#include <string>

#include "saml/binding.h"
#include "saml/names.h"
#include "saml/signing.h"
#include "saml/verified.h"
#include "saml/writing.h"
#include "tests/saml/parties.h"

using namespace sluis;
using saml::AuthnRequest;
using saml::LogoutRequest;
using saml::LogoutResponse;
using saml::MessageKind;
using saml::Received;
using tests::with;

namespace {

constexpr crypto::TimePoint kNow{std::chrono::seconds(1'800'000'000)};

Received received(const std::string& xml, MessageKind kind = MessageKind::request) {
  return saml::receive_post(kind, saml::post_value(xml), std::nullopt).value();
}

Received redirected(const std::string& xml, MessageKind kind, const saml::PrivateKey& key) {
  const std::string url = saml::redirect_url({.kind = kind, .location = "x", .xml = xml}, key);
  return saml::receive_redirect(url.substr(2)).value();
}

std::string request_xml() { return to_xml(tests::example_request()); }

std::string logout_xml() {
  return to_xml(LogoutRequest{.id = "_l1",
                              .issue_instant = kNow,
                              .issuer = std::string(tests::kProvider),
                              .destination = "https://login.example/saml/slo",
                              .not_on_or_after = kNow + std::chrono::minutes(5),
                              .name_id = saml::NameId{.value = "k7x", .name_qualifier = "q"},
                              .session_indexes = {"_s1", "_s2"}});
}

std::string logout_answer_xml() {
  return to_xml(LogoutResponse{.id = "_l2",
                               .issue_instant = kNow,
                               .issuer = std::string(tests::kProvider),
                               .in_response_to = "_l1",
                               .status = {.code = std::string(saml::status::kSuccess)}});
}

Refusal open_refusal(const std::string& xml) {
  const auto request = saml::unsigned_allowed(received(xml));
  EXPECT_FALSE(request) << xml;
  return request ? Refusal::login_required : request.error();
}

}  // namespace

TEST(AuthnRequest_SamlCore_3_4_1, SaysWhatTheServiceAsks) {
  AuthnRequest asked = tests::example_request();
  asked.is_passive = true;
  asked.name_id_policy =
      saml::NameIdPolicy{.format = std::string(saml::name_id_format::kEmailAddress),
                         .sp_name_qualifier = "q",
                         .allows_creation = true};
  asked.requested_context =
      saml::RequestedAuthnContext{.comparison = "minimum", .class_refs = {"a", "b"}};

  const auto request = saml::unsigned_allowed(received(to_xml(asked)));

  ASSERT_TRUE(request);
  EXPECT_EQ((*request)->id, "_q1");
  EXPECT_EQ((*request)->issue_instant, kNow);
  EXPECT_EQ((*request)->issuer, tests::kService);
  EXPECT_EQ((*request)->destination, "https://idp.example/sso");
  EXPECT_TRUE((*request)->forces_authn);
  EXPECT_TRUE((*request)->is_passive);
  EXPECT_EQ((*request)->consumer_url, tests::kConsumer);
  EXPECT_EQ((*request)->protocol_binding, saml::kPostBinding);
  EXPECT_EQ((*request)->name_id_policy->format, saml::name_id_format::kEmailAddress);
  EXPECT_EQ((*request)->name_id_policy->sp_name_qualifier, "q");
  EXPECT_TRUE((*request)->name_id_policy->allows_creation);
  EXPECT_EQ((*request)->requested_context->comparison, "minimum");
  EXPECT_EQ((*request)->requested_context->class_refs, (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE((*request)->names_subject);
}

TEST(AuthnRequest_SamlCore_3_4_1, SaysWhenItIsForOnePerson) {
  const std::string named = with(request_xml(), "<samlp:RequestedAuthnContext",
                                 "<saml:Subject><saml:NameID>k7x</saml:NameID></saml:Subject>"
                                 "<samlp:RequestedAuthnContext");

  EXPECT_TRUE((*saml::unsigned_allowed(received(named)))->names_subject);
}

TEST(AuthnRequest_SamlCore_3_4_1, RefusesWhatTheSchemaDoesNotAllow) {
  const std::pair<const char*, const char*> edits[] = {
      {"samlp:AuthnRequest", "samlp:ArtifactResolve"},
      {"Version=\"2.0\"", "Version=\"2.1\""},
      {" ID=\"_q1\"", ""},
      {"ForceAuthn=\"true\"", "ForceAuthn=\"yes\""},
      {"ForceAuthn=\"true\"", "AssertionConsumerServiceIndex=\"65536\""},
      {"ForceAuthn=\"true\"", "AssertionConsumerServiceIndex=\"-1\""},
      {"Comparison=\"exact\"", "Comparison=\"roughly\""},
      {"<saml:Issuer>", "<saml:Issuer/><saml:Issuer>"},
      {"<samlp:RequestedAuthnContext",
       "<samlp:RequestedAuthnContext/><samlp:RequestedAuthnContext"},
  };

  for (const auto& [what, replacement] : edits) {
    std::string xml = with(request_xml(), what, replacement);
    if (xml.contains("ArtifactResolve"))
      xml = with(xml, "/samlp:AuthnRequest", "/samlp:ArtifactResolve");
    EXPECT_EQ(open_refusal(xml), Refusal::saml_malformed) << replacement;
  }
  EXPECT_EQ(open_refusal(tests::without(request_xml(), "<saml:Issuer>", "</saml:Issuer>")),
            Refusal::saml_malformed);
}

TEST(AuthnRequest_Sam10, IsTakenUnsignedOnlyWithoutAnySignature) {
  const std::string right = saml::sign(request_xml(), tests::provider_key());
  const std::string wrong = saml::sign(request_xml(), tests::attacker_key());
  const auto by_query = saml::unsigned_allowed(
      redirected(request_xml(), MessageKind::request, tests::attacker_key()));

  EXPECT_TRUE(saml::unsigned_allowed(received(request_xml())));
  EXPECT_EQ(open_refusal(right), Refusal::saml_request_signature);
  EXPECT_EQ(open_refusal(wrong), Refusal::saml_request_signature);
  ASSERT_FALSE(by_query);
  EXPECT_EQ(by_query.error(), Refusal::saml_request_signature);
}

TEST(AuthnRequest_Sam10, IsVerifiedWhereItIsSigned) {
  for (const auto* const key : {&tests::provider_key(), &tests::elliptic_key()}) {
    const auto request = saml::xml_signed<AuthnRequest>(received(saml::sign(request_xml(), *key)),
                                                        tests::provider_keys());

    ASSERT_TRUE(request);
    EXPECT_EQ((*request)->id, "_q1");
  }
}

TEST(AuthnRequest_Sam10, RefusesASignatureThatLacksOrIsWrong) {
  const std::string good = saml::sign(request_xml(), tests::provider_key());
  const std::string texts[] = {
      request_xml(),
      saml::sign(request_xml(), tests::attacker_key()),
      with(good, "https://idp.example/sso", "https://evil.example/"),
      with(good, "</saml:Issuer>",
           "</saml:Issuer>" + tests::part(good, "<ds:Signature ", "</ds:Signature>")),
      with(good, "<samlp:RequestedAuthnContext",
           tests::part(good, "<ds:Signature ", "</ds:Signature>") + "<samlp:RequestedAuthnContext"),
  };

  for (const std::string& text : texts) {
    const auto request = saml::xml_signed<AuthnRequest>(received(text), tests::provider_keys());

    ASSERT_FALSE(request) << text;
    EXPECT_EQ(request.error(), Refusal::saml_request_signature) << text;
  }
}

TEST(Logout_SamlCore_3_7_1, SaysWhoAndWhichSessions) {
  const auto by_query = redirected(logout_xml(), MessageKind::request, tests::provider_key());
  const auto by_form = received(saml::sign(logout_xml(), tests::provider_key()));

  for (const auto& request :
       {saml::redirect_signed<LogoutRequest>(by_query, tests::provider_keys()),
        saml::xml_signed<LogoutRequest>(by_form, tests::provider_keys())}) {
    ASSERT_TRUE(request);
    EXPECT_EQ((*request)->issuer, tests::kProvider);
    EXPECT_EQ((*request)->destination, "https://login.example/saml/slo");
    EXPECT_EQ((*request)->not_on_or_after, kNow + std::chrono::minutes(5));
    EXPECT_EQ((*request)->name_id->value, "k7x");
    EXPECT_EQ((*request)->name_id->name_qualifier, "q");
    EXPECT_EQ((*request)->session_indexes, (std::vector<std::string>{"_s1", "_s2"}));
  }
}

TEST(Logout_Xsw27, RefusesAForgedRequest) {
  const auto unsigned_one =
      saml::xml_signed<LogoutRequest>(received(logout_xml()), tests::provider_keys());
  const auto forged = saml::redirect_signed<LogoutRequest>(
      redirected(logout_xml(), MessageKind::request, tests::attacker_key()),
      tests::provider_keys());
  const auto other = saml::redirect_signed<LogoutRequest>(
      redirected(request_xml(), MessageKind::request, tests::provider_key()),
      tests::provider_keys());

  ASSERT_FALSE(unsigned_one || forged || other);
  EXPECT_EQ(unsigned_one.error(), Refusal::saml_signature);
  EXPECT_EQ(forged.error(), Refusal::saml_signature);
  EXPECT_EQ(other.error(), Refusal::saml_malformed);
}

TEST(Logout_SamlCore_3_7_2, AnswersWithAStatus) {
  const auto answer = saml::redirect_signed<LogoutResponse>(
      redirected(logout_answer_xml(), MessageKind::response, tests::elliptic_key()),
      tests::provider_keys());

  ASSERT_TRUE(answer);
  EXPECT_EQ((*answer)->in_response_to, "_l1");
  EXPECT_EQ((*answer)->issuer, tests::kProvider);
  EXPECT_EQ((*answer)->status.code, saml::status::kSuccess);
}

TEST(Logout_RelyingParties_2_2, TakesAnAnswerThatNamesNoRequest) {
  const std::string bare = with(logout_answer_xml(), " InResponseTo=\"_l1\"", "");

  const auto answer = saml::redirect_signed<LogoutResponse>(
      redirected(bare, MessageKind::response, tests::provider_key()), tests::provider_keys());

  ASSERT_TRUE(answer);
  EXPECT_EQ((*answer)->in_response_to, std::nullopt);
}

TEST(Logout_SamlCore_3_7_2, RefusesAnAnswerWithoutAStatus) {
  const std::string bare = tests::without(logout_answer_xml(), "<samlp:Status>", "</samlp:Status>");

  const auto answer = saml::redirect_signed<LogoutResponse>(
      redirected(bare, MessageKind::response, tests::provider_key()), tests::provider_keys());

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error(), Refusal::saml_malformed);
}

TEST(Writing_Xml, HoldsWhateverIsWritten) {
  AuthnRequest request = tests::example_request();
  request.issuer = "https://a.example/?x=<\"&'>\t\r\n é 🔒";

  const auto read = saml::unsigned_allowed(received(to_xml(request)));

  ASSERT_TRUE(read);
  EXPECT_EQ((*read)->issuer, request.issuer);
  for (const char* const bad : {"\x01", "\xff", "\xed\xa0\x80"}) {
    request.issuer = bad;
    EXPECT_THROW(to_xml(request), std::invalid_argument);
  }
}
