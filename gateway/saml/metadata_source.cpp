#include "saml/metadata_source.h"

#include "fault/finding.h"

namespace sluis::saml {

std::optional<std::string> why_no_good(const MetadataSource& source, Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    case saml_expired:
      return "their metadata have ended (validUntil): nobody can log in";
    case saml_signature:
      return "their metadata are not signed by the key in metadata_certificate";
    case saml_algorithm:
      return "their metadata hold a key or a signature that is too weak (RSA below 2048 bits, "
             "SHA-1)";
    case saml_issuer:
      return "these are not the metadata of " + in_quotes(source.entity_id);
    default:
      return std::nullopt;
  }
}

}  // namespace sluis::saml
