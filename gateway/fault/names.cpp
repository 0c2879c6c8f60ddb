#include "fault/event.h"
#include "fault/refusal.h"

namespace sluis {

std::string_view name_of(Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    case address_malformed:
      return "address_malformed";
    case domain_malformed:
      return "domain_malformed";
    case domain_not_listed:
      return "domain_not_listed";
    case domain_not_yet_valid:
      return "domain_not_yet_valid";
    case domain_expired:
      return "domain_expired";
    case address_not_deliverable:
      return "address_not_deliverable";
    case connector_not_permitted:
      return "connector_not_permitted";
    case email_not_verified:
      return "email_not_verified";
    case subject_missing:
      return "subject_missing";
    case acr_too_weak:
      return "acr_too_weak";
    case provider_refused:
      return "provider_refused";
    case state_mismatch:
      return "state_mismatch";
    case issuer_mismatch:
      return "issuer_mismatch";
    case provider_answer_malformed:
      return "provider_answer_malformed";
    case id_token_malformed:
      return "id_token_malformed";
    case id_token_algorithm:
      return "id_token_algorithm";
    case id_token_signature:
      return "id_token_signature";
    case id_token_issuer:
      return "id_token_issuer";
    case id_token_audience:
      return "id_token_audience";
    case id_token_authorized_party:
      return "id_token_authorized_party";
    case id_token_expired:
      return "id_token_expired";
    case id_token_not_yet_valid:
      return "id_token_not_yet_valid";
    case id_token_nonce:
      return "id_token_nonce";
    case id_token_subject:
      return "id_token_subject";
    case id_token_access_token_hash:
      return "id_token_access_token_hash";
    case id_token_auth_time:
      return "id_token_auth_time";
    case userinfo_mismatch:
      return "userinfo_mismatch";
    case email_malformed:
      return "email_malformed";
    case flow_unknown:
      return "flow_unknown";
    case flow_used:
      return "flow_used";
    case token_mismatch:
      return "token_mismatch";
    case code_wrong:
      return "code_wrong";
    case code_tries_exhausted:
      return "code_tries_exhausted";
    case code_expired:
      return "code_expired";
    case too_many_mails:
      return "too_many_mails";
    case too_many_wrong_codes:
      return "too_many_wrong_codes";
    case too_many_requests:
      return "too_many_requests";
    case login_cancelled:
      return "login_cancelled";
    case login_required:
      return "login_required";
    case person_gone:
      return "person_gone";
    case request_malformed:
      return "request_malformed";
    case client_unknown:
      return "client_unknown";
    case redirect_uri_mismatch:
      return "redirect_uri_mismatch";
    case response_type_unsupported:
      return "response_type_unsupported";
    case response_mode_unsupported:
      return "response_mode_unsupported";
    case scope_invalid:
      return "scope_invalid";
    case pkce_required:
      return "pkce_required";
    case pkce_malformed:
      return "pkce_malformed";
    case nonce_required:
      return "nonce_required";
    case request_object_unsupported:
      return "request_object_unsupported";
    case request_uri_unsupported:
      return "request_uri_unsupported";
    case registration_unsupported:
      return "registration_unsupported";
    case acr_unsupported:
      return "acr_unsupported";
    case client_authentication:
      return "client_authentication";
    case grant_type_unsupported:
      return "grant_type_unsupported";
    case grant_invalid:
      return "grant_invalid";
    case token_invalid:
      return "token_invalid";
  }
  return "unknown";
}

std::string_view name_of(Event::Kind kind) {
  switch (kind) {
    using enum Event::Kind;
    case login:
      return "login";
    case session_login:
      return "session_login";
    case refused:
      return "refused";
    case mail_sent:
      return "mail_sent";
    case mail_failed:
      return "mail_failed";
    case token_issued:
      return "token_issued";
    case logout:
      return "logout";
    case reload:
      return "reload";
    case reload_failed:
      return "reload_failed";
    case store_lost:
      return "store_lost";
    case store_back:
      return "store_back";
    case unavailable:
      return "unavailable";
    case broken:
      return "broken";
  }
  return "unknown";
}

}  // namespace sluis
