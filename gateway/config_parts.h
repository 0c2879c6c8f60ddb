#pragma once

// The parts of the configuration that have a file of their own: clients, connectors, allowlist.

#include <filesystem>
#include <vector>

#include "config.h"
#include "saml/metadata_source.h"
#include "yaml_map.h"

namespace sluis {

/// `config` already knows whether it is a laboratory's, and what is allowed outbound.
void read_clients(YamlMap& root, const std::filesystem::path& folder, Config& config);

/// What an operator need not know of a service: what it is called, and what it cannot help doing.
enum class Preset { none, rocketchat_oauth, rocketchat_saml };
Preset read_preset(YamlMap& map);
/// "oidc" and the like; may be left out beside a preset, as may name and sector.
std::string read_client_type(YamlMap& map, Preset preset);
std::string read_client_name(YamlMap& map, Preset preset);
std::string read_client_sector(YamlMap& map, Preset preset, const std::string& id);
/// `site`: where Rocket.Chat is, in place of its addresses.
void read_site(YamlMap& map, downstream::Client& client, const Config& config);
/// What contradicts the preset is a mistake.
void prepare_for_rocketchat(YamlMap& map, downstream::Client& client);
void prepare_for_rocketchat(YamlMap& map, downstream::SamlClient& client);

/// Nothing, and mistakes, where its metadata cannot be used.
std::optional<downstream::SamlClient> read_saml_client(YamlMap& map, Preset preset,
                                                       const std::filesystem::path& folder,
                                                       const Config& config);

/// With mistakes where it cannot be used.
downstream::JitsiClient read_jitsi_client(YamlMap& map);

/// `config` already has its issuer and acr.
void read_connectors(YamlMap& root, const std::filesystem::path& folder, Config& config);
std::vector<std::string> connector_ids(const Config& config);

upstream::OidcSettings read_oidc_connector(YamlMap& map, const std::filesystem::path& folder,
                                           upstream::ConnectorDescription description,
                                           const Config& config);
upstream::SamlSettings read_saml_connector(YamlMap& map, const std::filesystem::path& folder,
                                           upstream::ConnectorDescription description,
                                           const Config& config);
/// The provider's words for assurance, each with ours.
upstream::AcrMap::Settings read_acr_map(YamlMap& map, const Config& config);
/// `metadata`, `metadata_certificate` and `entity_id`: of a provider or a service that speaks SAML.
/// Neither text nor url, and a mistake, where they cannot be used.
saml::MetadataSource read_metadata_source(YamlMap& map, const std::filesystem::path& folder,
                                          const Config& config);
/// What is wrong with metadata in a file of ours, in an operator's words. `party`: provider or
/// service.
std::string metadata_complaint(Refusal refusal, std::string_view party);
/// `outbound`: what is allowed on the way to providers.
void read_outbound(YamlMap& root, const std::filesystem::path& folder, Config& config);

/// `config` already has its connectors and acr. A missing or broken file is a mistake of
/// `allowlist`.
void read_allowlist(YamlMap& root, const std::filesystem::path& folder, Config& config,
                    YamlMap::Mistakes& mistakes);

/// The first line of a file of ours that holds a secret; an empty one and a mistake if it cannot be
/// used.
crypto::Secret read_secret_file(YamlMap& where, std::string_view key,
                                const std::filesystem::path& folder);

struct Origin {
  std::string scheme;
  std::string host;
  std::uint16_t port = 0;
  bool is_loopback() const;
};
/// "https://host[:port]": nothing else behind it.
std::optional<Origin> parse_origin(std::string_view text);
/// The host of what is one. Throws std::logic_error for anything else.
std::string host_of(std::string_view origin);

/// A URL that we may ask something of: https; http to loopback only where private addresses are
/// allowed.
bool is_askable(std::string_view url, bool allow_private);

/// An id that stands in URLs, logs and metrics.
bool is_plain_id(std::string_view text);

}  // namespace sluis
