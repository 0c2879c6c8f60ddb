#pragma once

// The SAML front with everything it needs, in memory: services send their requests and open what
// comes back, each with keys of its own.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "downstream/saml_idp.h"
#include "saml/verified.h"
#include "tests/crypto/fake_clock.h"
#include "tests/downstream/logout_line.h"
#include "tests/http/key_house.h"
#include "tests/store/run_awaitable.h"

namespace sluis::tests {

inline constexpr std::string_view kWikiEntity = "https://wiki.example/saml";
inline constexpr std::string_view kWikiConsumer = "https://wiki.example/acs";
inline constexpr std::string_view kSamlSub = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst";

/// Made once a run: the service's, and another's.
const saml::PrivateKey& service_key();
const saml::PrivateKey& stranger_key();
const crypto::Keyring& saml_ring();

/// wiki: does not sign its requests; persistent, username and cn. chat: signs; has no address for
/// logout. forum: transient, encrypted. desk: an address as NameID.
std::vector<downstream::SamlClient> example_saml_clients();
downstream::SamlClient wiki_client();

saml::AuthnRequest wiki_question();
saml::LogoutRequest wiki_logout(const saml::Assertion& assertion);
/// The query of that request by Redirect, without a signature.
std::string unsigned_logout(const saml::LogoutRequest& request);
std::string unsigned_answer(const saml::LogoutResponse& response);
std::string signed_answer(const saml::LogoutResponse& response);

/// What is in the form of that page.
std::map<std::string, std::string> form_of(const http::Response& page);
std::string action_of(const http::Response& page);

class SamlWorld {
 public:
  SamlWorld() : SamlWorld(example_saml_clients()) {}
  explicit SamlWorld(std::vector<downstream::SamlClient> all);

  downstream::Front::Accepted post(const saml::AuthnRequest& question,
                                   const std::string& relay_state = "");
  downstream::Front::Accepted post_xml(const std::string& xml, const std::string& relay_state = "");
  /// By Redirect, signed; with no key without a signature.
  downstream::Front::Accepted redirect(const saml::AuthnRequest& question,
                                       const saml::PrivateKey* key = nullptr);
  flow::LoginRequest accepted(const saml::AuthnRequest& question,
                              const std::string& relay_state = "");
  http::Response delivered(const saml::AuthnRequest& question);
  http::Response log_out(const saml::LogoutRequest& request, const saml::PrivateKey& key,
                         std::optional<std::string> relay_state = {});
  http::Response logout_by(std::string query);
  /// What a service answers to a farewell.
  flow::FarewellAnswer heard(const saml::LogoutResponse& response, const saml::PrivateKey& key);
  flow::FarewellAnswer heard_by(std::string query);
  http::Response get(const std::string& path, std::string query = "");

  /// What that address tells the service.
  saml::LogoutRequest farewell(const std::string& location) const;
  /// As the service reads it, signatures and all.
  saml::Answer opened(const http::Response& page) const;
  saml::Status status_of(const http::Response& page) const;
  /// Of the way back after a logout.
  saml::LogoutResponse logout_answer(const http::Response& response) const;
  flow::Grant grant() const;

  FakeClock clock;
  crypto::SystemRandom random;
  crypto::Pool pool{1, 16};
  KeyHouse outbound;
  web::Pages pages{
      web::House{.name = "Rijksconnect", .email = "help@login.example", .security = ""}};
  saml::OwnKeys keys{saml_ring(), "login.example"};
  downstream::SamlClients clients;
  std::vector<Event> events;
  LogoutLine line;
  downstream::SamlIdp idp;

 private:
  downstream::SamlParts parts();
};

/// The refusal of a request that is not answered to the service.
Refusal not_proven(const downstream::Front::Accepted& accepted);

}  // namespace sluis::tests
