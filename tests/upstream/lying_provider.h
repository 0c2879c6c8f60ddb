#pragma once

// An OpenID Connect provider without a network, which says what a test wants it to say. What is not
// changed is right, so that each test tells one lie.

#include <boost/asio/awaitable.hpp>
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "http/client.h"
#include "tests/crypto/foreign_key.h"

namespace sluis::tests {

inline constexpr std::string_view kIssuer = "https://idp.example";
inline constexpr std::string_view kDiscovery =
    "https://idp.example/.well-known/openid-configuration";
inline constexpr std::string_view kJwks = "https://idp.example/jwks";
inline constexpr std::string_view kToken = "https://idp.example/token";
inline constexpr std::string_view kUserinfo = "https://idp.example/userinfo";

http::Response json_answer(std::string body, int status = 200);
std::string set_of(const ForeignKey& key, std::string_view kid);

class LyingProvider final : public http::Client {
 public:
  explicit LyingProvider(const crypto::Clock& clock) : clock_(clock) {}

  // What it says. Claims and userinfo are laid over what is right; `dropped` claims are left out.
  boost::json::object metadata{{"issuer", kIssuer},
                               {"authorization_endpoint", "https://idp.example/authorize"},
                               {"token_endpoint", kToken},
                               {"jwks_uri", kJwks},
                               {"userinfo_endpoint", kUserinfo}};
  boost::json::object claims{};
  std::set<std::string> dropped{};
  boost::json::object userinfo{
      {"sub", "7f3a"}, {"email", "anna@minbzk.nl"}, {"email_verified", true}};
  std::string header = R"({"alg":"ES256","kid":"one","typ":"JWT"})";
  crypto::Algorithm algorithm = crypto::Algorithm::es256;
  ForeignKey key = ForeignKey::p256();
  std::string jwks = set_of(key, "one");
  std::string cache_control = "max-age=600";
  std::optional<std::string> id_token{};          // instead of the one that it would make
  std::map<std::string, http::Response> instead;  // by URL, whatever is asked there
  std::set<std::string> silent;                   // URLs that do not answer

  /// Takes her in, and gives the query that she brings back.
  std::string authorize(std::string_view location);

  boost::asio::awaitable<http::Response> send(http::ClientRequest request) override;

  std::vector<http::ClientRequest> requests;
  std::size_t asked(std::string_view url) const;
  /// The form of the last request to the token endpoint.
  std::string in_token_request(std::string_view name) const;
  /// A parameter of the last authorization request; empty if absent.
  std::string in_authorization(std::string_view name) const;

  /// The payload of the ID token as it would be made now.
  boost::json::object id_token_claims() const;

 private:
  http::Response answer(const http::ClientRequest& request) const;
  http::Response tokens(const http::ClientRequest& request) const;

  const crypto::Clock& clock_;
  std::map<std::string, std::string> asked_for_;
};

}  // namespace sluis::tests
