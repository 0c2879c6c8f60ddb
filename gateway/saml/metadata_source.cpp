#include "saml/metadata_source.h"

#include "fault/finding.h"

namespace sluis::saml {

MetadataRules MetadataSource::rules(crypto::TimePoint now) const {
  MetadataRules rules{.signers = signers, .now = now};
  if (longest_validity) {
    rules.requires_valid_until = true;
    rules.longest_validity = *longest_validity;
  }
  return rules;
}

std::optional<std::string> why_no_good(const MetadataSource& source, Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    case saml_expired:
      return source.longest_validity
                 ? "their metadata have ended, or do not say when they will (validUntil), which "
                   "metadata_validity demands: nobody can log in"
                 : "their metadata have ended (validUntil): nobody can log in";
    case saml_not_yet_valid:
      return "their metadata hold for longer than they may (validUntil): no more than "
             "metadata_validity says, or 400 days";
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
