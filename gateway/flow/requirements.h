#pragma once

// What a service demands of a login: OpenID Connect Core 3.1.2.1 (acr_values, max_age, prompt) and
// SAML's ForceAuthn, IsPassive and RequestedAuthnContext, as one.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "crypto/clock.h"

namespace sluis::flow {

enum class Interaction {
  as_needed,
  never,   // prompt=none, IsPassive
  always,  // prompt=login, consent or select_account; ForceAuthn
};

struct Requirements {
  std::string acr;  // the weakest of those asked for that will do; empty: any
  std::optional<std::chrono::seconds> max_age;
  Interaction interaction = Interaction::as_needed;
};

/// auth_time as every service but the one that caused the login may see it: down to 15 minutes
/// (DESIGN §3, "Nothing to compare"). Requirements are judged on what would be shown.
crypto::TimePoint rounded(crypto::TimePoint authenticated_at);

}  // namespace sluis::flow
