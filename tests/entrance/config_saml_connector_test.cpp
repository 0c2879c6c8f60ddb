#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <vector>

#include "gateway/config.h"
#include "tests/operate/temporary_folder.h"
#include "tests/upstream/lying_saml_provider.h"

namespace sluis::tests {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using By = upstream::SamlIdentity::By;

constexpr const char* kGood = "metadata: idp.xml, authoritative: true, identity: address";

class SamlConnector_Design10 : public ::testing::Test {
 protected:
  SamlConnector_Design10() {
    const auto now = crypto::SystemClock().now();
    write_file(folder_ / "idp.xml", metadata_of({&provider_key()}, now + std::chrono::days(90)));
    write_file(folder_ / "idp.pem", certificate_pem(provider_key()));
    write_file(folder_ / "other.pem", certificate_pem(attacker_key()));
    write_file(folder_ / "allowlist.yaml",
               "domains:\n  - { domain: duo.nl, organisation: DUO, connectors: [duo] }\n");
  }

  /// `more`: keys of the connector. They stand on line 8.
  ReadConfig read(const std::string& more, const std::string& top = "") const {
    write_file(folder_ / "sluis.yaml",
               "issuer: https://login.example\n"
               "listen: [ \"http://127.0.0.1:8080\" ]\n"
               "redis: { url: \"redis+unix:///run/redis.sock\" }\n"
               "keys: { file: keys.jwe, passphrase_file: passphrase }\n"
               "allowlist: allowlist.yaml\n"
               "contact: { name: Huis, email: help@login.example }\n"
               "connectors:\n"
               "  - { id: duo, type: saml, name: { nl: DUO }, " +
                   more + " }\n" + top);
    return read_config(folder_ / "sluis.yaml");
  }

  static std::vector<std::string> said(const ReadConfig& read) {
    std::vector<std::string> lines;
    for (const auto& one : read.mistakes) {
      lines.push_back(std::to_string(one.line) + ": " + one.text);
    }
    return lines;
  }

