#include "upstream/saml_provider.h"

#include <algorithm>
#include <utility>

#include "upstream/provider_metadata.h"

namespace sluis::upstream {

namespace {

const saml::Endpoint* first_by_redirect(const std::vector<saml::Endpoint>& endpoints,
                                        bool may_be_plain) {
  const auto is_ours = [&](const saml::Endpoint& endpoint) {
    return endpoint.binding == saml::Binding::redirect &&
           is_endpoint(endpoint.location, may_be_plain) &&
           is_endpoint(endpoint.response_location, may_be_plain);
  };
  const auto found = std::ranges::find_if(endpoints, is_ours);
  return found == endpoints.end() ? nullptr : &*found;
}

}  // namespace

const saml::Endpoint* sign_on_of(const saml::IdpMetadata& metadata, bool may_be_plain) {
  return first_by_redirect(metadata.sign_on, may_be_plain);
}

const saml::Endpoint* logout_of(const saml::IdpMetadata& metadata, bool may_be_plain) {
  return first_by_redirect(metadata.entity.logout, may_be_plain);
}

std::expected<saml::IdpMetadata, Refusal> read_provider(const saml::MetadataSource& source,
                                                        std::string_view text,
                                                        crypto::TimePoint now) {
  auto metadata = saml::read_idp_metadata(text, source.rules(now));
  if (!metadata) return metadata;
  // Standards XSW-26: good metadata of somebody else are still somebody else's.
  if (metadata->entity.entity_id != source.entity_id) return std::unexpected(Refusal::saml_issuer);
  if (metadata->entity.signing_keys.empty() || !sign_on_of(*metadata, source.may_be_plain)) {
    return std::unexpected(Refusal::saml_malformed);
  }
  return metadata;
}

SamlProvider published_provider(std::string connector, saml::MetadataSource source,
                                SamlProviderParts parts) {
  using Copy = http::PublishedDocument::Copy;
  const auto read = [source](std::string_view text,
                             crypto::TimePoint now) -> std::expected<Copy, Refusal> {
    auto metadata = read_provider(source, text, now);
    if (!metadata) return std::unexpected(metadata.error());
    const auto content = std::make_shared<const saml::IdpMetadata>(*std::move(metadata));
    return Copy{.content = content,
                .valid_until = content->entity.valid_until,
                .cache_duration = content->entity.cache_duration};
  };
  const auto complain = [connector = std::move(connector),
                         journal = std::move(parts.journal)](std::optional<Refusal> refusal) {
    journal({.kind = Event::Kind::reload_failed, .refusal = refusal, .connector = connector});
  };
  return {{.url = source.url,
           .text = source.text,
           .media_types = std::string(saml::kMetadataMediaTypes),
           .read = read},
          {.client = parts.client, .clock = parts.clock, .complain = complain}};
}

}  // namespace sluis::upstream
