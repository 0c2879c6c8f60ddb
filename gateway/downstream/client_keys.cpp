#include "downstream/client_keys.h"

#include <utility>

#include "fault/unavailable.h"

namespace sluis::downstream {

using boost::asio::awaitable;

ClientKeys::ClientKeys(const OidcParts& parts) : parts_(parts) {
  const http::RemoteKeys::Parts remote{.client = parts.outbound, .clock = parts.clock};
  for (const auto& [id, client] : parts.clients.all()) {
    if (!client.jwks_uri.empty()) published_.try_emplace(id, remote);
  }
}

awaitable<ClientKeys::Verified> ClientKeys::verify(const Client& client, std::string_view token,
                                                   const crypto::JwsRules& rules) {
  const auto found = published_.find(client.id);
  if (found == published_.end()) co_return crypto::verify_jws(token, client.keys, rules);
  // What no key could make right is refused before anybody is asked.
  auto verified = crypto::verify_jws(token, {}, rules);
  if (verified || verified.error() != crypto::JwsFault::key_unknown) co_return verified;

  auto& published = found->second;
  const auto keys = co_await known(client, published);
  verified = crypto::verify_jws(token, keys, rules);
  if (verified || verified.error() != crypto::JwsFault::key_unknown) co_return verified;
  const auto fetched = co_await newer(client, published);
  co_return crypto::verify_jws(token, fetched, rules);
}

awaitable<ClientKeys::Keys> ClientKeys::known(const Client& client, Published& published) {
  try {
    if (!has_just_failed(published)) co_return co_await published.keys.get(client.jwks_uri);
  } catch (const Unavailable& unavailable) {
    if (unavailable.what_is() != Unavailable::What::provider) throw;
    note_failure(client, published);
  }
  co_return published.keys.last(client.jwks_uri).value_or(Keys());
}

awaitable<ClientKeys::Keys> ClientKeys::newer(const Client& client, Published& published) {
  try {
    if (!has_just_failed(published)) {
      auto fetched = co_await published.keys.get_newer(client.jwks_uri);
      co_return std::move(fetched).value_or(Keys());
    }
  } catch (const Unavailable& unavailable) {
    if (unavailable.what_is() != Unavailable::What::provider) throw;
    note_failure(client, published);
  }
  co_return Keys();
}

bool ClientKeys::has_just_failed(const Published& published) const {
  return published.failed_at && parts_.clock.now() - *published.failed_at < kAfterAFailure;
}

void ClientKeys::note_failure(const Client& client, Published& published) {
  if (has_just_failed(published)) return;  // one fetch failed for all that waited
  published.failed_at = parts_.clock.now();
  if (parts_.journal) parts_.journal({.kind = Event::Kind::unavailable, .client = client.id});
}

}  // namespace sluis::downstream
