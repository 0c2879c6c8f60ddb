#include "node_pulse.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "crypto/encoding.h"
#include "fault/unavailable.h"
#include "operate/health.h"
#include "ring_fitness.h"
#include "token_fitness.h"

namespace sluis {

namespace {

using boost::asio::awaitable;

constexpr std::size_t kIdBytes = 6;
constexpr std::chrono::milliseconds kLeavePoll{10};

std::string random_id(crypto::Random& random) {
  return crypto::base64url_encode(random.secret(kIdBytes).expose());
}

}  // namespace

NodePulse::NodePulse(Sources sources)
    : sources_(std::move(sources)),
      heartbeat_(sources_.store),
      self_{.id = random_id(sources_.random),
            .host = operate::host_name(),
            .version = SLUIS_VERSION} {}

awaitable<std::optional<std::string>> NodePulse::judge(std::chrono::milliseconds offset,
                                                       store::Value fence) {
  const auto now = sources_.clock.now();
  if (auto apart = operate::clock_apart(now, now + offset)) co_return apart;
  const auto reading = sources_.reading();
  if (auto reason = kept_out_by_fence(fence, reading->keyring, now)) co_return reason;
  co_return co_await why_no_pseudonym_key(reading, sources_.token, now);
}

awaitable<std::optional<std::string>> NodePulse::why_not_ready() {
  const auto offset = co_await sources_.store.clock_offset();
  const auto fence = co_await sources_.store.get("fence");
  co_return co_await judge(offset, fence);
}

awaitable<void> NodePulse::beat() {
  const auto offset = co_await sources_.store.clock_offset();
  const auto fence = co_await sources_.store.get("fence");
  const auto now = sources_.clock.now();
  const auto reading = sources_.reading();
  self_.ring = reading->keyring.serial();
  self_.primaries = operate::primaries_of(reading->keyring, now);
  self_.clock_ahead = -offset;
  self_.seen = now + offset;
  self_.not_ready = (co_await judge(offset, fence)).value_or("");
  if (const auto& log = reading->config->audit_log) {
    self_.audit_chain = operate::chain_mark(*log);
    self_.audit_head = sources_.audit_head();
  }
  co_await heartbeat_.beat(self_);
}

namespace {

/// Where it did not, the next beat tells what this one would have, and a record ends by itself.
awaitable<bool> reached_store(awaitable<void> told) {
  try {
    co_await std::move(told);
    co_return true;
  } catch (const Unavailable&) {
    co_return false;
  }
}

}  // namespace

awaitable<void> NodePulse::beat_on() {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  while (!is_leaving_) {
    is_beating_ = true;
    co_await reached_store(beat());
    is_beating_ = false;
    timer.expires_after(operate::Heartbeat::kEvery);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

awaitable<void> NodePulse::leave() {
  is_leaving_ = true;
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  // A beat that is under way would write the record after its removal. It has a deadline.
  while (is_beating_) {
    timer.expires_after(kLeavePoll);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  co_await reached_store(heartbeat_.leave());
}

}  // namespace sluis
