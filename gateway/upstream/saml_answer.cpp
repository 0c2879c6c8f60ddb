#include "upstream/saml_answer.h"

#include <algorithm>
#include <optional>

#include "saml/names.h"

namespace sluis::upstream {

namespace {

using Check = std::expected<void, Refusal>;

Check refused(Refusal refusal) { return std::unexpected(refusal); }

bool has_passed(crypto::TimePoint end, crypto::TimePoint now) { return end + kSamlSkew <= now; }
bool lies_ahead(crypto::TimePoint begin, crypto::TimePoint now) { return begin - kSamlSkew > now; }

// SAML Core 3.2.2.2. Foreign texts in it are kept from pages and logs.
Check check_status(const saml::Status& status) {
  if (status.code == saml::status::kSuccess) return {};
  if (status.second_code == saml::status::kNoPassive) return refused(Refusal::login_required);
  return refused(Refusal::provider_refused);
}

// Only what is signed is here: with a signature, Bindings 3.5.5.2 demands a Destination.
Check check_response(const saml::Response& response, const AnswerExpectations& expected) {
  if (response.issuer && *response.issuer != expected.provider) {
    return refused(Refusal::saml_issuer);
  }
  if (response.destination != expected.consumer_url) return refused(Refusal::saml_destination);
  if (response.in_response_to != expected.request_id) {
    return refused(Refusal::saml_in_response_to);
  }
  if (lies_ahead(response.issue_instant, expected.now)) {
    return refused(Refusal::saml_not_yet_valid);
  }
  return check_status(response.status);
}

// Profiles 4.1.4.2: to be delivered here, in answer to this question, and not for long. What is
// unsolicited answers no question.
Check check_bearer(const saml::SubjectConfirmation& bearer, const AnswerExpectations& expected) {
  if (bearer.recipient != expected.consumer_url) return refused(Refusal::saml_destination);
  if (bearer.in_response_to != expected.request_id) return refused(Refusal::saml_in_response_to);
  if (!bearer.not_on_or_after || has_passed(*bearer.not_on_or_after, expected.now)) {
    return refused(Refusal::saml_expired);
  }
  if (bearer.not_before && lies_ahead(*bearer.not_before, expected.now)) {
    return refused(Refusal::saml_not_yet_valid);
  }
  return {};
}

/// One that holds is enough; where none does, the first says why.
std::expected<const saml::SubjectConfirmation*, Refusal> find_confirmation(
    const saml::Assertion& assertion, const AnswerExpectations& expected) {
  std::optional<Refusal> first;
  for (const auto& confirmation : assertion.confirmations) {
    if (confirmation.method != saml::kBearer) continue;
    const auto checked = check_bearer(confirmation, expected);
    if (checked) return &confirmation;
    if (!first) first = checked.error();
  }
  return std::unexpected(first.value_or(Refusal::saml_malformed));
}

// SAML Core 2.5.1.4: each restriction must name us, and Profiles 4.1.4.2 wants one at least.
Check check_audience(const saml::Assertion& assertion, const AnswerExpectations& expected) {
  const auto names_us = [&](const std::vector<std::string>& audiences) {
    return std::ranges::find(audiences, expected.service) != audiences.end();
  };
  const auto& restrictions = assertion.audience_restrictions;
  if (restrictions.empty() || !std::ranges::all_of(restrictions, names_us)) {
    return refused(Refusal::saml_audience);
  }
  return {};
}

Check check_times(const saml::Assertion& assertion, const AnswerExpectations& expected) {
  const auto now = expected.now;
  if (lies_ahead(assertion.issue_instant, now) ||
      (assertion.not_before && lies_ahead(*assertion.not_before, now))) {
    return refused(Refusal::saml_not_yet_valid);
  }
  if (assertion.not_on_or_after && has_passed(*assertion.not_on_or_after, now)) {
    return refused(Refusal::saml_expired);
  }
  return {};
}

Check check_login(const saml::AuthnStatement& login, const AnswerExpectations& expected) {
  if (lies_ahead(login.authn_instant, expected.now)) return refused(Refusal::saml_not_yet_valid);
  if (login.session_not_on_or_after && has_passed(*login.session_not_on_or_after, expected.now)) {
    return refused(Refusal::saml_expired);
  }
  // ForceAuthn goes through the browser in a signed request, and an old login is an old login all
  // the same (standards SAM-12).
  if (login.authn_instant + kSamlSkew < expected.logged_in_since) {
    return refused(Refusal::saml_auth_time);
  }
  return {};
}

std::expected<CheckedAssertion, Refusal> check_assertion(const saml::Assertion& assertion,
                                                         const AnswerExpectations& expected) {
  if (assertion.issuer != expected.provider) return std::unexpected(Refusal::saml_issuer);
  const auto confirmation = find_confirmation(assertion, expected);
  if (!confirmation) return std::unexpected(confirmation.error());
  const Check checks[] = {check_audience(assertion, expected), check_times(assertion, expected)};
  for (const auto& check : checks) {
    if (!check) return std::unexpected(check.error());
  }
  // Standards SAM-13: one login, told once.
  if (assertion.authn_statements.size() != 1) return std::unexpected(Refusal::saml_malformed);
  const auto& login = assertion.authn_statements.front();
  if (const auto check = check_login(login, expected); !check) {
    return std::unexpected(check.error());
  }
  return CheckedAssertion{.assertion = assertion,
                          .login = login,
                          .usable_until = *(*confirmation)->not_on_or_after + kSamlSkew};
}

}  // namespace

std::expected<CheckedAssertion, Refusal> check_answer(const saml::Answer& answer,
                                                      const AnswerExpectations& expected) {
  if (answer.response) {
    const auto check = check_response(*answer.response, expected);
    if (!check) return std::unexpected(check.error());
  }
  if (!answer.assertion) return std::unexpected(Refusal::saml_malformed);
  return check_assertion(*answer.assertion, expected);
}

}  // namespace sluis::upstream
