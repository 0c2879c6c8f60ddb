#include "saml/metadata.h"

#include <gtest/gtest.h>

#include <string>

#include "saml/signing.h"
#include "tests/saml/certificates.h"
#include "tests/saml/parties.h"

using namespace sluis;
using namespace std::chrono_literals;
using saml::MetadataRules;
using tests::with;

namespace {

constexpr crypto::TimePoint kNow{std::chrono::sys_days(std::chrono::year(2026) / 11 / 21)};

std::string key_descriptor(std::string_view use, std::string_view certificate,
                           std::string_view methods = "") {
  return "<md:KeyDescriptor" + std::string(use) +
         "><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data>"
         "<ds:X509Certificate>" +
         std::string(certificate) + "</ds:X509Certificate></ds:X509Data></ds:KeyInfo>" +
         std::string(methods) + "</md:KeyDescriptor>";
}

std::string entity(std::string_view inside) {
  return R"(<?xml version="1.0" encoding="UTF-8"?><!-- ours --><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_m1" entityID="https://idp.example/saml" validUntil="2026-12-01T00:00:00Z" cacheDuration="PT8H">)" +
         std::string(inside) + "</md:EntityDescriptor>";
}

std::string idp() {
  return entity(
      R"(<md:Extensions><shibmd:Scope xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" regexp="false">duo.example</shibmd:Scope></md:Extensions>)"
      R"(<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" WantAuthnRequestsSigned="1">)"
      R"(<md:Extensions><shibmd:Scope xmlns:shibmd="urn:mace:shibboleth:metadata:1.0">mail.duo.example</shibmd:Scope><shibmd:Scope xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" regexp="true">.*</shibmd:Scope><mdui:UIInfo xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui"><mdui:DisplayName xml:lang="nl">Dienst</mdui:DisplayName><mdui:DisplayName xml:lang="en">Agency</mdui:DisplayName></mdui:UIInfo></md:Extensions>)" +
      key_descriptor(" use=\"signing\"", tests::provider_key().certificate()) +
      key_descriptor("", tests::elliptic_key().certificate()) +
      R"(<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/slo" ResponseLocation="https://idp.example/slo/done"/>)"
      R"(<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:SOAP" Location="https://idp.example/soap"/>)"
      R"(<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>)"
      R"(<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/post"/>)"
      R"(<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/>)"
      R"(</md:IDPSSODescriptor>)");
}

std::string sp() {
  return entity(
      R"(<md:Extensions><mdattr:EntityAttributes xmlns:mdattr="urn:oasis:names:tc:SAML:metadata:attribute"><saml:Attribute xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Name="urn:oasis:names:tc:SAML:profiles:subject-id:req"><saml:AttributeValue>pairwise-id</saml:AttributeValue></saml:Attribute></mdattr:EntityAttributes></md:Extensions>)"
      R"(<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol urn:oasis:names:tc:SAML:2.0:protocol" AuthnRequestsSigned="true" WantAssertionsSigned="true">)" +
      key_descriptor(
          " use=\"encryption\"", tests::opening_key().certificate(),
          R"(<md:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes128-gcm"/>)") +
      R"(<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="https://sp.example/a" index="0" isDefault="true"/>)"
      R"(<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sp.example/1" index="1"/>)"
      R"(<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sp.example/2" index="2" isDefault="true"/>)"
      R"(</md:SPSSODescriptor>)");
}

MetadataRules rules() { return {.now = kNow}; }

Refusal refusal_of(std::string_view text, const MetadataRules& with_rules = rules()) {
  const auto metadata = saml::read_idp_metadata(text, with_rules);
  EXPECT_FALSE(metadata) << text;
  return metadata ? Refusal::login_required : metadata.error();
}

}  // namespace

TEST(Metadata_SamlMetadata_2_4_3, TellsOfAnIdentityProvider) {
  const auto metadata = saml::read_idp_metadata(idp(), rules());

  ASSERT_TRUE(metadata);
  const saml::Entity& entity = metadata->entity;
  EXPECT_EQ(entity.entity_id, tests::kProvider);
  EXPECT_EQ(entity.valid_until, kNow + 10 * 24h);
  EXPECT_EQ(entity.cache_duration, 8h);
  ASSERT_EQ(entity.signing_keys.size(), 2U);
  EXPECT_EQ(entity.signing_keys[0].certificate(), tests::provider_key().certificate());
  ASSERT_EQ(entity.encryption_keys.size(), 1U);
  EXPECT_EQ(entity.encryption_keys[0].key.certificate(), tests::elliptic_key().certificate());
  ASSERT_EQ(entity.logout.size(), 1U);
  EXPECT_EQ(entity.logout[0].location, "https://idp.example/slo");
  EXPECT_EQ(entity.logout[0].response_location, "https://idp.example/slo/done");
  EXPECT_EQ(entity.name_id_formats.size(), 1U);
  EXPECT_EQ(entity.display_names.at("nl"), "Dienst");
  EXPECT_EQ(entity.display_names.at("en"), "Agency");
  ASSERT_EQ(metadata->sign_on.size(), 2U);
  EXPECT_EQ(metadata->sign_on[1].binding, saml::Binding::redirect);
  EXPECT_EQ(metadata->sign_on[1].location, "https://idp.example/sso");
  EXPECT_EQ(metadata->sign_on[1].response_location, "https://idp.example/sso");
  EXPECT_TRUE(metadata->wants_requests_signed);
  EXPECT_EQ(metadata->scopes, (std::vector<std::string>{"duo.example", "mail.duo.example"}));
}

