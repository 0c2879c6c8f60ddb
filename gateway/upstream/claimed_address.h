#pragma once

// The e-mail claim as a provider makes it, in an ID token or at its userinfo endpoint (OIDC Core
// 5.1).

#include <expected>
#include <optional>
#include <string_view>

#include "fault/refusal.h"
#include "identity/email_address.h"

namespace boost::json {
class object;
}

namespace sluis::upstream {

/// Whose word counts: the provider's `email_verified`, or that of the organisation itself, which
/// gave out the address (`authoritative: true`).
enum class Vouching { by_claim, by_organisation };

struct ClaimedAddress {
  std::optional<identity::EmailAddress> address;  // nothing: the claim is not one address
  bool is_verified;                               // `email_verified` is the JSON value true
};

/// Nothing if there is no such claim.
std::optional<ClaimedAddress> claimed_address(const boost::json::object& claims,
                                              std::string_view email_claim);

/// Refuses with email_malformed (also when there is no claim at all) or email_not_verified.
std::expected<identity::EmailAddress, Refusal> vouched(std::optional<ClaimedAddress> claimed,
                                                       Vouching vouching);

}  // namespace sluis::upstream
