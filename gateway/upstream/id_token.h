#pragma once

// What an ID token must be before anything in it is believed: OpenID Connect Core 3.1.3.7, each
// check with a refusal of its own. Pure: no network, no clock.
//
// The signature comes first (steps 6 and 7), since `verify_jws` gives out no payload without it;
// then the steps in their order.

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "crypto/jws.h"
#include "crypto/secret.h"
#include "fault/refusal.h"
#include "upstream/claimed_address.h"

namespace sluis::upstream {

/// `typ` is JWT or absent: an access token (at+jwt) or a logout token is no ID token.
crypto::JwsRules id_token_rules(std::vector<crypto::Algorithm> algorithms);

/// id_token_malformed, id_token_algorithm or id_token_signature.
Refusal refusal_of(crypto::JwsFault fault);

/// Views: what they see must outlive the check.
struct IdTokenExpectations {
  std::string_view issuer;
  std::string_view client_id;
  std::string_view nonce;
  std::string_view access_token;  // that came with it
  std::string_view email_claim;
  crypto::TimePoint now;
  /// She must have logged in at or after this; nothing: whenever.
  std::optional<crypto::TimePoint> logged_in_since{};
  /// max_age was asked, so the token must say when (OIDC Core 2); else it is only judged if it
  /// does.
  bool must_say_when = false;
};

struct IdTokenClaims {
  crypto::Secret subject;  // sub
  std::string acr;         // in the provider's vocabulary; empty: none
  crypto::TimePoint authenticated_at;
  std::optional<ClaimedAddress> address;  // nothing: no such claim
};

/// What clocks may differ by.
inline constexpr std::chrono::seconds kLeeway{60};

std::expected<IdTokenClaims, Refusal> check_id_token(const crypto::VerifiedJws& token,
                                                     const IdTokenExpectations& expected);

}  // namespace sluis::upstream
