#include "downstream/saml_service.h"

#include <algorithm>
#include <utility>

#include "downstream/reply_address.h"

namespace sluis::downstream {

namespace {

bool has_good_addresses(const saml::SpMetadata& metadata, bool is_laboratory) {
  const auto is_good = [&](const saml::Endpoint& endpoint) {
    return is_reply_address(endpoint.location, is_laboratory) &&
           is_reply_address(endpoint.response_location, is_laboratory);
  };
  return std::ranges::all_of(metadata.consumers, is_good) &&
         std::ranges::all_of(metadata.entity.logout, is_good);
}

}  // namespace

std::vector<std::string_view> shortcomings_of(const saml::SpMetadata& metadata,
                                              const SamlClient& client,
                                              const saml::MetadataSource& source) {
  std::vector<std::string_view> all;
  if (!metadata.default_consumer()) {
    all.emplace_back("name no AssertionConsumerService by HTTP-POST");
  }
  if (!has_good_addresses(metadata, source.may_be_plain)) {
    all.emplace_back(
        "have an address that is not absolute https without a fragment (http only on loopback)");
  }
  if (metadata.signs_requests && metadata.entity.signing_keys.empty()) {
    all.emplace_back(
        "promise signed requests (AuthnRequestsSigned) and have no key to verify them with");
  }
  const auto& keys = metadata.entity.encryption_keys;
  const bool is_needed = client.encryption == Encryption::as_published && !keys.empty();
  if (is_needed && !saml::Recipient::choose(keys)) {
    all.emplace_back(
        "ask for encryption in a way that is not supported: it must be RSA with RSA-OAEP, and "
        "AES-GCM of 128 or 256 bits");
  }
  return all;
}

SamlClient with_metadata(SamlClient client, saml::SpMetadata metadata) {
  client.metadata = std::move(metadata);
  if (client.encryption == Encryption::as_published) {
    client.recipient = saml::Recipient::choose(client.metadata.entity.encryption_keys);
  }
  return client;
}

std::expected<SamlClient, Refusal> read_service(const SamlClient& registered, std::string_view text,
                                                crypto::TimePoint now) {
  const auto& source = registered.published.value();
  auto metadata = saml::read_sp_metadata(text, source.rules(now));
  if (!metadata) return std::unexpected(metadata.error());
  // Standards XSW-26: good metadata of somebody else are still somebody else's.
  if (metadata->entity.entity_id != source.entity_id) return std::unexpected(Refusal::saml_issuer);
  if (!shortcomings_of(*metadata, registered, source).empty()) {
    return std::unexpected(Refusal::saml_malformed);
  }
  return with_metadata(registered, *std::move(metadata));
}

}  // namespace sluis::downstream
