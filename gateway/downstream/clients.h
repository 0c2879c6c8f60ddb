#pragma once

// The registered services that speak OpenID Connect. From the configuration, immutable; a reload
// makes a new list.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/jwk.h"
#include "crypto/secret.h"
#include "identity/audience.h"

namespace sluis::downstream {

enum class ClientAuthentication {
  client_secret,    // client_secret_basic or client_secret_post, whichever comes; one of them only
  private_key_jwt,  // RFC 7523
  none,             // a public client; PKCE is then never optional
};

enum class AssertionAudience { issuer, token_endpoint };  // standards X2

struct Client {
  std::string id;
  std::string name;  // as people know it
  std::string sector;
  std::vector<std::string> redirect_uris;  // compared exactly (standards OAU-02)
  std::vector<std::string> post_logout_redirect_uris;
  ClientAuthentication authentication = ClientAuthentication::client_secret;
  crypto::Secret secret{};
  std::vector<crypto::VerificationKey> keys{};  // for private_key_jwt
  std::string jwks_uri{};                       // ... or where the client publishes them
  AssertionAudience assertion_audience = AssertionAudience::issuer;
  crypto::Algorithm id_token_algorithm = crypto::Algorithm::rs256;
  bool requires_pkce = true;
  bool requires_nonce = false;
  bool allows_query_token = false;  // preset rocketchat-oauth: ?access_token= at /userinfo
  bool allows_plain_basic = false;  // preset rocketchat-oauth: Basic without form-encoding

  identity::Audience audience() const { return identity::Audience::sector(sector); }
};

class Clients {
 public:
  explicit Clients(std::vector<Client> clients);  // throws std::invalid_argument: an id twice

  const Client* find(std::string_view id) const;
  const std::map<std::string, Client, std::less<>>& all() const { return clients_; }

 private:
  std::map<std::string, Client, std::less<>> clients_;
};

}  // namespace sluis::downstream
