#pragma once

// The store in Redis: one connection, a list of operations in one write. One for each worker.

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "crypto/clock.h"
#include "fault/event.h"
#include "store/redis_connection.h"
#include "store/redis_scripts.h"
#include "store/redis_settings.h"
#include "store/store.h"

namespace sluis::store {

class RedisStore final : public Store {
 public:
  /// Begins to connect. `settings` and `clock` outlive it; it is destroyed before the loop of
  /// `executor`.
  RedisStore(boost::asio::any_io_executor executor, const RedisSettings& settings,
             const crypto::Clock& clock, Journal journal = {});

  /// For the start: throws std::runtime_error, with the reason in plain words, if there is no Redis
  /// that may be used (away, older than 7.0, evicting, a replica, wrong password, wrong
  /// certificate).
  boost::asio::awaitable<void> check();

  boost::asio::awaitable<std::vector<Outcome>> run(std::vector<Operation> operations) override;

  /// By a connection of its own, made when it is first needed: WAIT holds up whatever comes behind
  /// it. No replica that is in step: nobody is waited for.
  boost::asio::awaitable<Lasting> run_lasting(std::vector<Operation> operations) override;

  /// Redis' clock minus ours. Throws Unavailable.
  boost::asio::awaitable<std::chrono::milliseconds> clock_offset();

  const RedisStatistics& statistics() const noexcept { return connection_.statistics(); }
  /// How often no replica had it in time. From any thread.
  std::uint64_t copies_missed() const noexcept { return copies_missed_.load(); }

 private:
  boost::asio::awaitable<std::vector<Outcome>> run_by(RedisConnection& connection,
                                                      std::vector<Operation> operations);
  boost::asio::awaitable<void> run_unknown_scripts(RedisConnection& connection,
                                                   std::span<const Operation> operations,
                                                   std::vector<Reply>& replies);
  boost::asio::awaitable<Copied> wait_for_a_replica();

  boost::asio::any_io_executor executor_;
  const RedisSettings& settings_;
  const crypto::Clock& clock_;
  RedisScripts scripts_;
  RedisConnection connection_;
  std::unique_ptr<RedisConnection> lasting_;  // none until it is needed
  std::atomic<std::uint64_t> copies_missed_{0};
};

}  // namespace sluis::store
