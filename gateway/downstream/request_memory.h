#pragma once

// What the OpenID Connect front must remember of an authorization request until it answers. It
// travels in the flow cookie (LoginRequest::memory), so every octet counts; the redirect_uri is
// kept as the start of its digest.

#include <optional>
#include <string>
#include <string_view>

#include "downstream/clients.h"

namespace sluis::downstream {

struct RequestMemory {
  std::string redirect_uri;  // one of the client's
  std::string state;         // empty: none was sent
  std::string nonce;
  std::string challenge;  // PKCE: 32 octets, or empty
  bool wants_profile = false;
  bool wants_auth_time = false;

  std::string serialise() const;
  /// Nothing if it is not ours, or the client no longer has that redirect_uri (the configuration
  /// was read again).
  static std::optional<RequestMemory> parse(std::string_view octets, const Client& client);
};

}  // namespace sluis::downstream
