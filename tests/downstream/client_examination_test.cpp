#include "downstream/client_examination.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "http/unreachable.h"
#include "tests/store/run_awaitable.h"
#include "tests/upstream/findings.h"

namespace sluis::downstream {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using tests::as_text;
using Stage = http::Unreachable::Stage;

/// Everybody answers, but for those who do not.
class Services final : public http::Client {
 public:
  std::map<std::string, Stage> silent;
  std::map<std::string, http::Response> answers;
  std::vector<std::string> asked;

  boost::asio::awaitable<http::Response> send(http::ClientRequest request) override {
    asked.push_back(request.url);
    if (const auto found = silent.find(request.url); found != silent.end()) {
      throw http::Unreachable(found->second, "a test says so");
    }
    const auto found = answers.find(request.url);
    co_return found == answers.end() ? http::Response{.status = 404, .headers = {}, .body = ""}
                                     : found->second;
  }
};

Client chat() {
  Client client;
  client.id = "chat";
  client.name = "Chat";
  client.sector = "chat";
  client.redirect_uris = {"https://chat.example/cb", "https://chat.example/cb2"};
  client.post_logout_redirect_uris = {"https://bye.example:8443/"};
  client.requires_nonce = true;
  return client;
}

Clients only(Client client) {
  std::vector<Client> all;
  all.push_back(std::move(client));
  return Clients(std::move(all));
}

std::string found_of(Client client) {
  const auto clients = only(std::move(client));
  return as_text(examine_registration(*clients.find("chat"), clients));
}

std::string found_by(Services& services, Client client = chat()) {
  const auto clients = only(std::move(client));
  return as_text(tests::run(examine_client(*clients.find("chat"), clients, services)));
}

TEST(ClientExamination_Design9, HasNothingToSayOfAStrictRegistration) {
  EXPECT_THAT(found_of(chat()),
              AllOf(Not(HasSubstr("bad ")), Not(HasSubstr("note ")),
                    HasSubstr("good ours: 2 redirect URIs"), HasSubstr("signed with RS256")));
}

TEST(ClientExamination_Design9, NotesWhatIsNotRequired) {
  auto client = chat();
  client.requires_pkce = false;
  client.requires_nonce = false;

  EXPECT_THAT(found_of(std::move(client)), AllOf(HasSubstr("note ours: PKCE is not required"),
                                                 HasSubstr("note ours: a nonce is not required")));
}

TEST(ClientExamination_Design9, NotesWhatAPresetGivesAway) {
  auto client = chat();
  client.allows_query_token = true;
  client.allows_plain_basic = true;

  EXPECT_THAT(found_of(std::move(client)),
              AllOf(HasSubstr("access token in a URL"), HasSubstr("without form-encoding")));
}

TEST(ClientExamination_Design9, NotesAPublicClientAndAMissingWayBack) {
  auto client = chat();
  client.authentication = ClientAuthentication::none;
  client.post_logout_redirect_uris.clear();

  EXPECT_THAT(found_of(std::move(client)),
              AllOf(HasSubstr("note ours: it does not prove who it is"),
                    HasSubstr("note ours: no post_logout")));
}

TEST(ClientExamination_Der04, NotesASharedSector) {
  auto other = chat();
  other.id = "files";
  std::vector<Client> all;
  all.push_back(chat());
  all.push_back(std::move(other));
  const Clients clients(std::move(all));

  EXPECT_THAT(as_text(examine_registration(*clients.find("chat"), clients)),
              HasSubstr("note ours: it shares the sector 'chat' with 'files'"));
}

Client with_keys(std::vector<std::string> kids) {
  auto client = chat();
  client.authentication = ClientAuthentication::private_key_jwt;
  for (const auto& kid : kids) {
    auto jwk = crypto::SigningKey::generate(crypto::Algorithm::es256, "k").public_jwk();
    const std::string named = kid.empty() ? "" : R"("kid":")" + kid + R"(")";
    const std::string old = R"("kid":"k")";
    auto at = jwk.find(old);
    if (named.empty()) {
      const auto has_comma = jwk[at + old.size()] == ',';
      jwk.erase(has_comma ? at : at - 1, old.size() + 1);
    } else {
      jwk.replace(at, old.size(), named);
    }
    client.keys.push_back(crypto::VerificationKey::from_jwk(jwk).value());
  }
  return client;
}

TEST(ClientExamination_Oau04, RefusesSeveralKeysWithoutKid) {
  EXPECT_THAT(found_of(with_keys({"a", ""})), HasSubstr("bad theirs: jwks_file has several keys"));
}

TEST(ClientExamination_Oau04, TakesKeysThatCanBeToldApart) {
  EXPECT_THAT(found_of(with_keys({"a", "b"})), HasSubstr("good theirs: jwks_file has 2 keys"));
  EXPECT_THAT(found_of(with_keys({""})), HasSubstr("good theirs: jwks_file has a key"));
}

TEST(ClientExamination_Oau04, SaysWhatAudienceAnAssertionHas) {
  auto client = with_keys({"a"});
  client.assertion_audience = AssertionAudience::token_endpoint;

  EXPECT_THAT(found_of(std::move(client)), HasSubstr("with our token endpoint as audience"));
}

TEST(ClientExamination_Design9, AsksEachFrontPageOnce) {
  Services services;

  const auto found = found_by(services);

  EXPECT_THAT(services.asked, ::testing::UnorderedElementsAre("https://chat.example/",
                                                              "https://bye.example:8443/"));
  EXPECT_THAT(found, HasSubstr("good network: 'https://chat.example/' answers over TLS"));
}

TEST(ClientExamination_Design9, DoesNotAskPeoplesOwnMachines) {
  Services services;
  auto client = chat();
  client.redirect_uris = {"http://127.0.0.1:3000/cb", "http://localhost:3000/cb"};
  client.post_logout_redirect_uris.clear();

  const auto found = found_by(services, std::move(client));

  EXPECT_THAT(services.asked, ::testing::IsEmpty());
  EXPECT_THAT(found, HasSubstr("note ours: 'http://127.0.0.1:3000/' is on people's own machines"));
}

TEST(ClientExamination_Design9, SaysWhatIsWrongForEverybody) {
  Services services;

  services.silent = {{"https://chat.example/", Stage::name}};
  EXPECT_THAT(found_by(services), HasSubstr("bad network: DNS gives no address for chat.example"));
  services.silent = {{"https://chat.example/", Stage::certificate_host}};
  EXPECT_THAT(found_by(services), HasSubstr("bad theirs: the certificate on chat.example"));
}

TEST(ClientExamination_Design9, NotesWhatBrowsersMayReachAllTheSame) {
  Services services;

  for (const auto stage :
       {Stage::private_address, Stage::connection, Stage::too_slow, Stage::certificate_issuer}) {
    services.silent = {{"https://chat.example/", stage}};

    EXPECT_THAT(found_by(services), AllOf(Not(HasSubstr("bad ")), HasSubstr("Only browsers")));
  }
}

TEST(ClientExamination_Oau09, FetchesPublishedKeys) {
  Services services;
  auto client = with_keys({});
  client.jwks_uri = "https://chat.example/keys";
  const auto key = crypto::SigningKey::generate(crypto::Algorithm::es256, "k");
  services.answers[client.jwks_uri] = {
      .status = 200, .headers = {}, .body = crypto::jwks_of({&key})};

  EXPECT_THAT(found_by(services, std::move(client)),
              HasSubstr("good theirs: they have keys for ES256"));
}

TEST(ClientExamination_Oau09, SaysThatPublishedKeysCannotBeFetched) {
  Services services;
  auto client = with_keys({});
  client.jwks_uri = "https://chat.example/keys";
  services.silent = {{client.jwks_uri, Stage::connection}};
  EXPECT_THAT(found_by(services, std::move(client)), HasSubstr("bad network: no connection"));

  auto again = with_keys({});
  again.jwks_uri = "https://chat.example/keys";
  services.silent.clear();
  EXPECT_THAT(found_by(services, std::move(again)), HasSubstr("bad theirs: its jwks_uri answers"));
}

}  // namespace
}  // namespace sluis::downstream
