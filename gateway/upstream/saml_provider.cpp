#include "upstream/saml_provider.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <utility>

#include "fault/unavailable.h"
#include "http/cache_lifetime.h"
#include "http/single_fetch.h"
#include "upstream/provider_metadata.h"

namespace sluis::upstream {

namespace {

using boost::asio::awaitable;

/// All that can fail is dealt with inside; what comes here is a broken invariant.
void must_not_fail(std::exception_ptr failed) {
  if (failed) std::terminate();
}

/// As often as it asks for, from a minute to a day.
std::chrono::seconds until_next(const http::Headers& headers, const saml::Entity& entity) {
  const auto lifetime = http::cache_lifetime(headers);
  if (!entity.cache_duration) return lifetime;
  return std::clamp(*entity.cache_duration, SamlProvider::kBetweenTries, lifetime);
}

}  // namespace

const saml::Endpoint* sign_on_of(const saml::IdpMetadata& metadata, bool may_be_plain) {
  const auto is_ours = [&](const saml::Endpoint& endpoint) {
    return endpoint.binding == saml::Binding::redirect &&
           is_endpoint(endpoint.location, may_be_plain);
  };
  const auto found = std::ranges::find_if(metadata.sign_on, is_ours);
  return found == metadata.sign_on.end() ? nullptr : &*found;
}

std::expected<saml::IdpMetadata, Refusal> read_provider(const SamlMetadataSource& source,
                                                        std::string_view text,
                                                        crypto::TimePoint now) {
  auto metadata = saml::read_idp_metadata(text, {.signers = source.signers, .now = now});
  if (!metadata) return metadata;
  // Standards XSW-26: good metadata of somebody else are still somebody else's.
  if (metadata->entity.entity_id != source.entity_id) return std::unexpected(Refusal::saml_issuer);
  if (metadata->entity.signing_keys.empty() || !sign_on_of(*metadata, source.may_be_plain)) {
    return std::unexpected(Refusal::saml_malformed);
  }
  return metadata;
}

struct SamlProvider::State {
  struct Kept {
    Metadata metadata;
    crypto::TimePoint fetched_at;
  };

  std::string connector;
  SamlMetadataSource source;
  Parts parts;
  std::optional<Kept> kept{};
  std::optional<Refusal> refusal{};  // of the newest copy
  crypto::TimePoint next_try{};      // before it the address is not asked again
  std::optional<crypto::TimePoint> asked_at{};
  http::SingleFetch fetching{};

  bool is_remote() const { return !source.url.empty(); }

  Metadata usable() const {
    if (!kept) return nullptr;
    const auto now = parts.clock.now();
    const auto& valid_until = kept->metadata->entity.valid_until;
    if (valid_until && *valid_until <= now) return nullptr;
    if (is_remote() && now - kept->fetched_at >= kLongestKept) return nullptr;
    return kept->metadata;
  }

  void take(std::string_view text, const http::Headers& headers) {
    const auto now = parts.clock.now();
    auto read = read_provider(source, text, now);
    next_try = now + kBetweenTries;
    refusal = read ? std::nullopt : std::optional(read.error());
    if (!read) return;
    next_try = now + until_next(headers, read->entity);
    kept = Kept{.metadata = std::make_shared<const saml::IdpMetadata>(std::move(*read)),
                .fetched_at = now};
  }

  /// The old copy stays, and the operator should know.
  void complain() const {
    if (!kept) return;
    parts.journal({.kind = Event::Kind::reload_failed, .refusal = refusal, .connector = connector});
  }
};

SamlProvider::SamlProvider(std::string connector, SamlMetadataSource source, Parts parts)
    : state_(std::make_shared<State>(
          State{.connector = std::move(connector), .source = std::move(source), .parts = parts})) {}

awaitable<std::expected<SamlProvider::Metadata, Refusal>> SamlProvider::metadata() {
  const auto state = state_;
  const auto is_due = [&] { return state->parts.clock.now() >= state->next_try; };
  if (auto usable = state->usable()) {
    if (state->is_remote() && is_due()) {
      boost::asio::co_spawn(co_await boost::asio::this_coro::executor, refresh(state),
                            must_not_fail);
    }
    co_return usable;
  }
  if (!state->refusal || is_due()) {
    const auto turn = co_await state->fetching.take();
    if (turn) co_await fetch(state);
  }
  if (auto usable = state->usable()) co_return usable;
  if (state->refusal) co_return std::unexpected(*state->refusal);
  throw Unavailable(Unavailable::What::provider, "the provider's metadata could not be fetched");
}

awaitable<std::optional<SamlProvider::Metadata>> SamlProvider::newer_metadata() {
  const auto state = state_;
  const auto now = state->parts.clock.now();
  if (!state->is_remote() || (state->asked_at && now - *state->asked_at < kBetweenTries)) {
    co_return std::nullopt;
  }
  const auto before = state->kept ? state->kept->metadata : nullptr;
  co_await refresh(state);
  auto usable = state->usable();
  if (!usable || usable == before) co_return std::nullopt;
  co_return usable;
}

awaitable<void> SamlProvider::fetch(std::shared_ptr<State> state) {
  if (!state->is_remote()) {
    state->take(state->source.text, {});
    co_return;
  }
  state->asked_at = state->parts.clock.now();
  http::ClientRequest request{.method = "GET", .url = state->source.url};
  request.headers.add("Accept", "application/samlmetadata+xml, application/xml, text/xml");
  const auto response = co_await state->parts.client.send(std::move(request));
  if (response.status != 200) {
    throw Unavailable(Unavailable::What::provider, "the answer is not 200, so no metadata");
  }
  state->take(response.body, response.headers);
}

awaitable<void> SamlProvider::refresh(std::shared_ptr<State> state) {
  // Before the first wait: the logins of the next minute do not try it too.
  state->next_try = state->parts.clock.now() + kBetweenTries;
  const auto turn = co_await state->fetching.take();
  if (!turn) co_return;
  bool has_failed = false;
  try {
    co_await fetch(state);
  } catch (const Unavailable&) {
    has_failed = true;
    state->refusal.reset();
  }
  if (has_failed || state->refusal) state->complain();
}

}  // namespace sluis::upstream