  TemporaryFolder folder_;
};

TEST_F(SamlConnector_Design10, IsReadFromAFile) {
  const auto one = read(kGood);

  EXPECT_THAT(said(one), IsEmpty());
  const auto& settings = one.config.saml_connectors.at(0);
  EXPECT_EQ(settings.metadata.entity_id, kProvider);
  EXPECT_EQ(settings.description.realm, "duo");
  EXPECT_EQ(settings.email_attribute, kMailAttribute);
  EXPECT_EQ(settings.identity.by, By::address);
  EXPECT_EQ(settings.response_signature, saml::ResponseSignature::optional);
  EXPECT_EQ(settings.entity_id(), "https://login.example/saml/sp/duo/metadata");
  EXPECT_EQ(settings.consumer_url(), "https://login.example/saml/acs/duo");
}

TEST_F(SamlConnector_Design10, TakesWhatTheOperatorSays) {
  const auto one = read(
      "metadata: idp.xml, metadata_certificate: idp.pem, authoritative: true, realm: ocw, "
      "identity: \"urn:oasis:names:tc:SAML:attribute:pairwise-id\", email_attribute: mail, "
      "require_signed_response: true, acr: { \"urn:example:mfa\": \"urn:sluis:federated-mfa\" }");

  EXPECT_THAT(said(one), IsEmpty());
  const auto& settings = one.config.saml_connectors.at(0);
  EXPECT_EQ(settings.description.realm, "ocw");
  EXPECT_EQ(settings.email_attribute, "mail");
  EXPECT_EQ(settings.identity.by, By::attribute);
  EXPECT_EQ(settings.identity.attribute, "urn:oasis:names:tc:SAML:attribute:pairwise-id");
  EXPECT_EQ(settings.response_signature, saml::ResponseSignature::required);
  EXPECT_EQ(settings.acr.ours_by_theirs.at("urn:example:mfa"), "urn:sluis:federated-mfa");
  EXPECT_EQ(settings.metadata.signers.size(), 1U);
}

TEST_F(SamlConnector_Design10, KnowsANameId) {
  const auto one = read("metadata: idp.xml, authoritative: true, identity: nameid");

  EXPECT_EQ(one.config.saml_connectors.at(0).identity.by, By::name_id);
}

TEST_F(SamlConnector_Design10, IsFetchedFromAnAddress) {
  const auto one = read(
      "metadata: \"https://idp.example/metadata\", entity_id: \"https://idp.example/saml\", "
      "authoritative: true, identity: address");

  EXPECT_THAT(said(one), IsEmpty());
  EXPECT_EQ(one.config.saml_connectors.at(0).metadata.url, "https://idp.example/metadata");
}

struct Mistaken {
  const char* name;
  const char* keys;
  const char* said;
};

class SamlMistake : public SamlConnector_Design10,
                    public ::testing::WithParamInterface<Mistaken> {};

TEST_P(SamlMistake, IsSaidWithItsLine) {
  write_file(folder_ / "none.xml", "<none/>");
  const auto now = crypto::SystemClock().now();
  write_file(folder_ / "old.xml", metadata_of({&provider_key()}, now - std::chrono::days(1)));

  const auto wrong = read(GetParam().keys);

  EXPECT_THAT(said(wrong), Contains(HasSubstr(GetParam().said)));
  EXPECT_FALSE(wrong.is_good());
}

INSTANTIATE_TEST_SUITE_P(
    Config_Design10, SamlMistake,
    ::testing::Values(
        Mistaken{"NoMetadata", "authoritative: true, identity: address", "8: metadata: is missing"},
        Mistaken{"NoFile", "metadata: gone.xml, authoritative: true, identity: address",
                 "8: metadata: cannot be read"},
        Mistaken{"NoDocument", "metadata: none.xml, authoritative: true, identity: address",
                 "8: metadata: must be the SAML 2.0 metadata of one provider"},
        Mistaken{"Ended", "metadata: old.xml, authoritative: true, identity: address",
                 "8: metadata: have ended"},
        Mistaken{"OfAnother",
                 "metadata: idp.xml, entity_id: \"https://other.example\", authoritative: true, "
                 "identity: address",
                 "8: metadata: are those of another provider"},
        Mistaken{"SignedByAnother",
                 "metadata: idp.xml, metadata_certificate: other.pem, authoritative: true, "
                 "identity: address",
                 "8: metadata: are not signed by the key"},
        Mistaken{"NoCertificate",
                 "metadata: idp.xml, metadata_certificate: idp.xml, authoritative: true, identity: "
                 "address",
                 "8: metadata_certificate: must be one certificate"},
        Mistaken{"AddressWithoutTls",
                 "metadata: \"http://idp.example/m\", entity_id: x, authoritative: true, identity: "
                 "address",
                 "8: metadata: must be a file or an https address"},
        Mistaken{"AddressOfNobody",
                 "metadata: \"https://idp.example/m\", authoritative: true, identity: address",
                 "8: entity_id: is missing"},
        Mistaken{"NotAuthoritative", "metadata: idp.xml, identity: address",
                 "8: authoritative: must be true"},
        Mistaken{"AuthoritativeFalse", "metadata: idp.xml, authoritative: false, identity: address",
                 "8: authoritative: must be true"},
        Mistaken{"NoIdentity", "metadata: idp.xml, authoritative: true", "8: identity: is missing"},
        Mistaken{"IdentityOfOidc", "metadata: idp.xml, authoritative: true, identity: subject",
                 "8: identity: must be address, nameid"},
        Mistaken{"UnknownAcr",
                 "metadata: idp.xml, authoritative: true, identity: address, acr: { a: b }",
                 "8: a: 'b' is not in the list"},
        Mistaken{"UnknownKey",
                 "metadata: idp.xml, authoritative: true, identity: address, issuer: x",
                 "8: unknown key 'issuer'"}),
    [](const auto& given) { return given.param.name; });

TEST_F(SamlConnector_Design10, MayBePlainOnLoopbackInALaboratory) {
  const auto one = read(
      "metadata: \"http://127.0.0.1:9/m\", entity_id: \"http://127.0.0.1:9/m\", authoritative: "
      "true, identity: address",
      "outbound: { allow_private: true }\n");

  EXPECT_TRUE(one.is_good());
  EXPECT_TRUE(one.config.saml_connectors.at(0).metadata.may_be_plain);
}

}  // namespace
}  // namespace sluis::tests
