#pragma once

// The ID token (OIDC Core 2), and the same token when it comes back as an id_token_hint.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/key_lifetimes.h"
#include "downstream/oidc_parts.h"

namespace sluis::downstream {

inline constexpr std::chrono::seconds kIdTokenLifetime = crypto::kIdTokenLifetime;

struct IdTokenClaims {
  std::string sub;
  std::string acr;
  std::string sid;
  std::string nonce;                      // empty: none was sent
  std::optional<std::int64_t> auth_time;  // only when asked for (DESIGN §3, "Nothing to compare")
  std::string access_token;               // for at_hash
};

/// An ID token that this gateway signed, whether or not it has expired.
struct Hint {
  std::string client;
  std::string sub;
  std::string sid;
};

class IdTokens {
 public:
  explicit IdTokens(const OidcParts& parts);

  /// Throws Unavailable when the pool for RSA signatures is full.
  boost::asio::awaitable<std::string> sign(const Client& client, IdTokenClaims claims) const;

  /// Nothing for a token that we did not sign, or whose client is no longer registered.
  std::optional<Hint> read_hint(std::string_view token) const;

 private:
  std::string payload(const Client& client, const IdTokenClaims& claims) const;
  /// The public halves of the keys that may have signed a token that still counts.
  std::vector<crypto::VerificationKey> usable_keys() const;

  const OidcParts& parts_;
  // Made once: the three of a fresh ring take 130 µs, a verification 30 to 100.
  std::map<const crypto::Key*, crypto::VerificationKey> public_halves_;
};

}  // namespace sluis::downstream
