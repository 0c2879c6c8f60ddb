// Everything that we emit is valid by the schemas of OASIS (Debian's opensaml-schemas and
// xmltooling), as xmllint sees it.

#include <gtest/gtest.h>

#include <string>

#include "saml/issue.h"
#include "saml/names.h"
#include "saml/own_metadata.h"
#include "saml/signing.h"
#include "saml/writing.h"
#include "tests/crypto/fixed_random.h"
#include "tests/saml/command.h"
#include "tests/saml/parties.h"

using namespace sluis;

namespace {

constexpr crypto::TimePoint kNow{std::chrono::seconds(1'800'000'000)};

// The schemas import each other by addresses on the network; a catalog leads to the files.
tests::Outcome validate(const std::string& xml, const std::string& schema) {
  const tests::TemporaryFolder folder;
  tests::write_file(folder / "document.xml", xml);
  return tests::run(
      "XML_CATALOG_FILES=tests/saml/catalog.xml xmllint --nonet --noout --schema tests/saml/" +
      schema + " " + (folder / "document.xml").string());
}

saml::OwnEntity own_entity() {
  return {.entity_id = "https://login.example/saml/metadata",
          .document_id = "_m1",
          .valid_until = kNow + std::chrono::days(7),
          .cache_duration = std::chrono::hours(8),
          .signing_keys = {tests::provider_key().public_key(), tests::elliptic_key().public_key()},
          .encryption_keys = {tests::opening_key().public_key()},
          .logout_url = "https://login.example/saml/slo?a=b&c=d",
          .display_names = {{"en", "Locks & gates"}, {"nl", "Sluizen"}},
          .privacy_statement_urls = {{"nl", "https://login.example/privacy"}},
          .logo = saml::Logo{"https://login.example/logo.png", 80, 60},
          .organisation_url = "https://login.example/",
          .contacts = {{"technical", "Beheer", "beheer@login.example"}}};
}

}  // namespace

TEST(Schema_SamlCore, HoldsForEveryMessage) {
  saml::AuthnRequest request = tests::example_request();
  request.is_passive = true;
  request.name_id_policy = saml::NameIdPolicy{
      .format = std::string(saml::name_id_format::kTransient), .allows_creation = true};
  const saml::LogoutRequest logout{.id = "_l1",
                                   .issue_instant = kNow,
                                   .issuer = "https://login.example",
                                   .destination = "https://sp.example/slo",
                                   .not_on_or_after = kNow,
                                   .name_id = saml::NameId{.value = "k7x"},
                                   .session_indexes = {"_s1", "_s2"}};
  const saml::LogoutResponse answer{
      .id = "_l2",
      .issue_instant = kNow,
      .issuer = "https://login.example",
      .in_response_to = "_l1",
      .status = {.code = std::string(saml::status::kSuccess),
                 .second_code = std::string(saml::status::kPartialLogout)}};
  tests::FixedRandom random;
  const auto recipient = saml::Recipient::choose({{tests::opening_key().public_key(), {}}});
  const saml::PrivateKey& key = tests::provider_key();
  const std::string messages[] = {
      to_xml(request),
      saml::sign(to_xml(request), key),
      to_xml(logout),
      saml::sign(to_xml(logout), tests::elliptic_key()),
      to_xml(answer),
      issue(tests::example_response(), tests::example_assertion(), {.key = key}, random),
      issue(tests::example_response(), tests::example_assertion(),
            {.key = key, .recipient = &*recipient}, random),
      issue(tests::example_response(), key),
  };

  for (const std::string& message : messages) {
    const auto outcome = validate(message, "messages.xsd");
    EXPECT_EQ(outcome.status, 0) << outcome.said << message;
  }
}

TEST(Schema_SamlMetadata, HoldsForBothRoles) {
  const std::string documents[] = {
      to_metadata(saml::OwnIdp{.entity = own_entity(),
                               .sign_on_url = "https://login.example/saml/sso",
                               .error_url = "https://login.example/help",
                               .scopes = {"login.example"},
                               .name_id_formats = {std::string(saml::name_id_format::kPersistent)}},
                  tests::provider_key()),
      to_metadata(
          saml::OwnSp{.entity = own_entity(), .consumer_url = "https://login.example/saml/acs/duo"},
          tests::elliptic_key()),
  };

  for (const std::string& document : documents) {
    const auto outcome = validate(document, "metadata.xsd");
    EXPECT_EQ(outcome.status, 0) << outcome.said << document;
  }
}

TEST(Schema_Sam03, ItselfRefusesWhatIsWrong) {
  EXPECT_NE(validate("<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>",
                     "messages.xsd")
                .status,
            0);
}
