// What an operator can get wrong about a service that speaks SAML, said with its line.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "crypto/keyring_file.h"
#include "gateway/config.h"
#include "gateway/ring_fitness.h"
#include "saml/key.h"
#include "tests/operate/temporary_folder.h"

namespace sluis::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr crypto::TimePoint kNow{std::chrono::seconds{1767225600}};

const std::string& certificate() {
  static const std::string text = [] {
    const auto pair = crypto::SigningKey::generate(crypto::Algorithm::rs256, "sp");
    return saml::PrivateKey::from_jwk(
               pair.private_jwk(),
               {.common_name = "sp", .not_before = kNow, .not_after = kNow + std::chrono::days(9)})
        .certificate();
  }();
  return text;
}

std::string key_descriptor(const std::string& use, const std::string& methods = "") {
  return "<KeyDescriptor use=\"" + use +
         "\"><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data><X509Certificate>" +
         certificate() + "</X509Certificate></X509Data></KeyInfo>" + methods + "</KeyDescriptor>";
}

struct Service {
  std::string entity_id = "https://wiki.example/saml";
  std::string attributes{};  // of the EntityDescriptor
  std::string promises{};    // of the SPSSODescriptor
  std::string keys = key_descriptor("signing");
  std::string consumer = "https://wiki.example/acs";
  std::string binding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
  std::string extensions{};
};

std::string metadata_of(const Service& service) {
  return "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"" +
         service.entity_id + "\" " + service.attributes + ">" + service.extensions +
         "<SPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\" " +
         service.promises + ">" + service.keys + "<AssertionConsumerService Binding=\"" +
         service.binding + "\" Location=\"" + service.consumer +
         "\" index=\"0\"/></SPSSODescriptor></EntityDescriptor>";
}

class ConfigSaml_Design10 : public ::testing::Test {
 protected:
  ConfigSaml_Design10() {
    write("allowlist.yaml",
          "domains:\n  - { domain: minbzk.nl, organisation: BZK, connectors: [mail] }\n");
    write("secret", "0123456789012345678901\n");
    write("wiki.xml", metadata_of({}));
  }

  void write(const std::string& name, const std::string& text) {
    const auto path = folder_.path() / name;
    std::ofstream(path) << text;
    ::chmod(path.c_str(), 0600);
  }

  static std::string wiki(const std::string& more = "", const std::string& id = "wiki") {
    return "  - { id: " + id + ", type: saml, name: \"Wiki\", sector: " + id +
           ", metadata: wiki.xml" + more + " }\n";
  }

  static std::string published(const std::string& entity_id, const std::string& id = "wiki") {
    return "  - { id: " + id + ", type: saml, name: \"Wiki\", sector: " + id +
           ", metadata: \"https://wiki.example/metadata\", entity_id: " + entity_id + " }\n";
  }

  ReadConfig read(const std::string& clients) {
    write("sluis.yaml", R"(issuer: https://login.example
listen: [ "http://127.0.0.1:8080" ]
redis: { url: "redis+unix:///run/redis.sock" }
keys: { file: keys.jwe, passphrase_file: passphrase }
allowlist: allowlist.yaml
mail: { smtp: "smtps://mail.example:465", from: "a@login.example" }
contact: { name: "Huis", email: "help@login.example" }
connectors:
  - { id: mail, type: mail_code, name: { nl: "Code", en: "Code" } }
clients:
)" + clients);
    return read_config(folder_.path() / "sluis.yaml");
  }

  std::vector<std::string> mistakes(const std::string& clients) {
    std::vector<std::string> texts;
    for (const auto& one : read(clients).mistakes) texts.push_back(one.text);
    return texts;
  }

  std::vector<std::string> mistakes_of(const Service& service) {
    write("wiki.xml", metadata_of(service));
    return mistakes(wiki());
  }

  TemporaryFolder folder_;
};

using ConfigSaml_Sam05 = ConfigSaml_Design10;

TEST_F(ConfigSaml_Design10, ReadsAService) {
  const auto read_one =
      read(wiki(", nameid: email, attributes: { username: username, \"urn:oid:2.5.4.3\": name }"));

  EXPECT_THAT(read_one.mistakes, IsEmpty());
  ASSERT_EQ(read_one.config.saml_clients.size(), 1U);
  const auto& client = read_one.config.saml_clients.at(0);
  EXPECT_EQ(client.id, "wiki");
  EXPECT_EQ(client.sector, "wiki");
  EXPECT_EQ(client.entity_id(), "https://wiki.example/saml");
  EXPECT_EQ(client.name_id, downstream::NameIdKind::email);
  ASSERT_EQ(client.attributes.size(), 2U);
  EXPECT_EQ(client.attributes.at(1).name, "urn:oid:2.5.4.3");
  EXPECT_EQ(client.attributes.at(1).value, downstream::PersonalWord::name);
  EXPECT_FALSE(client.recipient);
}

