#include "http/published.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>

#include "fault/unavailable.h"
#include "http/cache_lifetime.h"
#include "http/single_fetch.h"

namespace sluis::http {

namespace {

using boost::asio::awaitable;

/// All that can fail is dealt with inside; what comes here is a broken invariant.
void must_not_fail(std::exception_ptr failed) {
  if (failed) std::terminate();
}

/// As often as it asks for, from a minute to a day.
std::chrono::seconds until_next(const Headers& headers, const PublishedDocument::Copy& copy) {
  const auto lifetime = cache_lifetime(headers);
  if (!copy.cache_duration) return lifetime;
  return std::clamp(*copy.cache_duration, PublishedDocument::kBetweenTries, lifetime);
}

}  // namespace

struct PublishedDocument::State {
  struct Kept {
    Copy copy;
    crypto::TimePoint fetched_at;
  };

  Source source;
  Parts parts;
  std::optional<Kept> kept{};
  std::optional<Refusal> refusal{};  // of the newest copy
  Unavailable::What missing = Unavailable::What::provider;
  crypto::TimePoint next_try{};  // before it the address is not asked again
  std::optional<crypto::TimePoint> asked_at{};
  SingleFetch fetching{};

  bool is_remote() const { return !source.url.empty(); }
  bool is_due() const { return parts.clock.now() >= next_try; }

  Content usable() const {
    if (!kept) return nullptr;
    const auto now = parts.clock.now();
    if (kept->copy.valid_until && *kept->copy.valid_until <= now) return nullptr;
    if (is_remote() && now - kept->fetched_at >= kLongestKept) return nullptr;
    return kept->copy.content;
  }

  void take(std::string_view text, const Headers& headers) {
    const auto now = parts.clock.now();
    auto read = source.read(text, now);
    next_try = now + kBetweenTries;
    refusal = read ? std::nullopt : std::optional(read.error());
    if (!read) return parts.complain(refusal);
    next_try = now + until_next(headers, *read);
    if (read->valid_until) next_try = std::min(next_try, *read->valid_until);
    kept = Kept{.copy = *std::move(read), .fetched_at = now};
  }
};

PublishedDocument::PublishedDocument(Source source, Parts parts)
    : state_(
          std::make_shared<State>(State{.source = std::move(source), .parts = std::move(parts)})) {}

awaitable<std::expected<PublishedDocument::Content, Refusal>> PublishedDocument::get() {
  const auto state = state_;
  if (auto usable = state->usable()) {
    if (state->is_remote() && state->is_due()) {
      boost::asio::co_spawn(co_await boost::asio::this_coro::executor, refresh(state),
                            must_not_fail);
    }
    co_return usable;
  }
  if (state->is_due()) {
    const auto turn = co_await state->fetching.take();
    if (turn) co_await try_to_fetch(state);
  }
  if (auto usable = state->usable()) co_return usable;
  if (state->refusal) co_return std::unexpected(*state->refusal);
  throw Unavailable(state->missing, "what is published could not be fetched");
}

awaitable<std::optional<PublishedDocument::Content>> PublishedDocument::get_newer() {
  const auto state = state_;
  const auto now = state->parts.clock.now();
  if (!state->is_remote() || (state->asked_at && now - *state->asked_at < kBetweenTries)) {
    co_return std::nullopt;
  }
  const auto before = state->kept ? state->kept->copy.content : nullptr;
  co_await refresh(state);
  auto usable = state->usable();
  if (!usable || usable == before) co_return std::nullopt;
  co_return usable;
}

awaitable<void> PublishedDocument::fetch(std::shared_ptr<State> state) {
  if (!state->is_remote()) {
    state->take(state->source.text, {});
    co_return;
  }
  state->asked_at = state->parts.clock.now();
  ClientRequest request{.method = "GET", .url = state->source.url};
  request.headers.add("Accept", state->source.media_types);
  const auto response = co_await state->parts.client.send(std::move(request));
  if (response.status != 200) {
    throw Unavailable(Unavailable::What::provider,
                      "the answer is not 200, so nothing is published");
  }
  state->take(response.body, response.headers);
}

/// Whoever holds the turn. Silence is remembered, and told; that we are busy ourselves is not.
awaitable<void> PublishedDocument::try_to_fetch(std::shared_ptr<State> state) {
  // Before the first wait: the requests of the next seconds do not try it too.
  state->next_try = state->parts.clock.now() + (state->usable() ? kBetweenTries : kAfterSilence);
  std::optional<Unavailable::What> missing;
  try {
    co_await fetch(state);
  } catch (const Unavailable& unavailable) {
    missing = unavailable.what_is();
  }
  if (!missing) co_return;
  state->refusal.reset();
  state->missing = *missing;
  if (*missing == Unavailable::What::provider) {
    state->parts.complain(std::nullopt);
  } else {
    state->next_try = state->parts.clock.now();
  }
}

awaitable<void> PublishedDocument::refresh(std::shared_ptr<State> state) {
  state->next_try = state->parts.clock.now() + kBetweenTries;
  const auto turn = co_await state->fetching.take();
  if (turn) co_await try_to_fetch(state);
}

}  // namespace sluis::http
