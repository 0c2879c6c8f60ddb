#include "known_issuers.h"

#include "operate/realm_memory.h"

namespace sluis {

std::vector<std::string> connectors_of_another_issuer(const Config& config) {
  std::vector<std::string> ids;
  for (const auto& one : config.oidc_connectors) {
    if (one.identity != upstream::OidcSettings::Identity::subject) continue;
    if (operate::is_changed(config.known_realms, one.description.realm, one.issuer)) {
      ids.push_back(one.description.id);
    }
  }
  for (const auto& one : config.saml_connectors) {
    if (one.identity.by == upstream::SamlIdentity::By::address) continue;
    if (operate::is_changed(config.known_realms, one.description.realm, one.metadata.entity_id)) {
      ids.push_back(one.description.id);
    }
  }
  return ids;
}

void remember_issuers(const Config& config, crypto::Random& random) {
  operate::Realms current;
  for (const auto& one : config.oidc_connectors) {
    current[one.description.realm].insert(one.issuer);
  }
  for (const auto& one : config.saml_connectors) {
    current[one.description.realm].insert(one.metadata.entity_id);
  }
  auto known = config.known_realms;
  for (auto& [realm, issuers] : current) known[realm] = std::move(issuers);
  if (known == config.known_realms) return;
  operate::write_realms(operate::realm_memory_of(config.keys.ring), known, random);
}

}  // namespace sluis
