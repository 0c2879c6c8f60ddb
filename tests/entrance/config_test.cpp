// Each mistake that an operator can make is said with the file and the line on which he made it.

#include "gateway/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/operate/temporary_folder.h"

namespace sluis::tests {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr const char* kGood = R"(issuer: https://login.example
listen: [ "https://127.0.0.1:8443", "http://127.0.0.1:8080" ]
tls: { certificate: tls.pem, key: tls.key }
trusted_proxies: [ "127.0.0.1/32" ]
operate: "http://127.0.0.1:9090"
redis: { url: "redis+unix:///run/redis.sock" }
keys: { file: keys.jwe, passphrase_file: passphrase }
retention: { identifier: 90d, access_log: 90d }
logs: { access: access.jsonl }
allowlist: allowlist.yaml
acr: [ "urn:sluis:mail", "urn:sluis:federated" ]
mail: { smtp: "smtps://mail.example:465", from: "a@login.example" }
limits: { mail_per_address: 3 }
contact: { name: "Huis", email: "help@login.example", security: "https://login.example/security" }
connectors:
  - { id: mail, type: mail_code, name: { nl: "Code", en: "Code" } }
clients:
  - { id: chat, type: oidc, name: "Chat", sector: chat, redirect_uris: [ "https://chat.example/cb" ], secret_file: secret }
)";

class ConfigFiles : public ::testing::Test {
 protected:
  ConfigFiles() {
    write("allowlist.yaml",
          "domains:\n  - { domain: minbzk.nl, organisation: BZK, connectors: [mail] }\n");
    write("secret", "0123456789012345678901\n");
    write("tls.pem", "");
    write("tls.key", "");
  }

  void write(const std::string& name, const std::string& text) {
    const auto path = folder_.path() / name;
    std::ofstream(path) << text;
    ::chmod(path.c_str(), 0600);
  }

  /// The good configuration with one text replaced by another.
  ReadConfig read_with(const std::string& what = "", const std::string& by = "") {
    std::string text = kGood;
    if (!what.empty()) {
      const auto at = text.find(what);
      EXPECT_NE(at, std::string::npos) << what;
      text.replace(at, what.size(), by);
    }
    write("sluis.yaml", text);
    return read_config(folder_.path() / "sluis.yaml");
  }

  /// "line: severity: text" of each mistake.
  static std::vector<std::string> lines_of(const ReadConfig& read) {
    std::vector<std::string> lines;
    for (const auto& one : read.mistakes) {
      const bool is_error = one.severity == operate::Mistake::Severity::error;
      lines.push_back(std::to_string(one.line) + (is_error ? ": error: " : ": warning: ") +
                      one.text);
    }
    return lines;
  }

  TemporaryFolder folder_;
};

TEST_F(ConfigFiles, AGoodOneHasNoMistake) {
  const auto read = read_with();

  EXPECT_THAT(lines_of(read), ::testing::IsEmpty());
  EXPECT_EQ(read.config.issuer, "https://login.example");
  EXPECT_EQ(read.config.listen.size(), 2u);
  EXPECT_EQ(read.config.clients.at(0).id, "chat");
}

struct Mistaken {
  const char* name;
  const char* what;
  const char* by;
  const char* said;  // "line: severity: text", a part of it
};

const char* const kMailConnector =
    "  - { id: mail, type: mail_code, name: { nl: \"Code\", en: \"Code\" } }\n";

/// The mail connector and a provider on the next line. Kept: a test's parameters are pointers.
const char* provider_line(const char* issuer, const char* credential = "client_secret_file: secret",
                          const char* id = "az") {
  static std::deque<std::string> kept;
  return kept
      .emplace_back(std::string(kMailConnector) + "  - { id: " + id +
                    ", type: oidc, name: { nl: \"AZ\" }, issuer: \"" + issuer +
                    "\", client_id: sluis, " + credential + " }\n")
      .c_str();
}

class EachMistake : public ConfigFiles, public ::testing::WithParamInterface<Mistaken> {};

