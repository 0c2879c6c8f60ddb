#include "operate/rules.h"

namespace sluis::operate {

std::string_view rule_of(Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    case saml_malformed:
      return "SAM-03";
    case name_id_unsupported:
      return "SAM-04";
    case saml_algorithm:
      return "SAM-08";
    case saml_request_signature:
      return "SAM-10";
    case saml_auth_time:
      return "SAM-12";
    case saml_signature:
    case saml_decryption:
      return "SAM-17";
    case saml_issuer:
    case saml_destination:
    case saml_audience:
    case saml_in_response_to:
    case saml_expired:
    case saml_not_yet_valid:
      return "SAM-22";
    case saml_replayed:
      return "XSW-23";
    default:
      return {};
  }
}

}  // namespace sluis::operate
