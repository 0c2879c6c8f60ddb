#include "upstream/saml_memory.h"

#include "crypto/encoding.h"
#include "crypto/fields.h"

namespace sluis::upstream {

namespace {

constexpr std::string_view kVersion = "saml/1";

}  // namespace

std::string SamlMemory::serialise() const {
  return crypto::length_prefixed(
      {kVersion, relay_state, request_id, provider, key_id, crypto::time_field(logged_in_since)});
}

std::optional<SamlMemory> SamlMemory::parse(std::string_view octets) {
  crypto::FieldReader reader(octets);
  if (reader.next() != kVersion) return std::nullopt;
  const auto text = [&] { return std::string(reader.next().value_or("")); };
  SamlMemory memory{
      .relay_state = text(), .request_id = text(), .provider = text(), .key_id = text()};
  const auto since = reader.next_time();
  if (!reader.is_done() || !since || memory.relay_state.empty() || memory.request_id.empty()) {
    return std::nullopt;
  }
  memory.logged_in_since = *since;
  return memory;
}

}  // namespace sluis::upstream
