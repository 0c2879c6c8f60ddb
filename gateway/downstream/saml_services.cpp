#include "downstream/saml_services.h"

#include <utility>

#include "downstream/saml_service.h"
#include "fault/unavailable.h"

namespace sluis::downstream {

using boost::asio::awaitable;

SamlServices::SamlServices(Parts parts) : parts_(std::move(parts)) {
  for (const auto& [id, client] : parts_.clients.all()) {
    if (client.published) published_.emplace(id, published(client));
  }
}

// What is in it is its own: a refresh may outlive this list of clients.
SamlServices::Published SamlServices::published(const SamlClient& registered) const {
  using Copy = http::PublishedDocument::Copy;
  const auto read = [registered](std::string_view text,
                                 crypto::TimePoint now) -> std::expected<Copy, Refusal> {
    auto client = read_service(registered, text, now);
    if (!client) return std::unexpected(client.error());
    const auto content = std::make_shared<const SamlClient>(*std::move(client));
    return Copy{.content = content,
                .valid_until = content->metadata.entity.valid_until,
                .cache_duration = content->metadata.entity.cache_duration};
  };
  const auto complain = [id = registered.id,
                         journal = parts_.journal](std::optional<Refusal> refusal) {
    if (!journal) return;
    journal({.kind = Event::Kind::reload_failed, .refusal = refusal, .client = id});
  };
  return {{.url = registered.published->url,
           .text = {},
           .media_types = std::string(saml::kMetadataMediaTypes),
           .read = read},
          {.client = parts_.outbound, .clock = parts_.clock, .complain = complain}};
}

awaitable<std::expected<SamlServices::Service, Refusal>> SamlServices::of_entity(
    std::string entity_id) {
  co_return co_await now(parts_.clients.find_entity(entity_id));
}

awaitable<std::expected<SamlServices::Service, Refusal>> SamlServices::of_id(std::string id) {
  co_return co_await now(parts_.clients.find(id));
}

awaitable<std::expected<SamlServices::Service, Refusal>> SamlServices::now(
    const SamlClient* registered) {
  if (!registered) co_return std::unexpected(Refusal::client_unknown);
  const auto found = published_.find(registered->id);
  if (found == published_.end()) {
    if (registered->has_ended(parts_.clock.now())) co_return std::unexpected(Refusal::saml_expired);
    // Not counted: the list of clients outlives every request.
    co_return Service(Service(), registered);
  }
  try {
    co_return co_await found->second.get();
  } catch (const Unavailable& unavailable) {
    if (unavailable.what_is() != Unavailable::What::provider) throw;
  }
  throw Unavailable(Unavailable::What::service, "a service's metadata could not be fetched");
}

awaitable<std::optional<SamlServices::Service>> SamlServices::newer(std::string id) {
  const auto found = published_.find(id);
  if (found == published_.end()) co_return std::nullopt;
  co_return co_await found->second.get_newer();
}

}  // namespace sluis::downstream