constexpr const char* kCbcAlone =
    R"(<EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/>)";

TEST_F(ConfigSaml_Design10, RocketChatIsThreeLines) {
  // It publishes one key for both uses, and says that it opens CBC.
  write("wiki.xml", metadata_of({.keys = key_descriptor("encryption", kCbcAlone)}));

  const auto read_one = read("  - { id: chat, preset: rocketchat-saml, metadata: wiki.xml }\n");

  EXPECT_THAT(read_one.mistakes, IsEmpty());
  ASSERT_EQ(read_one.config.saml_clients.size(), 1U);
  const auto& client = read_one.config.saml_clients.at(0);
  EXPECT_EQ(client.name, "Rocket.Chat");
  EXPECT_EQ(client.sector, "chat");
  EXPECT_EQ(client.name_id, downstream::NameIdKind::email);
  EXPECT_EQ(client.attributes.size(), 3U);
  EXPECT_FALSE(client.recipient);
  EXPECT_EQ(client.password_wish, downstream::PasswordWish::is_a_habit);
}

TEST_F(ConfigSaml_Design10, WithoutThePresetItsCiphersAreRefused) {
  EXPECT_THAT(mistakes_of({.keys = key_descriptor("encryption", kCbcAlone)}),
              ElementsAre(HasSubstr("ask for encryption in a way that is not supported")));
}

TEST_F(ConfigSaml_Design10, RefusesWhatContradictsThePreset) {
  const auto read_one = read(
      "  - { id: chat, preset: rocketchat-saml, metadata: wiki.xml,\n"
      "      nameid: persistent,\n"
      "      attributes: { cn: name }, encrypt: as_published,\n"
      "      site: \"https://chat.example\" }\n");

  std::vector<std::string> lines;
  for (const auto& one : read_one.mistakes) {
    lines.push_back(std::to_string(one.line) + ": " + one.text);
  }
  EXPECT_THAT(lines,
              ::testing::UnorderedElementsAre(HasSubstr("12: nameid: is what the preset says"),
                                              HasSubstr("13: attributes: is what the preset says"),
                                              HasSubstr("13: encrypt: is what the preset says"),
                                              HasSubstr("14: unknown key 'site'")));
}

TEST_F(ConfigSaml_Design10, RefusesThePresetOfAnotherType) {
  EXPECT_THAT(mistakes(wiki(", preset: rocketchat-oauth")),
              ::testing::Contains(HasSubstr("type: must be oidc with this preset")));
}

TEST_F(ConfigSaml_Design10, WarnsThatTwoProtocolsShareASector) {
  const auto texts =
      mistakes(wiki(", nameid: persistent") +
               "  - { id: chat, type: oidc, name: \"Chat\", sector: wiki, redirect_uris: [ "
               "\"https://chat.example/cb\" ], secret_file: secret }\n");

  EXPECT_THAT(texts, ElementsAre(HasSubstr("'chat' and 'wiki' share a sector")));
}

TEST_F(ConfigSaml_Design10, EncryptsForAServiceThatPublishesAKey) {
  Service service;
  service.keys += key_descriptor("encryption");
  write("wiki.xml", metadata_of(service));

  EXPECT_TRUE(read(wiki()).config.saml_clients.at(0).recipient);
}

TEST_F(ConfigSaml_Design10, RefusesEncryptionThatIsNotSupported) {
  Service service;
  service.keys += key_descriptor(
      "encryption",
      "<EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/>");

  EXPECT_THAT(mistakes_of(service), ElementsAre(HasSubstr("ask for encryption in a way")));
}

TEST_F(ConfigSaml_Design10, EncryptsNothingWhereTheOperatorSaysSo) {
  Service service;
  service.keys += key_descriptor("encryption", kCbcAlone);
  write("wiki.xml", metadata_of(service));

  const auto read_one = read(wiki(", encrypt: never"));

  EXPECT_THAT(read_one.mistakes, IsEmpty());
  EXPECT_FALSE(read_one.config.saml_clients.at(0).recipient);
}

