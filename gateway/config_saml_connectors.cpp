// Providers that speak SAML: whose metadata they are, and what of their answers counts.

#include <utility>

#include "config_parts.h"
#include "crypto/clock.h"
#include "saml/metadata.h"

namespace sluis {

namespace {

using saml::MetadataSource;
using upstream::SamlIdentity;
using upstream::SamlSettings;

constexpr std::size_t kLimitName = 256;  // standards SAM-02
/// `mail` (RFC 4524 §2.16), as SAML names attributes of LDAP.
constexpr const char* kMail = "urn:oid:0.9.2342.19200300.100.1.3";

/// What stands in a file is known already.
void check_file(YamlMap& map, MetadataSource& source) {
  const auto now = crypto::SystemClock().now();
  const auto whose = saml::read_idp_metadata(source.text, source.rules(now));
  if (whose && source.entity_id.empty()) source.entity_id = whose->entity.entity_id;
  const auto metadata = upstream::read_provider(source, source.text, now);
  if (!metadata) {
    const auto refusal = whose ? metadata.error() : whose.error();
    map.mistake("metadata", metadata_complaint(refusal, "provider"));
  } else if (source.entity_id.size() > kLimitName) {
    map.mistake("metadata", "an entity ID must not be longer than 256 characters");
  }
}

SamlIdentity read_identity(YamlMap& map) {
  using By = SamlIdentity::By;
  auto identity = map.required("identity");
  if (identity == "address") return {.by = By::address};
  if (identity == "nameid") return {.by = By::name_id};
  // A name of somebody else's, which is found by being equal: a typing error must not be one.
  if (!identity.empty() && identity.find(':') == identity.npos) {
    map.mistake("identity",
                "must be address, nameid (a persistent one), or the Name of an attribute, "
                "like urn:oasis:names:tc:SAML:attribute:pairwise-id");
  }
  return {.by = By::attribute, .attribute = std::move(identity)};
}

/// Another provider's name for somebody may be one that this one gave to somebody else.
void warn_of_another_provider(YamlMap& map, const SamlSettings& settings, const Config& config) {
  if (settings.identity.by == SamlIdentity::By::address) return;
  const auto& realm = settings.description.realm;
  if (!operate::is_changed(config.known_realms, realm, settings.metadata.entity_id)) return;
  map.warning("metadata", "the realm '" + realm +
                              "' had another provider when this gateway last ran: unless it is the "
                              "same one under a new name, people become other people. A new "
                              "provider gets a realm of its own");
}

}  // namespace

SamlSettings read_saml_connector(YamlMap& map, const std::filesystem::path& folder,
                                 upstream::ConnectorDescription description, const Config& config) {
  SamlSettings settings;
  settings.description = std::move(description);
  settings.metadata = read_metadata_source(map, folder, config);
  settings.metadata.may_be_plain = config.outbound.allow_private;
  if (!settings.metadata.text.empty()) check_file(map, settings.metadata);
  settings.identity = read_identity(map);
  settings.email_attribute = map.text_or("email_attribute", kMail);
  // SAML cannot say that an address was verified. Who may not speak for its addresses has no use.
  if (map.flag("authoritative") != true) {
    map.mistake("authoritative",
                "must be true: SAML has no email_verified, so the provider must be one whose word "
                "on addresses counts. The allowlist says for which domains");
  }
  if (map.flag("require_signed_response").value_or(false)) {
    settings.response_signature = saml::ResponseSignature::required;
  }
  settings.acr = read_acr_map(map, config);
  settings.origin = config.issuer;
  warn_of_another_provider(map, settings, config);
  return settings;
}

}  // namespace sluis
