// What the configuration says of a deployment of Jitsi, and each mistake in it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "crypto/keyring.h"
#include "gateway/config.h"
#include "gateway/ring_fitness.h"
#include "tests/operate/temporary_folder.h"

namespace sluis::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kGood =
    R"(id: meet, type: jitsi, name: "Video", sector: meet, base_url: "https://meet.example", xmpp_domain: meet.example, app_id: sluis)";

class ConfigJitsi_Design10 : public ::testing::Test {
 protected:
  ReadConfig read(const std::string& client) {
    write("allowlist.yaml",
          "domains:\n  - { domain: minbzk.nl, organisation: BZK, connectors: [mail] }\n");
    write("sluis.yaml",
          "issuer: http://127.0.0.1:8080\nlisten: [ \"http://127.0.0.1:8080\" ]\n"
          "redis: { url: \"redis+unix:///run/redis.sock\" }\n"
          "keys: { file: keys.jwe, passphrase_file: passphrase }\nallowlist: allowlist.yaml\n"
          "acr: [ \"urn:sluis:mail\" ]\nmail: { smtp: console }\n"
          "contact: { name: Huis, email: help@login.example, security: "
          "\"https://login.example/security\" }\n"
          "connectors:\n  - { id: mail, type: mail_code, name: { nl: Code, en: Code } }\n"
          "clients:\n  - { " +
              client + " }\n");
    return read_config(folder_.path() / "sluis.yaml");
  }
  std::vector<std::string> errors_of(const std::string& client) {
    std::vector<std::string> errors;
    for (const auto& one : read(client).mistakes) {
      if (one.severity != operate::Mistake::Severity::error) continue;
      errors.push_back(std::to_string(one.line) + ": " + one.text);
    }
    return errors;
  }
  std::vector<std::string> errors_with(std::string_view from, std::string_view to) {
    std::string client(kGood);
    return errors_of(client.replace(client.find(from), from.size(), to));
  }
  std::vector<std::string> errors_and(const std::string& more) {
    return errors_of(std::string(kGood) + ", " + more);
  }

 private:
  void write(const std::string& name, const std::string& text) {
    const auto path = folder_.path() / name;
    std::ofstream(path) << text;
    ::chmod(path.c_str(), 0600);
  }
  TemporaryFolder folder_;
};

TEST_F(ConfigJitsi_Design10, TakesADeployment) {
  const auto config = read(kGood).config;

  ASSERT_THAT(errors_of(kGood), IsEmpty());
  ASSERT_EQ(config.jitsi_clients.size(), 1u);
  const auto& client = config.jitsi_clients[0];
  EXPECT_EQ(client.base_url, "https://meet.example");
  EXPECT_EQ(client.hosts, downstream::Hosts::admitted);
  EXPECT_EQ(client.token_lifetime, std::chrono::minutes(15));
}

TEST_F(ConfigJitsi_Design10, TakesAllThatCanBeSaid) {
  const auto client =
      read(std::string(kGood) +
           ", tenant: gemeente, hosts: owner, token_lifetime: 60m, features: { owner: [ "
           "livestreaming, outbound-call ], member: [] }")
          .config.jitsi_clients.at(0);

  EXPECT_EQ(client.tenant, "gemeente");
  EXPECT_EQ(client.hosts, downstream::Hosts::owner);
  EXPECT_EQ(client.token_lifetime, std::chrono::minutes(60));
  EXPECT_THAT(client.features.owner, ElementsAre("livestreaming", "outbound-call"));
}

TEST_F(ConfigJitsi_Design10, RefusesTwoThatTakeEachOthersTokens) {
  const std::string board =
      " }\n  - { id: board, type: jitsi, name: \"Board\", sector: board, base_url: "
      "\"https://board.example\", ";
  const auto with = [&](const std::string& more) { return errors_of(kGood + board + more); };

  EXPECT_THAT(with("xmpp_domain: meet.example, app_id: sluis"),
              ElementsAre(HasSubstr("a token for 'meet' would open the rooms of 'board' too")));
  EXPECT_THAT(with("xmpp_domain: board.example, app_id: sluis, tenant: meet.example"),
              ElementsAre(HasSubstr("a token for 'meet'")));
  EXPECT_THAT(with("xmpp_domain: meet.example, app_id: board"), IsEmpty());
  EXPECT_THAT(with("xmpp_domain: board.example, app_id: sluis"), IsEmpty());
}

