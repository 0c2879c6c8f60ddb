#include "downstream/saml_clients.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace sluis::downstream {

namespace {

template <typename Fits>
const saml::Endpoint* first(const std::vector<saml::Endpoint>& endpoints, saml::Binding binding,
                            Fits fits) {
  const auto found = std::ranges::find_if(endpoints, [&](const saml::Endpoint& endpoint) {
    return endpoint.binding == binding && fits(endpoint);
  });
  return found == endpoints.end() ? nullptr : &*found;
}

}  // namespace

bool SamlClient::has_ended(crypto::TimePoint now) const {
  return metadata.entity.valid_until && now >= *metadata.entity.valid_until;
}

const saml::Endpoint* SamlClient::consumer_at(std::string_view location) const {
  return first(metadata.consumers, saml::Binding::post,
               [&](const saml::Endpoint& endpoint) { return endpoint.location == location; });
}

const saml::Endpoint* SamlClient::consumer_of_index(unsigned index) const {
  return first(metadata.consumers, saml::Binding::post,
               [&](const saml::Endpoint& endpoint) { return endpoint.index == index; });
}

const saml::Endpoint* SamlClient::logout() const {
  return first(metadata.entity.logout, saml::Binding::redirect,
               [](const saml::Endpoint&) { return true; });
}

SamlClients::SamlClients(std::vector<SamlClient> clients) {
  for (SamlClient& client : clients) {
    if (find_entity(client.entity_id())) throw std::invalid_argument("two services, one entityID");
    const std::string id = client.id;
    if (!clients_.emplace(id, std::move(client)).second) {
      throw std::invalid_argument("two clients with one id");
    }
  }
}

const SamlClient* SamlClients::find(std::string_view id) const {
  const auto found = clients_.find(id);
  return found == clients_.end() ? nullptr : &found->second;
}

const SamlClient* SamlClients::find_entity(std::string_view entity_id) const {
  const auto found = std::ranges::find_if(
      clients_, [&](const auto& one) { return one.second.entity_id() == entity_id; });
  return found == clients_.end() ? nullptr : &found->second;
}

}  // namespace sluis::downstream
