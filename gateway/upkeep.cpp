#include "upkeep.h"

#include <charconv>
#include <utility>

#include "fault/unavailable.h"

namespace sluis {

using boost::asio::awaitable;

namespace {

constexpr const char* kAsked = "upkeep:asked";
constexpr const char* kRewritten = "upkeep:rewritten";

}  // namespace

awaitable<std::optional<std::chrono::sys_seconds>> last_rewrite(store::Store& store) {
  const auto value = co_await store.get(kRewritten);
  std::int64_t seconds = 0;
  if (!value) co_return std::nullopt;
  const auto [end, failed] = std::from_chars(value->data(), value->data() + value->size(), seconds);
  if (failed != std::errc{} || end != value->data() + value->size()) co_return std::nullopt;
  co_return std::chrono::sys_seconds{std::chrono::seconds{seconds}};
}

awaitable<void> Upkeep::look() {
  try {
    co_await look_at_store();
  } catch (const Unavailable&) {
    rewritten_at_ = 0;  // not known; the connection has said why, and the next look is minutes away
  }
}

awaitable<void> Upkeep::look_at_store() {
  const auto log = co_await store_.log_state();
  if (!log.is_on) {
    rewritten_at_ = 0;
    co_return;
  }
  if (log.has_failed && !has_failed_) refused();
  has_failed_ = log.has_failed;
  store::Add asking{.name = kAsked, .value = "1", .time_to_live = kEvery};
  const bool is_mine = co_await store_.add(std::move(asking));
  if (is_mine && !log.is_rewritten_now) co_await have_it_rewritten();
  const auto last = co_await last_rewrite(store_);
  rewritten_at_ = last ? last->time_since_epoch().count() : 0;
}

awaitable<void> Upkeep::have_it_rewritten() {
  if (!co_await store_.rewrite_log()) {
    refused();
    co_return;
  }
  store::Put note{.name = kRewritten,
                  .value = std::to_string(crypto::unix_seconds(clock_.now())),
                  .time_to_live = kRemembered};
  co_await store_.put(std::move(note));
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
