#include "upkeep.h"

#include <charconv>
#include <utility>

#include "fault/unavailable.h"

namespace sluis {

using boost::asio::awaitable;

namespace {

constexpr const char* kAsked = "upkeep:asked";
constexpr const char* kRewritten = "upkeep:rewritten";
constexpr const char* kNoMoment = "-";

std::optional<std::int64_t> moment_in(const std::string& value) {
  std::int64_t seconds = 0;
  const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (failed != std::errc{} || end != value.data() + value.size()) return std::nullopt;
  return seconds;
}

}  // namespace

Upkeep::Redis upkeep_of(store::RedisStore& store) {
  return {.store = store,
          .log_state = [&store] { return store.log_state(); },
          .rewrite_log = [&store] { return store.rewrite_log(); }};
}

awaitable<std::optional<std::chrono::sys_seconds>> last_rewrite(store::Store& store) {
  const auto value = co_await store.get(kRewritten);
  const auto moment = value ? moment_in(*value) : std::nullopt;
  if (!moment) co_return std::nullopt;
  co_return std::chrono::sys_seconds{std::chrono::seconds{*moment}};
}

awaitable<void> Upkeep::look() {
  is_awaited_ = false;
  try {
    co_await look_at_store();
  } catch (const Unavailable&) {
    rewritten_at_ = 0;  // not known; the connection has said why, and the next look is minutes away
  }
}

awaitable<void> Upkeep::look_at_store() {
  // In this order: what Redis says of itself is then newer than what it was asked.
  const auto asked = co_await redis_.store.get(kAsked);
  const auto log = co_await redis_.log_state();
  if (!log.is_on) {
    rewritten_at_ = 0;
    co_return;
  }
  if (log.is_rewritten_now) {
    is_awaited_ = true;
  } else if (asked) {
    co_await judge(*asked, log);
  } else {
    co_await ask_if_free();
  }
  const auto last = co_await last_rewrite(redis_.store);
  rewritten_at_ = last ? last->time_since_epoch().count() : 0;
}

awaitable<void> Upkeep::judge(std::string asked, store::LogState log) {
  if (!moment_in(asked)) co_return;
  const bool is_noted = co_await redis_.store.get(kRewritten) == asked;
  if (!log.has_failed && is_noted) co_return;
  if (!log.has_failed && log.has_been_rewritten) {
    store::Put note{.name = kRewritten, .value = asked, .time_to_live = kRemembered};
    co_await redis_.store.put(std::move(note));
    co_return;
  }
  store::Replace claim{.name = kAsked,
                       .expected = std::move(asked),
                       .replacement = kNoMoment,
                       .time_to_live = kAfterFailure};
  if (!co_await redis_.store.replace(std::move(claim))) co_return;
  if (log.has_failed) {
    refused();
  } else {
    co_await ask();  // Redis has ended meanwhile, and with it what it had begun
  }
}

awaitable<void> Upkeep::ask_if_free() {
  store::Add asking{.name = kAsked, .value = kNoMoment, .time_to_live = kAfterFailure};
  if (co_await redis_.store.add(std::move(asking))) co_await ask();
}

awaitable<void> Upkeep::ask() {
  if (!co_await redis_.rewrite_log()) {
    refused();
    co_return;
  }
  store::Put agreed{.name = kAsked,
                    .value = std::to_string(crypto::unix_seconds(clock_.now())),
                    .time_to_live = kEvery};
  co_await redis_.store.put(std::move(agreed));
  is_awaited_ = true;
}

void Upkeep::refused() {
  complain_(
      "Redis did not write its append-only file anew: what has expired stays in it. Its user needs "
      "BGREWRITEAOF (docs/operate.md), and its disk room for a second file.");
  journal_({.kind = Event::Kind::rewrite_refused});
}

std::optional<double> Upkeep::log_age() const {
  const auto at = rewritten_at_.load();
  if (at == 0) return std::nullopt;
  return static_cast<double>(crypto::unix_seconds(clock_.now()) - at);
}

}  // namespace sluis