TEST(Metadata_SamlMetadata_2_4_4, TellsOfAService) {
  const auto metadata = saml::read_sp_metadata(sp(), rules());

  ASSERT_TRUE(metadata);
  EXPECT_TRUE(metadata->signs_requests);
  EXPECT_TRUE(metadata->wants_assertions_signed);
  EXPECT_TRUE(metadata->entity.signing_keys.empty());
  ASSERT_EQ(metadata->entity.encryption_keys.size(), 1U);
  EXPECT_EQ(metadata->entity.encryption_keys[0].methods,
            std::vector<std::string>{"http://www.w3.org/2009/xmlenc11#aes128-gcm"});
  ASSERT_EQ(metadata->consumers.size(), 2U);
  EXPECT_EQ(metadata->consumers[0].index, 1U);
  EXPECT_EQ(metadata->default_consumer()->location, "https://sp.example/2");
  EXPECT_EQ(metadata->subject_id_requirement, "pairwise-id");
}

TEST(Metadata_SamlMetadata_2_2_3, HasADefaultConsumer) {
  const auto default_of = [](const std::string& text) {
    const auto metadata = saml::read_sp_metadata(text, rules());
    const auto* const consumer = metadata ? metadata->default_consumer() : nullptr;
    return consumer == nullptr ? "" : consumer->location;
  };
  const std::string unmarked = with(sp(), "index=\"2\" isDefault=\"true\"", "index=\"2\"");
  const std::string marked_otherwise =
      with(unmarked, "index=\"1\"", "index=\"1\" isDefault=\"false\"");
  const std::string all_otherwise =
      with(marked_otherwise, "index=\"2\"", "index=\"2\" isDefault=\"false\"");

  EXPECT_EQ(default_of(unmarked), "https://sp.example/1");
  EXPECT_EQ(default_of(marked_otherwise), "https://sp.example/2");
  EXPECT_EQ(default_of(all_otherwise), "https://sp.example/1");
  EXPECT_EQ(
      default_of(entity("<md:SPSSODescriptor "
                        "protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>")),
      "");
}

TEST(Metadata_Sam05, TakesTheEarlierOfTwoDates) {
  const auto metadata = saml::read_idp_metadata(
      with(idp(), "<md:IDPSSODescriptor ",
           "<md:IDPSSODescriptor validUntil=\"2026-11-25T00:00:00Z\" cacheDuration=\"PT1H\" "),
      rules());

  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->entity.valid_until, kNow + 4 * 24h);
  EXPECT_EQ(metadata->entity.cache_duration, 1h);
}

TEST(Metadata_Sam05, RefusesADateThatHasPassed) {
  MetadataRules late = rules();
  late.now = kNow + 10 * 24h;

  EXPECT_EQ(refusal_of(idp(), late), Refusal::saml_expired);
}

TEST(Metadata_Sam05, RefusesADateTooFarAhead) {
  MetadataRules strict = rules();
  strict.longest_validity = 9 * 24h;

  EXPECT_EQ(refusal_of(idp(), strict), Refusal::saml_not_yet_valid);
}

TEST(Metadata_Sam05, RefusesNoDateWhereOneIsAsked) {
  const std::string undated = with(idp(), " validUntil=\"2026-12-01T00:00:00Z\"", "");
  MetadataRules strict = rules();
  strict.requires_valid_until = true;

  EXPECT_EQ(refusal_of(undated, strict), Refusal::saml_expired);
  EXPECT_TRUE(saml::read_idp_metadata(undated, rules()));
}

