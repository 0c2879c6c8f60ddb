#pragma once

// Why not. One bare enum for the whole gateway; each edge (page, OAuth error, log) spells it
// itself. A refusal is something that a person, a service or an attacker caused. Faults of ours or
// of a provider are `Unavailable` (unavailable.h) or a plain exception.

#include <string_view>

namespace sluis {

enum class Refusal {
  // What she typed, or what a provider said of her.
  address_malformed,        // not an address that we accept (standards DER-05)
  domain_malformed,         // not a host name in strict LDH form
  domain_not_listed,        // the domain is not on the allowlist
  domain_not_yet_valid,     // the entry's valid_from lies ahead
  domain_expired,           // the entry's valid_until has passed
  address_not_deliverable,  // mail code: '+' or a local part beyond ASCII
  connector_not_permitted,  // this provider may not speak for this domain
  email_not_verified,       // the provider does not vouch for the address
  subject_missing,          // identity: subject, and the provider sent none
  acr_too_weak,             // the login was weaker than the entry or the service demands
  // The login as a conversation.
  flow_unknown,          // no such flow in this browser, or too old, or forged
  flow_used,             // this flow has already led to a login
  token_mismatch,        // the CSRF token of the form is not the flow's
  code_wrong,            // mail code: not the code that was sent
  code_tries_exhausted,  // mail code: five wrong tries
  code_expired,          // mail code: ten minutes have passed
  too_many_mails,        // mail code: a limit on sending was reached
  too_many_wrong_codes,  // the breaker across all addresses is open
  too_many_requests,     // a limit per client network was reached
  login_cancelled,       // she went back to the service without logging in
  login_required,        // prompt=none and no session that will do
  person_gone,           // the person's record is gone (forgotten or expired)
  // What a service sent.
  request_malformed,          // a parameter is missing, repeated or malformed
  client_unknown,             // no such client
  redirect_uri_mismatch,      // not one of the client's registered addresses
  response_type_unsupported,  // anything but the authorization code flow
  response_mode_unsupported,
  scope_invalid,   // scope without openid
  pkce_required,   // no code_challenge
  pkce_malformed,  // a method that is not S256, or a challenge of another shape
  nonce_required,
  request_object_unsupported,
  request_uri_unsupported,
  registration_unsupported,
  acr_unsupported,        // none of the requested acr values exists here
  client_authentication,  // secret or assertion missing, wrong, replayed or ambiguous
  grant_type_unsupported,
  grant_invalid,  // the code is unknown, used, expired, another client's, or its verifier is wrong
  token_invalid,  // the access token is unknown, expired or revoked
};

/// The name as written in the enum: for logs and metrics, never for a person to read.
std::string_view name_of(Refusal refusal);

}  // namespace sluis
