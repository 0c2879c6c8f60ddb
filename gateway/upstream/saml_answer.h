#pragma once

// What a provider answered, held against what it was asked (SAML Profiles 4.1.4.2 and 4.1.4.3;
// standards SAM-22). Each check has a refusal of its own. Pure; what it gets was verified before.

#include <chrono>
#include <expected>
#include <string>

#include "crypto/clock.h"
#include "fault/refusal.h"
#include "saml/verified.h"

namespace sluis::upstream {

/// Standards SAM-01: how far the provider's clock may be from ours, either way.
inline constexpr std::chrono::minutes kSamlSkew{3};

struct AnswerExpectations {
  std::string provider;      // entity ID of the one that was asked
  std::string service;       // our own entity ID with it
  std::string consumer_url;  // where the answer came
  std::string request_id;
  crypto::TimePoint now;
  crypto::TimePoint logged_in_since{};  // the epoch: whenever
};

struct CheckedAssertion {
  const saml::Assertion& assertion;
  const saml::AuthnStatement& login;
  /// When no other answer with this assertion could be accepted any more.
  crypto::TimePoint usable_until;
};

/// Refuses with provider_refused or login_required (its own status), saml_issuer,
/// saml_destination (Destination or Recipient), saml_in_response_to, saml_audience, saml_expired,
/// saml_not_yet_valid, saml_auth_time, or saml_malformed (no assertion, no bearer confirmation, not
/// exactly one AuthnStatement). The answer outlives what comes out.
std::expected<CheckedAssertion, Refusal> check_answer(const saml::Answer& answer,
                                                      const AnswerExpectations& expected);

}  // namespace sluis::upstream
