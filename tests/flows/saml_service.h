#pragma once

// A service that speaks SAML, for whole logouts: asks, reads what comes, and answers. Its requests
// are paths of ours, as a browser would go to them.

#include <string>

#include "downstream/saml_clients.h"
#include "saml/key.h"
#include "saml/message.h"
#include "saml/own_keys.h"
#include "tests/flows/house.h"

namespace sluis::tests {

class SamlService {
 public:
  SamlService(std::string id, House& house, const saml::PrivateKey& key);

  downstream::SamlClient client(downstream::NameIdKind name_id) const;

  /// Where it sends people to log in.
  std::string login() const;
  /// Takes the answer; it knows a session from then on.
  void take(const http::Response& page);
  const saml::Assertion& assertion() const { return assertion_.value(); }

  /// Where it sends people to log out: what it was told, and "RelayState=mine".
  std::string logout(const std::string& id = "_logout1") const;
  /// The same, with her name alone: all her sessions are meant (SAML Core 3.7.1).
  std::string logout_by_name() const;
  /// What became of it.
  saml::LogoutResponse outcome(const http::Response& response) const;

  /// Whether this leads to it with a request to log out.
  bool is_told(const http::Response& response) const;
  saml::LogoutRequest told(const http::Response& response) const;
  saml::LogoutResponse answer_to(const http::Response& response) const;
  /// Where the answer goes.
  std::string sent(const saml::LogoutResponse& answer) const;
  std::string sent_by(const saml::PrivateKey& key, const saml::LogoutResponse& answer) const;
  /// It logs her out, and says so.
  std::string obey(const http::Response& response) const { return sent(answer_to(response)); }

 private:
  saml::LogoutRequest logout_request() const;
  std::string sent(const saml::LogoutRequest& request) const;
  std::string site() const { return "https://" + id_ + ".example"; }
  std::string entity() const { return site() + "/saml"; }

  std::string id_;
  House& house_;
  const saml::PrivateKey& key_;
  saml::OwnKeys ours_;
  std::optional<saml::Assertion> assertion_;
};

}  // namespace sluis::tests
