// Providers that speak SAML: whose metadata they are, and what of their answers counts.

#include <fstream>
#include <sstream>
#include <utility>

#include "config_parts.h"
#include "crypto/clock.h"
#include "saml/metadata.h"

namespace sluis {

namespace {

using upstream::SamlIdentity;
using upstream::SamlMetadataSource;
using upstream::SamlSettings;

constexpr std::size_t kLimitName = 256;  // standards SAM-02
/// `mail` (RFC 4524 §2.16), as SAML names attributes of LDAP.
constexpr const char* kMail = "urn:oid:0.9.2342.19200300.100.1.3";

/// What is wrong with metadata of a file of ours, in an operator's words.
std::string complaint_of(Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    case saml_expired:
      return "have ended (validUntil): ask the provider for new ones";
    case saml_algorithm:
      return "hold a key that is too small, or a signature that is too weak";
    case saml_signature:
      return "are not signed by the key in metadata_certificate";
    case saml_issuer:
      return "are those of another provider than entity_id says";
    default:
      return "must be the SAML 2.0 metadata of one provider: an EntityDescriptor with one "
             "IDPSSODescriptor, a signing key and a SingleSignOnService by HTTP-Redirect, without "
             "DTD or entities";
  }
}

/// Standards SAM-05: a certificate is an envelope here; its key is what is pinned.
void read_signer(YamlMap& map, const std::filesystem::path& folder, SamlMetadataSource& source) {
  if (!map.has("metadata_certificate")) return;
  const auto pem = read_metadata_file(map, "metadata_certificate", folder);
  if (!pem) return;
  auto key = saml::PublicKey::from_certificate(*pem);
  if (key) {
    source.signers.push_back(*std::move(key));
  } else {
    map.mistake("metadata_certificate",
                "must be one certificate as PEM, with RSA of 2048 bits or more or P-256 to P-521");
  }
}

/// From an address nobody knows yet whose they will be: the operator says so.
void read_address(YamlMap& map, const Config& config, SamlMetadataSource& source) {
  source.entity_id = map.required("entity_id");
  if (!is_askable(source.url, config.outbound.allow_private)) {
    map.mistake("metadata",
                "must be a file or an https address (http only to loopback, with "
                "outbound.allow_private)");
  }
}

void read_file(YamlMap& map, const std::filesystem::path& folder, SamlMetadataSource& source) {
  const auto named = map.text("entity_id");
  const auto text = read_metadata_file(map, "metadata", folder);
  if (!text) return;
  source.text = *text;
  const auto now = crypto::SystemClock().now();
  const auto whose = saml::read_idp_metadata(source.text, {.signers = source.signers, .now = now});
  if (whose) source.entity_id = named.value_or(whose->entity.entity_id);
  const auto metadata = upstream::read_provider(source, source.text, now);
  if (!metadata) map.mistake("metadata", complaint_of(whose ? metadata.error() : whose.error()));
}

SamlMetadataSource read_source(YamlMap& map, const std::filesystem::path& folder,
                               const Config& config) {
  SamlMetadataSource source{.entity_id = {}};
  source.may_be_plain = config.outbound.allow_private;
  read_signer(map, folder, source);
  const auto where = map.required("metadata");
  if (where.contains("://")) {
    source.url = where;
    read_address(map, config, source);
  } else if (!where.empty()) {
    read_file(map, folder, source);
  }
  if (source.entity_id.size() > kLimitName) {
    map.mistake(map.has("entity_id") ? "entity_id" : "metadata",
                "an entity ID must not be longer than 256 characters");
  }
  return source;
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

std::optional<std::string> read_metadata_file(YamlMap& map, std::string_view key,
                                              const std::filesystem::path& folder) {
  const auto name = map.text(key);
  if (!name || name->empty()) return std::nullopt;
  std::error_code failed;
  const auto size = std::filesystem::file_size(folder / *name, failed);
  if (failed || size > saml::kLimitMetadataBytes) {
    map.mistake(key, "cannot be read, or is larger than 1 MiB");
    return std::nullopt;
  }
  std::ostringstream text;
  text << std::ifstream(folder / *name).rdbuf();
  return text.str();
}

SamlSettings read_saml_connector(YamlMap& map, const std::filesystem::path& folder,
                                 upstream::ConnectorDescription description, const Config& config) {
  SamlSettings settings;
  settings.description = std::move(description);
  settings.metadata = read_source(map, folder, config);
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
