#pragma once

// Proof Key for Code Exchange (RFC 7636), method S256 only (standards NLO-02, NLO-03, OPX-03).

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "fault/refusal.h"

namespace sluis::downstream {

enum class Pkce { required, optional };

/// The challenge as 32 octets; empty where none was sent and none is required. Refuses with
/// pkce_required or pkce_malformed: a challenge of another shape, `plain`, no method (which means
/// plain), a method without a challenge.
std::expected<std::string, Refusal> read_challenge(std::optional<std::string_view> challenge,
                                                   std::optional<std::string_view> method,
                                                   Pkce pkce);

/// True if the verifier belongs to the challenge; and if there is neither. A verifier without a
/// challenge is a downgrade and fails (RFC 9700 §2.1.1), and so does one that is not 43 to 128
/// unreserved characters.
bool verifier_fits(std::optional<std::string_view> verifier, std::string_view challenge);

}  // namespace sluis::downstream