TEST_P(EachMistake, IsSaidWithItsLine) {
  const auto& given = GetParam();

  const auto read = read_with(given.what, given.by);

  EXPECT_THAT(lines_of(read), Contains(HasSubstr(given.said)));
  EXPECT_EQ(read.is_good(),
            std::string_view(given.said).find(": warning: ") != std::string_view::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Config_Design10, EachMistake,
    ::testing::Values(
        Mistaken{"UnknownKey", "limits: {", "extra: 1\nlimits: {",
                 "13: error: unknown key 'extra'"},
        Mistaken{"UnknownKeyInside", "mail_per_address: 3", "mails: 3",
                 "13: error: unknown key 'mails'"},
        Mistaken{"KeyTwice", "limits: { mail_per_address: 3 }",
                 "limits: { mail_per_address: 3, mail_per_address: 4 }",
                 "13: error: the key 'mail_per_address' comes twice"},
        Mistaken{"IssuerWithPath", "https://login.example\n", "https://login.example/x\n",
                 "1: error: issuer: must be an origin"},
        Mistaken{"IssuerWithSlash", "https://login.example\n", "https://login.example/\n",
                 "1: error: issuer: must be an origin"},
        Mistaken{"IssuerHttp", "https://login.example\n", "http://login.example\n",
                 "1: error: issuer: must be https"},
        Mistaken{"IssuerHttpOnLoopback", "https://login.example\n", "http://127.0.0.1:8080\n",
                 "1: warning: issuer: http"},
        Mistaken{"IssuerMissing", "issuer: https://login.example\n", "",
                 "error: issuer: is missing"},
        Mistaken{"ListenName", "https://127.0.0.1:8443", "https://localhost:8443",
                 "2: error: listen:"},
        Mistaken{"ListenScheme", "http://127.0.0.1:8080", "ftp://127.0.0.1:8080",
                 "2: error: listen:"},
        Mistaken{"TlsFileMissing", "certificate: tls.pem", "certificate: gone.pem",
                 "3: error: certificate: there is no such file"},
        Mistaken{"TlsVersion", "key: tls.key", "key: tls.key, min_version: \"1.1\"",
                 "3: error: min_version:"},
        Mistaken{"TlsMissing", "tls: { certificate: tls.pem, key: tls.key }\n", "",
                 "error: tls: is missing"},
        Mistaken{"Proxy", "127.0.0.1/32", "127.0.0.1/99", "4: error: trusted_proxies:"},
        Mistaken{"OperateHttps", "http://127.0.0.1:9090", "https://127.0.0.1:9090",
                 "5: error: operate:"},
        Mistaken{"OperateOpen", "http://127.0.0.1:9090", "http://192.0.2.1:9090",
                 "5: warning: operate: is not on loopback"},
        Mistaken{"RedisUrl", "redis+unix:///run/redis.sock", "mysql://x", "6: error: url:"},
        Mistaken{"RedisMissing", "redis: { url: \"redis+unix:///run/redis.sock\" }\n", "",
                 "error: redis: is missing"},
        Mistaken{"KeysMissing", "keys: { file: keys.jwe, passphrase_file: passphrase }\n", "",
                 "error: keys: is missing"},
        Mistaken{"RetentionTooLong", "identifier: 90d", "identifier: 91d",
                 "8: error: identifier: must not be longer"},
        Mistaken{"RetentionOfLogsTooLong", "access_log: 90d", "access_log: 91d",
                 "8: error: access_log: must not be longer"},
        Mistaken{"RetentionOfLogsTooShort", "access_log: 90d", "access_log: 5s",
                 "8: error: access_log: must be at least"},
        Mistaken{"Duration", "identifier: 90d", "identifier: 90",
                 "8: error: identifier: must be a duration"},
        Mistaken{"DurationOctal", "identifier: 90d", "identifier: 010d",
                 "8: error: identifier: must be a duration"},
        Mistaken{"AllowlistMissing", "allowlist: allowlist.yaml", "allowlist: gone.yaml",
                 "0: error: the file cannot be read"},
        Mistaken{"AcrTwice", "\"urn:sluis:mail\", ", "\"urn:sluis:federated\", ",
                 "11: error: acr: names a value twice"},
        Mistaken{"SmtpUrl", "smtps://mail.example:465", "mail.example", "12: error: smtp:"},
        Mistaken{"SmtpConsoleInPublic", "\"smtps://mail.example:465\"", "console",
                 "12: error: smtp: console is only"},
        Mistaken{"MailMissing",
                 "mail: { smtp: \"smtps://mail.example:465\", from: \"a@login.example\" }\n", "",
                 "error: mail: is missing"},
        Mistaken{"LimitNegative", "mail_per_address: 3", "mail_per_address: -3",
                 "13: error: mail_per_address: must be a number"},
        Mistaken{"LimitOctal", "mail_per_address: 3", "mail_per_address: 010",
                 "13: error: mail_per_address: must be a number"},
        Mistaken{"ContactMissing",
                 "contact: { name: \"Huis\", email: \"help@login.example\", security: "
                 "\"https://login.example/security\" }\n",
                 "", "error: contact: is missing"},
        Mistaken{"ContactSecurity", "security: \"https://login.example/security\"",
                 "security: \"javascript:x\"", "14: error: security:"},
        Mistaken{"ConnectorType", "type: mail_code", "type: magic", "16: error: type:"},
        Mistaken{"ProviderIssuer", kMailConnector, provider_line("http://idp.example"),
                 "17: error: issuer: must be an https address"},
        Mistaken{"ProviderIssuerQuery", kMailConnector, provider_line("https://idp.example?x"),
                 "17: error: issuer: must be an https address"},
        Mistaken{
            "ProviderTwoCredentials", kMailConnector,
            provider_line("https://idp.example", "client_secret_file: secret, key_file: secret"),
            "17: error: client_secret_file: name either"},
        Mistaken{"ProviderNoCredential", kMailConnector, provider_line("https://idp.example", ""),
                 "17: error: client_secret_file: name either"},
        Mistaken{"ProviderKey", kMailConnector,
                 provider_line("https://idp.example", "key_file: secret"),
                 "17: error: key_file: must hold a private JWK"},
        Mistaken{"ProviderIdentity", kMailConnector,
                 provider_line("https://idp.example", "client_secret_file: secret, identity: name"),
                 "17: error: identity: must be subject or address"},
        Mistaken{"ProviderAcr", kMailConnector,
                 provider_line("https://idp.example",
                               "client_secret_file: secret, acr: { \"urn:x\": \"urn:y\" }"),
                 "17: error: urn:x: 'urn:y' is not in the list"},
        Mistaken{"ProviderTwice", kMailConnector,
                 provider_line("https://idp.example", "client_secret_file: secret", "mail"),
                 "17: error: id: 'mail' comes twice"},
        Mistaken{"OutboundCa", "limits: {", "outbound: { ca: gone.pem }\nlimits: {",
                 "13: error: ca: there is no such file"},
        Mistaken{"OutboundPrivate", "limits: {", "outbound: { allow_private: true }\nlimits: {",
                 "13: warning: allow_private"},
        Mistaken{"ConnectorAcr", "type: mail_code", "type: mail_code, acr: x", "16: error: acr:"},
        Mistaken{"ConnectorName", ", name: { nl: \"Code\", en: \"Code\" }", "",
                 "16: error: name: is missing"},
        Mistaken{"ClientType", "type: oidc, name: \"Chat\"", "type: zoom, name: \"Chat\"",
                 "18: error: type: must be oidc, saml or jitsi"},
        Mistaken{"ClientId", "id: chat", "id: \"ch at\"", "18: error: id:"},
        Mistaken{"ClientOwnId", "id: chat", "id: me", "18: error: id: 'me'"},
        Mistaken{"ClientOwnSector", "sector: chat", "sector: me", "18: error: sector: 'me'"},
        Mistaken{"ClientRedirectHttp", "https://chat.example/cb", "http://chat.example/cb",
                 "18: error: redirect_uris:"},
        Mistaken{"ClientRedirectFragment", "https://chat.example/cb", "https://chat.example/cb#x",
                 "18: error: redirect_uris:"},
        Mistaken{"ClientRedirectUser", "https://chat.example/cb", "https://a@chat.example/cb",
                 "18: error: redirect_uris:"},
        Mistaken{"ClientRedirectRelative", "https://chat.example/cb", "/cb",
                 "18: error: redirect_uris:"},
        Mistaken{"ClientNoSecret", ", secret_file: secret", "",
                 "18: error: secret_file: is missing"},
        Mistaken{"ClientSecretGone", "secret_file: secret", "secret_file: gone",
                 "18: error: secret_file:"},
        Mistaken{"ClientAuth", "secret_file: secret", "auth: magic", "18: error: auth:"},
        Mistaken{"ClientJwksUriPlain", "secret_file: secret",
                 "auth: private_key_jwt, jwks_uri: \"http://chat.example/jwks\"",
                 "18: error: jwks_uri: must be an https address"},
        Mistaken{"ClientJwksUriLoopback", "secret_file: secret",
                 "auth: private_key_jwt, jwks_uri: \"http://127.0.0.1/jwks\"",
                 "18: error: jwks_uri: must be an https address"},
        Mistaken{"ClientJwksUriUser", "secret_file: secret",
                 "auth: private_key_jwt, jwks_uri: \"https://a@chat.example/jwks\"",
                 "18: error: jwks_uri: must be an https address"},
        Mistaken{"ClientJwksTwice", "secret_file: secret",
                 "auth: private_key_jwt, jwks_uri: \"https://chat.example/jwks\", jwks_file: x",
                 "18: error: jwks_uri: name either jwks_uri or jwks_file"},
        Mistaken{"ClientJwksNowhere", "secret_file: secret", "auth: private_key_jwt",
                 "18: error: jwks_uri: name either jwks_uri or jwks_file"},
        Mistaken{"ClientJwksGone", "secret_file: secret", "auth: private_key_jwt, jwks_file: gone",
                 "18: error: jwks_file:"},
        Mistaken{"ClientPublicWithoutPkce", "secret_file: secret",
                 "auth: none, require_pkce: false", "18: error: require_pkce:"},
        Mistaken{"ClientAlgorithm", "secret_file: secret",
                 "secret_file: secret, id_token_alg: HS256", "18: error: id_token_alg:"},
        Mistaken{"ClientPreset", "secret_file: secret", "secret_file: secret, preset: x",
                 "18: error: preset:"},
        Mistaken{"ClientPresetOfAnotherType", "secret_file: secret",
                 "secret_file: secret, preset: rocketchat-saml",
                 "18: error: type: must be saml with this preset, or left out"},
        Mistaken{"ClientPresetAndAuth", "secret_file: secret",
                 "auth: none, preset: rocketchat-oauth",
                 "18: error: auth: Rocket.Chat has a secret and nothing else"},
        Mistaken{"ClientPresetAndNonce", "secret_file: secret",
                 "secret_file: secret, preset: rocketchat-oauth, require_nonce: true",
                 "18: error: require_nonce: Rocket.Chat sends none"},
        Mistaken{"ClientPresetAndUnknownKey", "secret_file: secret",
                 "secret_file: secret, preset: rocketchat-oauth, attributes: { a: name }",
                 "18: error: unknown key 'attributes'"},
        Mistaken{"ClientSiteTwice", "secret_file: secret",
                 "secret_file: secret, preset: rocketchat-oauth, site: \"https://chat.example\"",
                 "18: error: redirect_uris: follows from 'site'"},
        Mistaken{"ClientSiteWithoutPreset", "secret_file: secret",
                 "secret_file: secret, site: \"https://chat.example\"",
                 "18: error: unknown key 'site'"},
        Mistaken{"ClientSiteWithPath", "redirect_uris: [ \"https://chat.example/cb\" ]",
                 "preset: rocketchat-oauth, site: \"https://chat.example/rocket\"",
                 "18: error: site: must be https://host without anything behind it"},
        Mistaken{"ClientSiteByHttp", "redirect_uris: [ \"https://chat.example/cb\" ]",
                 "preset: rocketchat-oauth, site: \"http://chat.example\"",
                 "18: error: site: must be https://host"},
        Mistaken{"ClientAudience", "secret_file: secret",
                 "secret_file: secret, assertion_audience: x", "18: error: assertion_audience:"},
        Mistaken{"ClientFlag", "secret_file: secret", "secret_file: secret, require_nonce: yes",
                 "18: error: require_nonce: must be true or false"},
        Mistaken{"SharedSector", "secret_file: secret }\n",
                 "secret_file: secret }\n  - { id: two, type: oidc, name: \"Two\", sector: chat, "
                 "redirect_uris: [ \"https://two.example/cb\" ], secret_file: secret }\n",
                 "19: warning: sector: 'two' and 'chat' share a sector"},
        Mistaken{"ClientTwice", "secret_file: secret }\n",
                 "secret_file: secret }\n  - { id: chat, type: oidc, name: \"Two\", sector: two, "
                 "redirect_uris: [ \"https://two.example/cb\" ], secret_file: secret }\n",
                 "19: error: id: 'chat' comes twice"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_F(ConfigFiles, RocketChatIsFourLines) {
  const auto read = read_with(
      R"(type: oidc, name: "Chat", sector: chat, redirect_uris: [ "https://chat.example/cb" ],)",
      R"(preset: rocketchat-oauth, site: "https://chat.example",)");

  ASSERT_THAT(lines_of(read), ::testing::IsEmpty());
  const auto& client = read.config.clients.at(0);
  EXPECT_EQ(client.name, "Rocket.Chat");
  EXPECT_EQ(client.sector, "chat");
  EXPECT_THAT(client.redirect_uris, ::testing::ElementsAre("https://chat.example/_oauth/sluis"));
  EXPECT_THAT(client.post_logout_redirect_uris, ::testing::ElementsAre("https://chat.example/"));
  EXPECT_FALSE(client.requires_pkce);
  EXPECT_TRUE(client.allows_query_token);
  EXPECT_TRUE(client.allows_plain_basic);
}

TEST_F(ConfigFiles, AnOperatorMayAskMoreThanThePreset) {
  const auto read = read_with("secret_file: secret",
                              "secret_file: secret, preset: rocketchat-oauth, require_pkce: true");

  ASSERT_THAT(lines_of(read), ::testing::IsEmpty());
  EXPECT_TRUE(read.config.clients.at(0).requires_pkce);
  EXPECT_EQ(read.config.clients.at(0).name, "Chat");
}

TEST_F(ConfigFiles, AClientMayPublishItsKeys) {
  const auto read = read_with("secret_file: secret",
                              "auth: private_key_jwt, jwks_uri: \"https://chat.example/jwks?v=1\"");

  ASSERT_THAT(lines_of(read), ::testing::IsEmpty());
  EXPECT_EQ(read.config.clients.at(0).jwks_uri, "https://chat.example/jwks?v=1");
  EXPECT_THAT(read.config.clients.at(0).keys, ::testing::IsEmpty());
}

TEST_F(ConfigFiles, AClientMayPublishItsKeysOnLoopbackInALaboratory) {
  const auto read = read_with("secret_file: secret }\n",
                              "auth: private_key_jwt, jwks_uri: \"http://127.0.0.1:9000/jwks\" }\n"
                              "outbound: { allow_private: true }\n");

  EXPECT_TRUE(read.is_good());
}

TEST_F(ConfigFiles, AProviderIsReadWithItsDefaults) {
  const auto read = read_with(kMailConnector, provider_line("https://idp.example/realm"));

  ASSERT_THAT(lines_of(read), ::testing::IsEmpty());
  const auto& provider = read.config.oidc_connectors.at(0);
  EXPECT_EQ(provider.redirect_uri, "https://login.example/login/callback/az");
  EXPECT_EQ(provider.description.realm, "az");
  EXPECT_EQ(provider.identity, upstream::OidcSettings::Identity::subject);
  EXPECT_FALSE(provider.authoritative);
  EXPECT_EQ(provider.default_acr, "urn:sluis:federated");
}

TEST_F(ConfigFiles, TwoDoorsThatMakeTwoPeopleOfOneAreAWarning) {
  write("allowlist.yaml",
        "domains:\n  - { domain: minbzk.nl, organisation: BZK, connectors: [az, mail] }\n");

  const auto two = read_with(kMailConnector, provider_line("https://idp.example"));
  const auto one = read_with(
      kMailConnector,
      provider_line("https://idp.example", "client_secret_file: secret, identity: address"));

  EXPECT_TRUE(two.is_good());
  EXPECT_THAT(lines_of(two),
              Contains(HasSubstr("2: warning: connectors: 'az' and 'mail' do not share")));
  EXPECT_THAT(lines_of(one), ::testing::IsEmpty());
}

TEST_F(ConfigFiles, ASecretThatOthersMayReadIsRefused) {
  ::chmod((folder_.path() / "secret").c_str(), 0644);

  EXPECT_THAT(lines_of(read_with()), Contains(HasSubstr("18: error: secret_file:")));
}

TEST_F(ConfigFiles, AShortSecretIsRefused) {
  write("secret", "short\n");

  EXPECT_THAT(lines_of(read_with()),
              Contains(HasSubstr("18: error: secret_file: the secret is shorter")));
}

TEST_F(ConfigFiles, WhatIsNotYamlIsSaidWithItsLine) {
  write("sluis.yaml", "issuer: [\nlisten: x");

  const auto read = read_config(folder_.path() / "sluis.yaml");

  ASSERT_FALSE(read.is_good());
  EXPECT_THAT(read.mistakes.at(0).text, HasSubstr("not YAML"));
}

struct MistakenAllowlist {
  const char* name;
  const char* entry;
  const char* said;
};

class EachAllowlistMistake : public ConfigFiles,
                             public ::testing::WithParamInterface<MistakenAllowlist> {};

TEST_P(EachAllowlistMistake, IsSaidWithItsLine) {
  write("allowlist.yaml",
        std::string(
            "domains:\n  - { domain: minbzk.nl, organisation: BZK, connectors: [mail] }\n  - ") +
            GetParam().entry + "\n");

  const auto read = read_with();

  EXPECT_FALSE(read.is_good());
  EXPECT_THAT(lines_of(read), Contains(HasSubstr(GetParam().said)));
}

INSTANTIATE_TEST_SUITE_P(
    Allowlist_Design10, EachAllowlistMistake,
    ::testing::Values(
        MistakenAllowlist{"Domain",
                          "{ domain: \"min bzk.nl\", organisation: X, connectors: [mail] }",
                          "3: error: domain:"},
        MistakenAllowlist{"Wildcard",
                          "{ domain: \"*.minbzk.nl\", organisation: X, connectors: [mail] }",
                          "3: error: domain:"},
        MistakenAllowlist{"Twice", "{ domain: MINBZK.NL, organisation: X, connectors: [mail] }",
                          "3: error: domain: 'minbzk.nl' comes twice"},
        MistakenAllowlist{"Connector",
                          "{ domain: minaz.nl, organisation: X, connectors: [nobody] }",
                          "3: error: connectors: there is no connector"},
        MistakenAllowlist{"NoConnector", "{ domain: minaz.nl, organisation: X }",
                          "3: error: connectors:"},
        MistakenAllowlist{"NoOrganisation", "{ domain: minaz.nl, connectors: [mail] }",
                          "3: error: organisation: is missing"},
        MistakenAllowlist{
            "Date",
            "{ domain: minaz.nl, organisation: X, connectors: [mail], valid_until: 2027-02-30 }",
            "3: error: valid_until:"},
        MistakenAllowlist{"Acr",
                          "{ domain: minaz.nl, organisation: X, connectors: [mail], acr: x }",
                          "3: error: acr:"},
        MistakenAllowlist{"AliasNotListed", "{ domain: minaz.nl, alias_of: nowhere.nl }",
                          "error: domains:"},
        MistakenAllowlist{"UnknownKey",
                          "{ domain: minaz.nl, organisation: X, connectors: [mail], note: x }",
                          "3: error: unknown key 'note'"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_F(ConfigFiles, TheShippedAllowlistIsGood) {
  std::filesystem::copy_file("deploy/example/allowlist.yaml", folder_.path() / "allowlist.yaml",
                             std::filesystem::copy_options::overwrite_existing);

  const auto read = read_with();

  EXPECT_THAT(lines_of(read), ::testing::IsEmpty());
  EXPECT_EQ(read.config.allowlist->entries().size(), 114u);
}

}  // namespace
}  // namespace sluis::tests
