// Who may come in and how: connectors and the allowlist.

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "config_parts.h"

namespace sluis {

namespace {

web::Localised read_name(YamlMap& map) {
  web::Localised name;
  if (auto both = map.map("name")) {
    name.nl = both->required("nl");
    name.en = both->text_or("en", name.nl);
    both->refuse_the_rest();
  } else if (!map.has("name")) {
    map.mistake("name", "is missing");
  }
  return name;
}

upstream::ConnectorDescription read_description(YamlMap& map, const Config& config) {
  upstream::ConnectorDescription description;
  description.id = map.required("id");
  description.name = read_name(map);
  description.realm = map.text_or("realm", description.id);
  if (!description.id.empty() && !is_plain_id(description.id)) {
    map.mistake("id", "must be 1 to 64 letters, digits, '-', '_' or '.'");
  }
  const auto others = connector_ids(config);
  if (std::ranges::find(others, description.id) != others.end()) {
    map.mistake("id", "'" + description.id + "' comes twice");
  }
  return description;
}

std::string read_acr_of_mail(YamlMap& map, const Config& config) {
  const auto& values = config.acr.weakest_first();
  auto acr = map.text_or("acr", values.empty() ? "" : values.front());
  if (!config.acr.knows(acr)) map.mistake("acr", "is not in the list of acr values");
  return acr;
}

/// Realm and identity: who comes through two doors is one person only if both are the same (DESIGN
/// §3, "Who is who").
std::string who_is_who(const Config& config, std::string_view id) {
  for (const auto& one : config.oidc_connectors) {
    if (one.description.id != id) continue;
    // An address is the same through whatever door it comes.
    if (one.identity == upstream::OidcSettings::Identity::address) return "address";
    return "subject of " + one.description.realm;
  }
  for (const auto& one : config.saml_connectors) {
    if (one.description.id != id) continue;
    using By = upstream::SamlIdentity::By;
    if (one.identity.by == By::address) return "address";
    return "subject of " + one.description.realm;
  }
  return "address";
}

void warn_of_two_people(YamlMap& map, const std::vector<std::string>& connectors,
                        const Config& config) {
  for (const auto& id : connectors) {
    if (who_is_who(config, id) == who_is_who(config, connectors.front())) continue;
    map.warning("connectors", "'" + connectors.front() + "' and '" + id +
                                  "' do not share realm and identity: who uses both is two people");
    return;
  }
}

std::optional<identity::AllowlistEntry> read_entry(YamlMap& map, const Config& config) {
  const auto text = map.required("domain");
  auto domain = identity::DomainName::parse(text);
  if (!domain) {
    if (!text.empty()) map.mistake("domain", "'" + text + "' is not a domain that we accept");
    return std::nullopt;
  }
  identity::AllowlistEntry entry{.domain = std::move(*domain),
                                 .organisation = {},
                                 .connectors = {},
                                 .acr = {},
                                 .valid_from = map.date("valid_from"),
                                 .valid_until = map.date("valid_until"),
                                 .alias_of = {}};
  if (const auto alias = map.text("alias_of")) {
    auto target = identity::DomainName::parse(*alias);
    if (!target) {
      map.mistake("alias_of", "is not a domain that we accept");
      return std::nullopt;
    }
    entry.alias_of = std::move(*target);
    map.refuse_the_rest();
    return entry;
  }
  entry.organisation = map.required("organisation");
  entry.connectors = map.texts("connectors");
  if (entry.connectors.empty()) map.mistake("connectors", "must name at least one connector");
  const auto known = connector_ids(config);
  for (const auto& id : entry.connectors) {
    if (std::ranges::find(known, id) == known.end()) {
      map.mistake("connectors", "there is no connector '" + id + "'");
    }
  }
  warn_of_two_people(map, entry.connectors, config);
  entry.acr = map.text_or("acr", "");
  if (!entry.acr.empty() && !config.acr.knows(entry.acr)) {
    map.mistake("acr", "'" + entry.acr + "' is not in the list of acr values");
  }
  map.refuse_the_rest();
  return entry;
}

}  // namespace

std::vector<std::string> connector_ids(const Config& config) {
  std::vector<std::string> ids;
  for (const auto& one : config.mail_code_connectors) ids.push_back(one.description.id);
  for (const auto& one : config.oidc_connectors) ids.push_back(one.description.id);
  for (const auto& one : config.saml_connectors) ids.push_back(one.description.id);
  return ids;
}

void read_connectors(YamlMap& root, const std::filesystem::path& folder, Config& config) {
  for (auto& map : root.maps("connectors")) {
    const auto type = map.required("type");
    if (type != "mail_code" && type != "oidc" && type != "saml") {
      if (!type.empty()) map.mistake("type", "must be mail_code, oidc or saml");
      continue;
    }
    auto description = read_description(map, config);
    if (type == "oidc") {
      config.oidc_connectors.push_back(
          read_oidc_connector(map, folder, std::move(description), config));
    } else if (type == "saml") {
      config.saml_connectors.push_back(
          read_saml_connector(map, folder, std::move(description), config));
    } else {
      config.mail_code_connectors.push_back(
          {.description = std::move(description), .acr = read_acr_of_mail(map, config)});
    }
    map.refuse_the_rest();
  }
  if (connector_ids(config).empty()) root.mistake("connectors", "must hold at least one connector");
}

void read_allowlist(YamlMap& root, const std::filesystem::path& folder, Config& config,
                    YamlMap::Mistakes& mistakes) {
  const auto name = root.required("allowlist");
  if (name.empty()) return;
  auto file = YamlMap::load(folder / name, mistakes);
  if (!file) return;
  std::vector<identity::AllowlistEntry> entries;
  for (auto& map : file->maps("domains")) {
    auto entry = read_entry(map, config);
    if (!entry) continue;
    if (std::ranges::any_of(entries,
                            [&](const auto& other) { return other.domain == entry->domain; })) {
      map.mistake("domain", "'" + entry->domain.text() + "' comes twice");
      continue;
    }
    entries.push_back(std::move(*entry));
  }
  if (entries.empty())
    file->mistake("domains", "must hold at least one domain: nobody could come in");
  file->refuse_the_rest();
  try {
    config.allowlist.emplace(std::move(entries));
  } catch (const std::invalid_argument& wrong) {
    file->mistake("domains", wrong.what());
  }
}

}  // namespace sluis
