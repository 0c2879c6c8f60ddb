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
  for (const auto& id : entry.connectors) {
    const auto is_it = [&](const auto& connector) { return connector.description.id == id; };
    if (std::ranges::none_of(config.mail_code_connectors, is_it)) {
      map.mistake("connectors", "there is no connector '" + id + "'");
    }
  }
  entry.acr = map.text_or("acr", "");
  if (!entry.acr.empty() && !config.acr.knows(entry.acr)) {
    map.mistake("acr", "'" + entry.acr + "' is not in the list of acr values");
  }
  map.refuse_the_rest();
  return entry;
}

}  // namespace

void read_connectors(YamlMap& root, Config& config) {
  for (auto& map : root.maps("connectors")) {
    const auto type = map.required("type");
    if (type == "oidc" || type == "saml") {
      map.mistake("type", "'" + type + "' is not supported yet");
      continue;
    }
    if (type != "mail_code") {
      if (!type.empty()) map.mistake("type", "must be mail_code");
      continue;
    }
    MailCodeConnector connector;
    connector.description.id = map.required("id");
    connector.description.name = read_name(map);
    connector.description.realm = map.text_or("realm", connector.description.id);
    const auto& values = config.acr.weakest_first();
    connector.acr = map.text_or("acr", values.empty() ? "" : values.front());
    if (!config.acr.knows(connector.acr)) map.mistake("acr", "is not in the list of acr values");
    if (!connector.description.id.empty() && !is_plain_id(connector.description.id)) {
      map.mistake("id", "must be 1 to 64 letters, digits, '-', '_' or '.'");
    }
    if (std::ranges::any_of(config.mail_code_connectors, [&](const auto& other) {
          return other.description.id == connector.description.id;
        })) {
      map.mistake("id", "'" + connector.description.id + "' comes twice");
    }
    map.refuse_the_rest();
    config.mail_code_connectors.push_back(std::move(connector));
  }
  if (config.mail_code_connectors.empty())
    root.mistake("connectors", "must hold at least one connector");
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
