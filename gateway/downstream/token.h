#pragma once

// The token endpoint (RFC 6749 §4.1.3, OIDC Core 3.1.3): a code becomes an ID token and an access
// token, once.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <expected>
#include <string>
#include <vector>

#include "downstream/access_token.h"
#include "downstream/authorization_code.h"
#include "downstream/bearer_secret.h"
#include "downstream/client_authentication.h"
#include "downstream/id_token.h"
#include "downstream/oidc_parts.h"

namespace sluis::downstream {

/// How long a code is remembered as used. The mark must not go before what it can revoke, also
/// where clocks differ a little.
inline constexpr std::chrono::seconds kUsedMarkLifetime =
    kAccessTokenLifetime + std::chrono::seconds(30);

class Token {
 public:
  Token(const OidcParts& parts, const IdTokens& id_tokens, ClientKeys& client_keys)
      : parts_(parts), id_tokens_(id_tokens), client_keys_(client_keys) {}

  /// Two round trips to the store when all is well, four at most.
  boost::asio::awaitable<http::Response> answer(const http::Request& request) const;

 private:
  struct Redemption {
    const Client& client;
    BearerSecret code;
    std::string sealed;  // the record as it stood in the store
    CodeContents contents;
  };

  using Exchanged = std::expected<http::Response, Refusal>;

  /// `client` becomes the id of the service that asks, once it has proved itself.
  boost::asio::awaitable<Exchanged> exchange(const http::Request& request,
                                             std::string& client) const;
  boost::asio::awaitable<http::Response> refuse_client(const http::Request& request) const;
  /// Takes the replay mark, if there is one, and reads the record of the code, in one round trip.
  /// Refuses with client_authentication (the mark was there) or grant_invalid (no such code).
  boost::asio::awaitable<std::expected<std::string, Refusal>> read_code(
      std::optional<ReplayMark> mark, std::string code_name) const;
  boost::asio::awaitable<Exchanged> redeem(Redemption redemption) const;
  boost::asio::awaitable<void> revoke_first_use(const BearerSecret& code, std::string sealed) const;

  const OidcParts& parts_;
  const IdTokens& id_tokens_;
  ClientKeys& client_keys_;
};

}  // namespace sluis::downstream