TEST_F(ConfigSaml_Design10, RefusesAnotherWordForEncryption) {
  EXPECT_THAT(mistakes(wiki(", encrypt: always")),
              ElementsAre(HasSubstr("encrypt: must be as_published or never")));
}

TEST_F(ConfigSaml_Design10, RefusesAFileThatIsNotThere) {
  EXPECT_THAT(mistakes("  - { id: wiki, type: saml, name: W, sector: w, metadata: gone.xml }\n"),
              ElementsAre(HasSubstr("metadata: cannot be read")));
}

TEST_F(ConfigSaml_Design10, TakesAnAddressAndWhoseTheyMustBe) {
  const auto one = read(published("\"https://wiki.example/saml\""));

  EXPECT_THAT(one.mistakes, IsEmpty());
  ASSERT_EQ(one.config.saml_clients.size(), 1U);
  const auto& client = one.config.saml_clients.at(0);
  EXPECT_EQ(client.entity_id(), "https://wiki.example/saml");
  ASSERT_TRUE(client.published);
  EXPECT_EQ(client.published->url, "https://wiki.example/metadata");
  EXPECT_FALSE(client.published->may_be_plain);
}

TEST_F(ConfigSaml_Design10, RefusesAnAddressWithoutTls) {
  EXPECT_THAT(mistakes("  - { id: w, type: saml, name: W, sector: w, metadata: "
                       "\"http://w.example/\", entity_id: w }\n"),
              ElementsAre(HasSubstr("metadata: must be a file or an https address")));
}

TEST_F(ConfigSaml_Design10, WantsToKnowWhoseMetadataAnAddressGives) {
  EXPECT_THAT(
      mistakes("  - { id: w, type: saml, name: W, sector: w, metadata: \"https://w.example/\" }\n"),
      ElementsAre(HasSubstr("entity_id: is missing")));
}

TEST_F(ConfigSaml_Design10, RefusesAFileOfAnother) {
  EXPECT_THAT(mistakes(wiki(", entity_id: \"https://other.example\"")),
              ElementsAre(HasSubstr("those of another service")));
}

TEST_F(ConfigSaml_Design10, RefusesAFileThatThePinnedKeyDidNotSign) {
  write("wiki.pem",
        "-----BEGIN CERTIFICATE-----\n" + certificate() + "\n-----END CERTIFICATE-----\n");

  EXPECT_THAT(mistakes(wiki(", metadata_certificate: wiki.pem")),
              ElementsAre(HasSubstr("are not signed by the key in metadata_certificate")));
}

TEST_F(ConfigSaml_Design10, RefusesAnEntityTwiceWhereverItsMetadataAre) {
  EXPECT_THAT(mistakes(wiki() + published("\"https://wiki.example/saml\"", "other")),
              ElementsAre(HasSubstr("same entityID as that of 'wiki'")));
}

TEST_F(ConfigSaml_Design10, RefusesWhatIsNoMetadata) {
  write("wiki.xml", "<html/>");

  EXPECT_THAT(mistakes(wiki()), ElementsAre(HasSubstr("must be the SAML 2.0 metadata of one")));
}

TEST_F(ConfigSaml_Design10, RefusesMetadataThatHaveEnded) {
  Service service;
  service.attributes = "validUntil=\"2020-01-01T00:00:00Z\"";

  EXPECT_THAT(mistakes_of(service), ElementsAre(HasSubstr("have ended")));
}

TEST_F(ConfigSaml_Sam05, RefusesMetadataThatHoldTooLong) {
  Service service;
  service.attributes = "validUntil=\"2222-01-01T00:00:00Z\"";

  EXPECT_THAT(mistakes_of(service), ElementsAre(HasSubstr("hold for longer than")));
}

TEST_F(ConfigSaml_Sam05, RefusesMetadataWithoutAnEndWhereOneIsDemanded) {
  EXPECT_THAT(mistakes(wiki(", metadata_validity: 30d")),
              ElementsAre(HasSubstr("do not say when they will")));
}

TEST_F(ConfigSaml_Sam05, KnowsHowLongMetadataFromAnAddressMayHold) {
  const auto read_one = read(
      "  - { id: wiki, type: saml, name: \"Wiki\", sector: wiki, metadata: "
      "\"https://wiki.example/metadata\", entity_id: \"https://wiki.example\", "
      "metadata_validity: 30d }\n");

  ASSERT_THAT(read_one.mistakes, IsEmpty());
  EXPECT_EQ(read_one.config.saml_clients.at(0).published->longest_validity, std::chrono::days(30));
}

