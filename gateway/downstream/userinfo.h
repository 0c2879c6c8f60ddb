#pragma once

// The UserInfo endpoint (OIDC Core 5.3) as a protected resource (RFC 6750): sub, and with scope
// profile the friendly names that are made from it.

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <optional>
#include <string>

#include "downstream/access_token.h"
#include "downstream/oidc_parts.h"

namespace sluis::downstream {

class UserInfo {
 public:
  explicit UserInfo(const OidcParts& parts) : parts_(parts) {}

  boost::asio::awaitable<http::Response> answer(const http::Request& request) const;

 private:
  enum class Transport { header, form, query };
  struct Presented {
    std::string token;
    Transport transport;
  };

  /// Exactly one token, or none; refuses with request_malformed where there are two.
  static std::expected<std::optional<Presented>, Refusal> read_token(const http::Request& request);
  boost::asio::awaitable<std::optional<AccessTokenContents>> open(Presented presented) const;

  const OidcParts& parts_;
};

}  // namespace sluis::downstream
