#pragma once

// What a service asked, checked by its front. Travels through the login in the sealed flow cookie.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "flow/requirements.h"
#include "identity/audience.h"

namespace sluis::flow {

struct LoginRequest {
  std::string front;   // id of the front that will answer
  std::string client;  // id of the service in the configuration
  identity::Audience audience;
  Requirements requirements;
  std::vector<std::string> languages;  // ui_locales, most wanted first; at most 4
  crypto::TimePoint received_at;
  std::string memory;  // the front's own: reply address as an index, state, nonce, challenge, …
  std::string only_about{};  // text of the pseudonym that the answer must be about; empty: anybody

  /// Length-prefixed octets, and back; nothing if they are not ours.
  std::string serialise() const;
  static std::optional<LoginRequest> parse(std::string_view octets);
};

}  // namespace sluis::flow