TEST_F(ConfigSaml_Sam05, RefusesALongestThatIsNone) {
  EXPECT_THAT(mistakes(wiki(", metadata_validity: 401d")),
              ::testing::Contains(HasSubstr("metadata_validity: must be from 1d to 400d")));
  EXPECT_THAT(mistakes(wiki(", metadata_validity: 1h")),
              ::testing::Contains(HasSubstr("metadata_validity: must be from 1d to 400d")));
}

TEST_F(ConfigSaml_Design10, RefusesAServiceThatTakesNothingByPost) {
  Service service;
  service.binding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact";

  EXPECT_THAT(mistakes_of(service), ElementsAre(HasSubstr("no AssertionConsumerService")));
}

TEST_F(ConfigSaml_Design10, RefusesAnAddressOnTheWayThatAnybodyCanRead) {
  Service service;
  service.consumer = "http://wiki.example/acs";

  EXPECT_THAT(mistakes_of(service), ElementsAre(HasSubstr("not absolute https")));
}

TEST_F(ConfigSaml_Design10, RefusesAPromiseToSignWithoutAKey) {
  Service service;
  service.promises = "AuthnRequestsSigned=\"true\"";
  service.keys = "";

  EXPECT_THAT(mistakes_of(service), ElementsAre(HasSubstr("promise signed requests")));
}

TEST_F(ConfigSaml_Design10, WarnsOfASubjectId) {
  Service service;
  service.extensions =
      "<Extensions><EntityAttributes xmlns=\"urn:oasis:names:tc:SAML:metadata:attribute\">"
      "<Attribute xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\" "
      "Name=\"urn:oasis:names:tc:SAML:profiles:subject-id:req\" "
      "NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:uri\">"
      "<AttributeValue>subject-id</AttributeValue></Attribute></EntityAttributes></Extensions>";

  EXPECT_THAT(mistakes_of(service), ElementsAre(HasSubstr("ask for subject-id")));
}

TEST_F(ConfigSaml_Design10, RefusesAnotherNameId) {
  EXPECT_THAT(mistakes(wiki(", nameid: name")),
              ElementsAre(HasSubstr("nameid: must be persistent, transient or email")));
}

TEST_F(ConfigSaml_Design10, RefusesAnAttributeThatDoesNotExist) {
  EXPECT_THAT(mistakes(wiki(", attributes: { mail: address }")),
              ElementsAre(HasSubstr("mail: must be username, name, email or pseudonym")));
}

TEST_F(ConfigSaml_Design10, RefusesAnIdTwiceWhateverTheProtocol) {
  EXPECT_THAT(mistakes("  - { id: wiki, type: oidc, name: \"Chat\", sector: chat, redirect_uris: [ "
                       "\"https://chat.example/cb\" ], secret_file: secret }\n" +
                       wiki()),
              ElementsAre(HasSubstr("id: 'wiki' comes twice")));
}

TEST_F(ConfigSaml_Design10, RefusesAnEntityTwice) {
  EXPECT_THAT(mistakes(wiki() + wiki("", "other")),
              ElementsAre(HasSubstr("same entityID as that of 'wiki'")));
}

TEST_F(ConfigSaml_Design10, WantsAKeyRingWithKeysForIt) {
  auto one = read(wiki());
  const auto passphrase = crypto::Secret::copy_of("a passphrase");
  crypto::SystemRandom random;
  write("passphrase", "a passphrase\n");
  crypto::save_keyring(one.config.keys.ring, crypto::Keyring(1, {}), passphrase, random);

  check_ring(one, kNow);

  ASSERT_EQ(one.mistakes.size(), 1U);
  EXPECT_THAT(one.mistakes.at(0).text, HasSubstr("`sluis keys init` adds them"));
}

TEST_F(ConfigSaml_Design10, WantsNoSuchKeysWithoutSaml) {
  const auto one = read(wiki());
  Config other;

  EXPECT_EQ(lacking_keys(other, crypto::Keyring(1, {}), kNow), std::nullopt);
  EXPECT_NE(lacking_keys(one.config, crypto::Keyring(1, {}), kNow), std::nullopt);
}

}  // namespace
}  // namespace sluis::tests