TEST_F(ConfigJitsi_Design10, RefusesWhatIsMissing) {
  for (const char* key : {"name: \"Video\", ", "sector: meet, ", "xmpp_domain: meet.example, ",
                          "base_url: \"https://meet.example\", "}) {
    EXPECT_THAT(errors_with(key, ""), ElementsAre(HasSubstr("is missing"))) << key;
  }
  EXPECT_THAT(errors_with(", app_id: sluis", ""), ElementsAre(HasSubstr("app_id: is missing")));
}

TEST_F(ConfigJitsi_Design10, RefusesAnAddressThatIsNoOrigin) {
  for (const char* url : {"https://meet.example/", "https://meet.example/x", "http://meet.example",
                          "meet.example", "https://a@meet.example"}) {
    EXPECT_THAT(errors_with("https://meet.example", url), ElementsAre(HasSubstr("12: base_url:")))
        << url;
  }
  EXPECT_THAT(errors_with("https://meet.example", "http://127.0.0.1:8000"), IsEmpty());
}

TEST_F(ConfigJitsi_Design10, RefusesADomainThatProsodyWouldNotKnow) {
  EXPECT_THAT(errors_with("xmpp_domain: meet.example", "xmpp_domain: Meet.example"),
              ElementsAre(HasSubstr("12: xmpp_domain:")));
}

TEST_F(ConfigJitsi_Design10, RefusesAnAppIdThatIsNone) {
  EXPECT_THAT(errors_with("app_id: sluis", "app_id: \"*\""), ElementsAre(HasSubstr("12: app_id:")));
}

TEST_F(ConfigJitsi_Design10, RefusesATenantThatIsNone) {
  for (const char* tenant : {"Gemeente", "\"a/b\"", "\"..\""}) {
    EXPECT_THAT(errors_and(std::string("tenant: ") + tenant), ElementsAre(HasSubstr("12: tenant:")))
        << tenant;
  }
}

TEST_F(ConfigJitsi_Design10, RefusesOtherHosts) {
  EXPECT_THAT(errors_and("hosts: everybody"), ElementsAre(HasSubstr("12: hosts: must be owner")));
}

TEST_F(ConfigJitsi_Design10, RefusesALifetimeOutOfBounds) {
  for (const char* lifetime : {"4m", "61m", "1d"}) {
    EXPECT_THAT(errors_and(std::string("token_lifetime: ") + lifetime),
                ElementsAre(HasSubstr("12: token_lifetime: must be 5m to 60m")))
        << lifetime;
  }
}

TEST_F(ConfigJitsi_Design10, RefusesWhatIsNoFeature) {
  EXPECT_THAT(errors_and("features: { owner: [ \"Live Streaming\" ] }"),
              ElementsAre(HasSubstr("12: owner:")));
  EXPECT_THAT(errors_and("features: { guest: [] }"), ElementsAre("12: unknown key 'guest'"));
}

TEST_F(ConfigJitsi_Design10, RefusesKeysThatDoNotExist) {
  EXPECT_THAT(errors_and("app_secret: x"), ElementsAre("12: unknown key 'app_secret'"));
}

TEST_F(ConfigJitsi_Design10, AnOlderRingLacksAKey) {
  const auto config = read(kGood).config;

  const auto lacking = lacking_keys(config, crypto::Keyring(1, {}), crypto::TimePoint{});

  EXPECT_THAT(lacking.value_or(""), HasSubstr("no key for Jitsi: `sluis keys init` adds it"));
}

}  // namespace
}  // namespace sluis::tests
