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
  // What came back from a provider (docs/lying-provider.md).
  provider_refused,            // it answered with an error of its own
  state_mismatch,              // the answer belongs to another login, or to none
  issuer_mismatch,             // it is not the provider that she was sent to
  provider_answer_malformed,   // a part is missing or is no such thing
  id_token_malformed,          // not a signed token, or one that brings its own rules
  id_token_algorithm,          // not one that this connector allows
  id_token_signature,          // wrong, or by a key that the provider does not publish
  id_token_issuer,             // of another provider
  id_token_audience,           // for another service
  id_token_authorized_party,   // azp is another, or lacks where there are several audiences
  id_token_expired,            // exp has passed or lacks
  id_token_not_yet_valid,      // iat or nbf lies ahead, or iat lacks
  id_token_nonce,              // of another login
  id_token_subject,            // sub is not 1 to 255 printable characters
  id_token_access_token_hash,  // at_hash is not that of the access token
  id_token_auth_time,          // she logged in longer ago than was asked, or it is not said
  userinfo_mismatch,           // userinfo speaks of another sub
  email_malformed,             // the e-mail claim lacks or is not one address
  // What came in a SAML document, from either side.
  saml_malformed,       // not a document that we read, or not of the profile's shape
  saml_algorithm,       // SHA-1, CBC, RSA 1.5, a foreign transform
  saml_signature,       // missing where one is demanded, wrong, or by a key not in the metadata
  saml_decryption,      // an encrypted assertion that our keys do not open
  saml_issuer,          // of another party than the one that was asked, or registered
  saml_destination,     // meant for another address
  saml_audience,        // meant for another service
  saml_in_response_to,  // the answer to another question, or to none
  saml_expired,         // NotOnOrAfter has passed, or lacks where it may not
  saml_not_yet_valid,   // NotBefore or an instant lies ahead
  saml_replayed,        // this assertion has been used
  saml_auth_time,       // she logged in longer ago than was asked, or it is not said
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
  saml_request_signature,  // the request's signature lacks where the registration wants one, or is
                           // wrong
  name_id_unsupported,     // a NameID format that this service does not get
  // What a person did with rooms.
  room_not_yours,     // she is no owner of it, or it is not there
  rooms_full,         // her list holds as many as it can
  too_many_rooms,     // she made many in a short time
  room_owners_full,   // it has as many owners as it can
  hand_over_expired,  // the link is used, too old or forged, or its giver owns the room no more
};

/// The name as written in the enum: for logs and metrics, never for a person to read.
std::string_view name_of(Refusal refusal);

}  // namespace sluis
