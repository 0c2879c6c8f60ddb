#pragma once

// The OpenID Connect front with everything it needs, in memory: a service calls it as it would over
// HTTP.

#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "downstream/oidc.h"
#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/downstream/logout_line.h"
#include "tests/http/key_house.h"
#include "tests/store/memory_store.h"
#include "tests/store/run_awaitable.h"

namespace sluis::tests {

using Parameters = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::string_view kIssuer = "https://login.example";
inline constexpr std::string_view kSub = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst";
inline constexpr std::string_view kOtherSub =
    "bbcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst";
inline constexpr std::string_view kPersonName = "pe:somebody";
inline constexpr std::string_view kVerifier =
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";  // RFC 7636 B
inline constexpr std::string_view kChallenge =
    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";  // RFC 7636 B

/// A ring with a seal key and an ES256 key, and none of the RSA keys that take long to make.
crypto::Keyring light_ring(crypto::TimePoint now);

/// The key with which the client "portal" signs its assertions.
const crypto::SigningKey& portal_key();

/// portal: private_key_jwt, PKCE. chat: secret, Rocket.Chat's quirks. wiki: secret, PKCE. app:
/// public.
std::vector<downstream::Client> example_clients();

class World {
 public:
  World();
  explicit World(crypto::Keyring ring, std::vector<downstream::Client> all = example_clients());

  http::Response call(const std::string& method, const std::string& path,
                      const Parameters& parameters, const Parameters& headers = {});

  downstream::Front::Accepted authorize(const Parameters& parameters);
  flow::LoginRequest accepted(const Parameters& parameters);
  flow::Grant grant() const;

  /// A code for that client, as the browser brings it.
  std::string code_for(const Parameters& authorization_request);
  http::Response token(const Parameters& parameters, const Parameters& headers = {});
  /// The whole way for the client "chat".
  boost::json::object tokens_for_chat(const std::string& scope = "openid profile");

  void forget_person();

  FakeClock clock;
  FixedRandom random;
  MemoryStore store{clock};
  KeyHouse outbound;
  crypto::Keyring keyring;
  crypto::Pool pool{1, 16};
  identity::People people{store, clock, random};
  web::Pages pages{
      web::House{.name = "Rijksconnect", .email = "help@login.example", .security = ""}};
  downstream::Clients clients;
  std::vector<Event> events;
  LogoutLine line;
  downstream::OidcParts parts();
  downstream::Oidc oidc;
};

Parameters chat_request();  // of the authorization endpoint
Parameters wiki_request();  // with PKCE
Parameters chat_grant(std::string code);
Parameters with(Parameters parameters, const std::string& name, const std::string& value);
Parameters without(Parameters parameters, const std::string& name);

http::Request request_of(const std::string& method, const std::string& path,
                         const Parameters& parameters, const Parameters& headers = {});
std::map<std::string, std::string> query_of(const http::Response& response);
boost::json::object json_of(const http::Response& response);
boost::json::object claims_of(std::string_view token);
/// The text of that member.
std::string text_of(const boost::json::object& object, std::string_view name);
std::string error_of(const http::Response& response);  // of its JSON body
std::string basic(std::string_view user_and_password);

}  // namespace sluis::tests
