#include "downstream/saml_status.h"

#include <string_view>

#include "saml/names.h"

namespace sluis::downstream {

namespace {

saml::Status status(std::string_view code, std::string_view second) {
  return {.code = std::string(code), .second_code = std::string(second)};
}

}  // namespace

saml::Status saml_status(Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    // What it asked is not to be had, whoever she is.
    case request_malformed:
    case response_mode_unsupported:
    case saml_malformed:
      return status(saml::status::kRequester, saml::status::kRequestUnsupported);
    case name_id_unsupported:
      return status(saml::status::kRequester, saml::status::kInvalidNameIdPolicy);
    // IsPassive, and she would have to be asked.
    case login_required:
      return status(saml::status::kResponder, saml::status::kNoPassive);
    case acr_unsupported:
    case acr_too_weak:
      return status(saml::status::kResponder, saml::status::kNoAuthnContext);
    case too_many_requests:
    case too_many_mails:
    case too_many_wrong_codes:
      return status(saml::status::kResponder, saml::status::kRequestDenied);
    default:
      return status(saml::status::kResponder, saml::status::kAuthnFailed);
  }
}

}  // namespace sluis::downstream
