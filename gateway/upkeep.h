#pragma once

// What the gateway sees to in Redis once a day: that it writes its append-only file anew. Until
// then what has expired or was forgotten still stands there, sealed (promise 4).
//
// Of several nodes one asks: the one that finds the name `upkeep:asked` free. When Redis last
// agreed stands under `upkeep:rewritten`. Both may be lost without harm.

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "crypto/clock.h"
#include "fault/event.h"
#include "store/redis_store.h"

namespace sluis {

class Upkeep {
 public:
  static constexpr std::chrono::hours kEvery{24};
  static constexpr std::chrono::days kRemembered{7};  // longer than anybody waits for a repair

  Upkeep(store::RedisStore& store, const crypto::Clock& clock, Journal journal,
         std::function<void(const std::string&)> complain)
      : store_(store),
        clock_(clock),
        journal_(std::move(journal)),
        complain_(std::move(complain)) {}

  /// To be called every few minutes. Never throws what the store throws: it will be back.
  boost::asio::awaitable<void> look();

  /// Seconds since Redis agreed to write its log anew; nothing where it keeps none, or where nobody
  /// knows. From any thread.
  std::optional<double> log_age() const;

 private:
  boost::asio::awaitable<void> look_at_store();
  boost::asio::awaitable<void> have_it_rewritten();
  void refused();

  store::RedisStore& store_;
  const crypto::Clock& clock_;
  const Journal journal_;
  const std::function<void(const std::string&)> complain_;
  std::atomic<std::int64_t> rewritten_at_{0};  // seconds since 1970; 0: not known
  bool has_failed_ = false;                    // and that was said
};

/// When Redis last agreed, as it stands in the store.
boost::asio::awaitable<std::optional<std::chrono::sys_seconds>> last_rewrite(store::Store& store);

}  // namespace sluis
