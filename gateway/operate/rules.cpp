#include "operate/rules.h"

namespace sluis::operate {

namespace {

/// Metadata of a provider or a service, read again.
std::string_view rules_of_metadata(Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    case saml_malformed:
    case saml_issuer:
      return "XSW-26";
    case saml_signature:
    case saml_expired:
    case saml_not_yet_valid:
      return "SAM-05";
    case saml_algorithm:
      return "SAM-06, SAM-08";
    default:
      return {};
  }
}

std::string_view rules_of_message(Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    case saml_malformed:
      return "SAM-03, SAM-13, XSW-20";
    case client_unknown:
      return "NLO-40, SAM-04";
    case name_id_unsupported:
      return "SAM-04";
    case saml_algorithm:
      return "SAM-08";
    case saml_request_signature:
      return "SAM-10, XSW-27";
    case redirect_uri_mismatch:
      return "OAU-02, SAM-11";
    case saml_auth_time:
      return "SAM-12";
    case saml_signature:
      return "SAM-17, XSW-27";
    case saml_decryption:
      return "SAM-17";
    case connector_not_permitted:
      return "SAM-19";
    case saml_issuer:
    case saml_destination:
    case saml_audience:
    case saml_in_response_to:
    case saml_expired:
    case saml_not_yet_valid:
      return "SAM-22";
    case flow_used:
      return "NLR-02, SAM-22";
    case saml_replayed:
      return "XSW-23";
    case subject_missing:
      return "PWI-01, PWI-05";
    case acr_too_weak:
    case acr_unsupported:
      return "NLO-16, SAM-16";
    default:
      return {};
  }
}

}  // namespace

std::string_view rules_of(const Event& event) {
  if (!event.refusal) return {};
  if (event.kind == Event::Kind::reload_failed) return rules_of_metadata(*event.refusal);
  if (*event.refusal != Refusal::state_mismatch) return rules_of_message(*event.refusal);
  // A provider's answer to another login; or a service that names a session not given to it.
  return event.connector.empty() ? "XSW-27" : "NLR-03, XSW-23";
}

}  // namespace sluis::operate
