#pragma once

// The authorization endpoint (OIDC Core 3.1.2, RFC 6749 §4.1.1): what a service asks becomes a
// LoginRequest, or an error at its redirect_uri; and where that address is not proven, neither.

#include <string>
#include <string_view>

#include "downstream/front.h"
#include "downstream/id_token.h"
#include "downstream/oidc_parts.h"
#include "http/form.h"

namespace sluis::downstream {

inline constexpr std::string_view kOidcFront = "oidc";

/// Where an answer goes; only for a redirect_uri that is registered.
struct ReplyTo {
  std::string redirect_uri;
  std::string state;  // empty: none was sent
};

/// 303 with code, state and iss (RFC 9207; standards OPX-05).
http::Response authorization_answer(std::string_view issuer, const ReplyTo& to,
                                    std::string_view code);
/// 303 with error, error_description, state and iss.
http::Response authorization_error(std::string_view issuer, const ReplyTo& to, Refusal refusal);

class Authorize {
 public:
  Authorize(const OidcParts& parts, const IdTokens& id_tokens)
      : parts_(parts), id_tokens_(id_tokens) {}

  Front::Accepted accept(const http::Request& request) const;

 private:
  std::expected<flow::LoginRequest, Refusal> read(const http::Form& form, const Client& client,
                                                  ReplyTo to) const;
  std::expected<flow::Requirements, Refusal> read_requirements(const http::Form& form) const;
  std::expected<std::string, Refusal> read_hinted_sub(const http::Form& form,
                                                      const Client& client) const;

  const OidcParts& parts_;
  const IdTokens& id_tokens_;
};

}  // namespace sluis::downstream
