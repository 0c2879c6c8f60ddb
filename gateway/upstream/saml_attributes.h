#pragma once

// Who she is, in the words of a SAML provider: an attribute found by its Name and by nothing else
// (standards SAM-21), or a persistent NameID. Pure.

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/secret.h"
#include "fault/refusal.h"
#include "identity/email_address.h"
#include "saml/message.h"

namespace sluis::upstream {

/// What tells people of one provider apart.
struct SamlIdentity {
  enum class By { attribute, name_id, address };
  By by = By::address;
  std::string attribute{};  // its Name
};

/// Refuses with email_malformed: no such attribute, or two, or not exactly one value, or one that
/// is no address.
std::expected<identity::EmailAddress, Refusal> address_in(const saml::Assertion& assertion,
                                                          std::string_view attribute);

struct Parties {
  std::string_view provider;  // entity IDs
  std::string_view service;
};

/// Nothing where the address is who she is. Refuses with subject_missing: no such attribute, or not
/// exactly one value of 1 to 256 octets; no NameID, one that is not persistent, or one that another
/// party gave or that is meant for another service (SAML Core 8.3.7).
std::expected<std::optional<crypto::Secret>, Refusal> subject_in(const saml::Assertion& assertion,
                                                                 const SamlIdentity& identity,
                                                                 const Parties& parties);

}  // namespace sluis::upstream
