#include "web/refusal_text.h"

#include <string>

#include "web/texts.h"

namespace sluis::web {

// No default: a new refusal without words does not compile.
std::string_view refusal_stem(Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    case address_malformed:
    case domain_malformed:
      return "address";
    case domain_not_listed:
      return "not_listed";
    case domain_not_yet_valid:
      return "not_yet";
    case domain_expired:
      return "ended";
    case address_not_deliverable:
      return "undeliverable";
    case connector_not_permitted:
      return "wrong_organisation";
    case email_not_verified:
    case subject_missing:
    case email_malformed:
      return "not_vouched";
    case provider_refused:
      return "provider_refused";
    case state_mismatch:
      return "state_mismatch";
    case id_token_auth_time:
    case saml_auth_time:
      return "login_too_old";
    case issuer_mismatch:
    case provider_answer_malformed:
    case id_token_malformed:
    case id_token_algorithm:
    case id_token_signature:
    case id_token_issuer:
    case id_token_audience:
    case id_token_authorized_party:
    case id_token_expired:
    case id_token_not_yet_valid:
    case id_token_nonce:
    case id_token_subject:
    case id_token_access_token_hash:
    case userinfo_mismatch:
    case saml_malformed:
    case saml_algorithm:
    case saml_signature:
    case saml_decryption:
    case saml_issuer:
    case saml_destination:
    case saml_audience:
    case saml_in_response_to:
    case saml_expired:
    case saml_not_yet_valid:
    case saml_replayed:
      return "provider_proof";
    case acr_too_weak:
      return "too_weak";
    case flow_unknown:
      return "flow_unknown";
    case flow_used:
      return "flow_used";
    case token_mismatch:
      return "form";
    case code_wrong:
      return "code_wrong";
    case code_tries_exhausted:
      return "code_tries";
    case code_expired:
      return "code_expired";
    case too_many_mails:
      return "mails";
    case too_many_wrong_codes:
      return "wrong_codes";
    case too_many_requests:
      return "requests";
    case login_required:
      return "login_required";
    case login_cancelled:
      return "cancelled";
    case request_malformed:
      return "request";
    case client_unknown:
      return "client_unknown";
    case redirect_uri_mismatch:
      return "reply_address";
    case acr_unsupported:
      return "acr_unsupported";
    case response_type_unsupported:
    case response_mode_unsupported:
    case scope_invalid:
    case pkce_required:
    case pkce_malformed:
    case nonce_required:
    case request_object_unsupported:
    case request_uri_unsupported:
    case registration_unsupported:
    case grant_type_unsupported:
    case name_id_unsupported:
      return "service_question";
    case client_authentication:
    case grant_invalid:
    case token_invalid:
    case saml_request_signature:
      return "service_proof";
    case room_not_yours:
      return "room_not_yours";
    case rooms_full:
      return "rooms_full";
    case too_many_rooms:
      return "too_many_rooms";
    case room_owners_full:
      return "owners_full";
    case hand_over_expired:
      return "hand_over";
  }
  return "request";
}

RefusalText refusal_text(Refusal refusal, Language language) {
  const std::string stem = "refusal." + std::string(refusal_stem(refusal));
  return {text(stem + ".title", language), text(stem + ".what", language),
          text(stem + ".then", language)};
}

int status_of(Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    case too_many_mails:
    case too_many_wrong_codes:
    case too_many_requests:
    case too_many_rooms:
      return 429;
    case domain_not_listed:
    case domain_not_yet_valid:
    case domain_expired:
    case connector_not_permitted:
    case email_not_verified:
    case subject_missing:
    case email_malformed:
    case provider_refused:
    case id_token_auth_time:
    case acr_too_weak:
    case saml_auth_time:
    case room_not_yours:
      return 403;
    default:
      return 400;
  }
}

}  // namespace sluis::web