TEST(Metadata_Sam05, IsReadFromWhatWasSigned) {
  const std::vector signers{tests::provider_key().public_key()};
  MetadataRules strict = rules();
  strict.signers = signers;
  // Exclusive canonicalisation takes comments away; sign() wants none.
  const std::string plain = with(idp(), "<!-- ours -->", "");
  const std::string good = saml::sign(plain, tests::provider_key());

  EXPECT_TRUE(saml::read_idp_metadata(good, strict));
  EXPECT_TRUE(saml::read_idp_metadata(
      with(good, "<md:Extensions>", "<!-- later --><md:Extensions>"), strict));
  EXPECT_EQ(refusal_of(plain, strict), Refusal::saml_signature);
  EXPECT_EQ(refusal_of(saml::sign(plain, tests::attacker_key()), strict), Refusal::saml_signature);
  EXPECT_EQ(refusal_of(with(good, "https://idp.example/sso", "https://evil.example/sso"), strict),
            Refusal::saml_signature);
  const std::string within =
      with(plain, "<md:KeyDescriptor ",
           "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/><md:KeyDescriptor ");
  EXPECT_EQ(refusal_of(saml::sign(within, tests::provider_key()), strict), Refusal::saml_signature);
}

TEST(Metadata_Xsw26, RefusesInjectedParts) {
  const std::string role = tests::part(idp(), "<md:IDPSSODescriptor", "</md:IDPSSODescriptor>");
  const std::string texts[] = {
      "",
      "<a/>",
      with(idp(), role, role + role),
      with(idp(), role, ""),
      sp(),
      "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">" +
          tests::part(idp(), "<md:EntityDescriptor", "</md:EntityDescriptor>") +
          "</md:EntitiesDescriptor>",
      with(idp(), "urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:1.1:protocol"),
      with(idp(), "urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:2.0:protocolx"),
      with(idp(), " entityID=\"https://idp.example/saml\"", ""),
      with(idp(), "https://idp.example/saml", std::string(1025, 'x')),
      with(idp(), "2026-12-01T00:00:00Z", "2026-12-01"),
      with(idp(), "PT8H", "8H"),
      with(idp(), "Signed=\"1\"", "Signed=\"yes\""),
      with(idp(), "use=\"signing\"", "use=\"all\""),
      with(idp(), " Location=\"https://idp.example/sso\"", ""),
      with(idp(), tests::provider_key().certificate(), "AAAA"),
      with(idp(), "<!-- ours -->", "<!DOCTYPE a>"),
      idp() + std::string(saml::kLimitMetadataBytes, ' '),
  };

  for (const std::string& text : texts)
    EXPECT_EQ(refusal_of(text), Refusal::saml_malformed) << text.substr(0, 300);
}

TEST(Metadata_Xsw26, LimitsKeysAndEndpoints) {
  std::string keys = idp();
  std::string endpoints = idp();
  const std::string key = key_descriptor(" use=\"signing\"", tests::elliptic_key().certificate());
  const std::string endpoint = tests::part(idp(), "<md:SingleLogoutService", "/>");
  for (int number = 0; number < 15; ++number)
    keys = with(keys, "<md:SingleLogoutService", key + "<md:SingleLogoutService");
  for (int number = 0; number < 63; ++number)
    endpoints = with(endpoints, endpoint, endpoint + endpoint);

  EXPECT_EQ(refusal_of(keys), Refusal::saml_malformed);
  EXPECT_EQ(refusal_of(endpoints), Refusal::saml_malformed);
}

TEST(Metadata_Sam06, RefusesSmallKeys) {
  EXPECT_EQ(
      refusal_of(with(idp(), tests::provider_key().certificate(), tests::certificate_of_rsa(1024))),
      Refusal::saml_algorithm);
}

TEST(Metadata_Sam04, PassesOverKeysThatAreNoCertificates) {
  const std::string named = with(idp(), tests::part(idp(), "<ds:X509Data>", "</ds:X509Data>"),
                                 "<ds:KeyName>x</ds:KeyName>");

  const auto metadata = saml::read_idp_metadata(named, rules());

  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->entity.signing_keys.size(), 1U);
}

TEST(Metadata_XmlSignature_4_5_4, TakesTheKeyAndNotItsIssuers) {
  const std::string chain = with(idp(), "</ds:X509Certificate>",
                                 "</ds:X509Certificate><ds:X509Certificate>" +
                                     tests::attacker_key().certificate() + "</ds:X509Certificate>");

  const auto metadata = saml::read_idp_metadata(chain, rules());

  ASSERT_TRUE(metadata);
  ASSERT_EQ(metadata->entity.signing_keys.size(), 2U);
  EXPECT_EQ(metadata->entity.signing_keys[0].certificate(), tests::provider_key().certificate());
  EXPECT_EQ(metadata->entity.signing_keys[1].certificate(), tests::elliptic_key().certificate());
}
