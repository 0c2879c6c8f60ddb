#include "downstream/saml_memory.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/fields.h"
#include "crypto/mac.h"

namespace sluis::downstream {

namespace {

constexpr std::string_view kLabel = "saml/1";
constexpr std::size_t kIndexBytes = 8;  // tells a service's few addresses apart; it proves nothing

std::string index_of(std::string_view consumer) {
  return crypto::sha256(consumer).substr(0, kIndexBytes);
}

}  // namespace

std::string SamlMemory::serialise() const {
  return crypto::length_prefixed({kLabel, index_of(consumer), request_id, relay_state, class_refs});
}

std::optional<SamlMemory> SamlMemory::parse(std::string_view octets, const SamlClient& client) {
  crypto::FieldReader reader(octets);
  const auto label = reader.next();
  const auto index = reader.next();
  const auto request_id = reader.next();
  const auto relay_state = reader.next();
  const auto class_refs = reader.next();
  if (!reader.is_done() || label != kLabel) return std::nullopt;
  const auto& consumers = client.metadata.consumers;
  const auto registered = std::ranges::find_if(consumers, [&](const saml::Endpoint& endpoint) {
    return endpoint.binding == saml::Binding::post && index_of(endpoint.location) == *index;
  });
  if (registered == consumers.end()) return std::nullopt;
  return SamlMemory{.consumer = registered->location,
                    .request_id = std::string(*request_id),
                    .relay_state = std::string(*relay_state),
                    .class_refs = std::string(*class_refs)};
}

}  // namespace sluis::downstream
