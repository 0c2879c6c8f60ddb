#pragma once

// A worker's connection to Redis. Kept by itself: it connects, logs in, checks what it is talking
// to, and does so again, waiting 10 ms to 2 s, whenever the connection is lost. All that is asked
// in one turn of the loop is written at once; the answers come back in order.
//
// Everything from the thread of `executor`; the connection is destroyed before its loop. A batch
// that has no answer within the deadline costs the connection, so that a late reply can never be
// taken for another's.

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fault/event.h"
#include "store/command.h"
#include "store/redis_settings.h"
#include "store/reply.h"

namespace sluis::store {

/// Read from any thread; only ever counted up.
struct RedisStatistics {
  std::atomic<std::uint64_t> commands{0};
  std::atomic<std::uint64_t> round_trips{0};  // batches that were asked
  std::atomic<std::uint64_t> errors{0};       // batches that ended in Unavailable
  std::atomic<std::uint64_t> connects{0};
  std::atomic<bool> is_connected{false};
};

/// How long to wait before the next attempt to connect, if it was `last` before this one (zero:
/// there was none). From 10 ms, doubling, to 2 s.
std::chrono::milliseconds next_pause(std::chrono::milliseconds last);

class RedisConnection {
 public:
  /// Begins to connect. `settings` outlives it. `scripts` are loaded on every connect.
  RedisConnection(boost::asio::any_io_executor executor, const RedisSettings& settings,
                  std::vector<std::string> scripts, Journal journal = {});
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;
  ~RedisConnection();

  /// The replies, as many as commands. Throws Unavailable if they do not come in time, if Redis is
  /// known to be away, or if too many are waiting.
  boost::asio::awaitable<std::vector<Reply>> send(Commands commands);

  /// Waits for the first attempt to end. Throws std::runtime_error with the reason if there is no
  /// connection.
  boost::asio::awaitable<void> ready();

  /// Makes a new connection: this one's answers are not to be trusted any more.
  void drop();

  const RedisStatistics& statistics() const noexcept;

 private:
  class Wire;
  std::shared_ptr<Wire>
      wire_;  // shared with the coroutines that keep it, which end after we have gone
};

}  // namespace sluis::store
