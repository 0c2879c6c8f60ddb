#include "downstream/oauth_error.h"

#include <boost/json.hpp>

namespace sluis::downstream {

namespace {

int status_of(Refusal refusal) {
  if (refusal == Refusal::client_authentication) return 401;
  if (refusal == Refusal::too_many_requests) return 429;
  return 400;
}

}  // namespace

std::string_view authorization_error_code(Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    case request_malformed:
    case redirect_uri_mismatch:
    case response_mode_unsupported:
    case pkce_required:
    case pkce_malformed:
    case nonce_required:
      return "invalid_request";
    case client_unknown:
      return "unauthorized_client";
    case response_type_unsupported:
      return "unsupported_response_type";
    case scope_invalid:
      return "invalid_scope";
    case request_object_unsupported:
      return "request_not_supported";
    case request_uri_unsupported:
      return "request_uri_not_supported";
    case registration_unsupported:
      return "registration_not_supported";
    case login_required:
      return "login_required";
    // OpenID Connect Core Error Code unmet_authentication_requirements 1.0; standards NLO-16.
    case acr_unsupported:
    case acr_too_weak:
      return "unmet_authentication_requirements";
    case too_many_requests:
    case too_many_mails:
    case too_many_wrong_codes:
      return "temporarily_unavailable";
    default:
      return "access_denied";
  }
}

std::string_view token_error_code(Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    case client_unknown:
    case client_authentication:
      return "invalid_client";
    case grant_type_unsupported:
      return "unsupported_grant_type";
    case grant_invalid:
      return "invalid_grant";
    case too_many_requests:
      return "slow_down";
    default:
      return "invalid_request";
  }
}

std::string_view error_description(Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    case request_malformed:
      return "A parameter is missing, repeated or malformed.";
    case client_unknown:
      return "This client is not registered.";
    case redirect_uri_mismatch:
      return "This redirect_uri is not registered.";
    case response_type_unsupported:
      return "Only response_type=code is supported.";
    case response_mode_unsupported:
      return "Only response_mode=query is supported.";
    case scope_invalid:
      return "The scope must hold openid.";
    case pkce_required:
      return "A code_challenge is required (PKCE, RFC 7636).";
    case pkce_malformed:
      return "The code_challenge must be 43 characters of base64url and its method S256.";
    case nonce_required:
      return "A nonce is required.";
    case request_object_unsupported:
      return "The request parameter is not supported.";
    case request_uri_unsupported:
      return "The request_uri parameter is not supported.";
    case registration_unsupported:
      return "The registration parameter is not supported.";
    case acr_unsupported:
      return "None of the acr_values is known here.";
    case acr_too_weak:
      return "The login was weaker than was asked for.";
    case login_required:
      return "The person has to log in.";
    case client_authentication:
      return "Client authentication failed.";
    case grant_type_unsupported:
      return "Only grant_type=authorization_code is supported.";
    case grant_invalid:
      return "The code is unknown, used or expired, or was given for another request.";
    case token_invalid:
      return "The access token is unknown, expired or revoked.";
    case too_many_requests:
    case too_many_mails:
    case too_many_wrong_codes:
      return "Too many attempts. Try again later.";
    default:
      return "The login was refused.";
  }
}

http::Response token_error(Refusal refusal) {
  const boost::json::object body{{"error", token_error_code(refusal)},
                                 {"error_description", error_description(refusal)}};
  http::Response response = http::json_text(status_of(refusal), boost::json::serialize(body));
  response.headers.add("Pragma", "no-cache");  // RFC 6749 §5.1
  if (refusal == Refusal::too_many_requests) response.headers.add("Retry-After", "60");
  return response;
}

}  // namespace sluis::downstream
