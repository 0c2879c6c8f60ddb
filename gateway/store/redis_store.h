#pragma once

// The store in Redis: one connection, a list of operations in one write. One for each worker.

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "fault/event.h"
#include "store/redis_connection.h"
#include "store/redis_scripts.h"
#include "store/redis_settings.h"
#include "store/store.h"

namespace sluis::store {

struct NamedLife {
  std::string name;
  std::optional<TimeToLive> left{};  // none: it stays for ever
};
struct NamesPage {
  std::string next;  // the cursor to ask on with; "0" when that was all
  std::vector<NamedLife> names{};
};
/// The append-only file (AOF).
struct LogState {
  bool is_on;
  bool is_rewritten_now;
  bool has_been_rewritten;  // or a rewrite begun, since Redis started
  bool has_failed;          // the last time that it was rewritten
};

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

  /// Some of the names; "0" to begin. Together the pages show every name that stands throughout,
  /// some perhaps twice. Reads only. These three throw Unavailable.
  boost::asio::awaitable<NamesPage> names_after(std::string cursor);

  boost::asio::awaitable<LogState> log_state();

  /// Asks Redis to write its log anew, which leaves out what has expired. False if it refuses: this
  /// user may not (BGREWRITEAOF), or a rewrite is going on.
  boost::asio::awaitable<bool> rewrite_log();

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
