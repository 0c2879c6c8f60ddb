#pragma once

// What the gateway sees to in Redis once a day: that it writes its append-only file anew. Until
// then what has expired or was forgotten still stands there, sealed (promise 4).
//
// Redis does so by itself, after it has agreed, and may fail (a full disk): so what was asked is
// looked at again, and only what ended well counts. A failure is said each time, and asked again an
// hour later.
//
// Of several nodes one asks: the one that finds the name `upkeep:asked` free. It holds the moment
// at which Redis agreed, or `-` for an hour: one is asking, or Redis refused or failed. The last
// such moment that came to a good end stands under `upkeep:rewritten`. Both may be lost without
// harm.

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
  static constexpr std::chrono::hours kAfterFailure{1};
  static constexpr std::chrono::days kRemembered{366};  // so that a long trouble has its age
  static constexpr std::chrono::minutes kLook{10};
  static constexpr std::chrono::seconds kLookWhileRewritten{2};

  struct Redis {
    store::Store& store;
    std::function<boost::asio::awaitable<store::LogState>()> log_state;
    std::function<boost::asio::awaitable<bool>()> rewrite_log;
  };

  Upkeep(Redis redis, const crypto::Clock& clock, Journal journal,
         std::function<void(const std::string&)> complain)
      : redis_(std::move(redis)),
        clock_(clock),
        journal_(std::move(journal)),
        complain_(std::move(complain)) {}

  /// To be called again after until_next_look(). Never throws what the store throws: it will be
  /// back.
  boost::asio::awaitable<void> look();
  std::chrono::seconds until_next_look() const { return is_awaited_ ? kLookWhileRewritten : kLook; }

  /// Seconds since Redis began the last rewrite that ended well; nothing where it keeps no such
  /// file, or where nobody knows. From any thread.
  std::optional<double> log_age() const;

 private:
  boost::asio::awaitable<void> look_at_store();
  boost::asio::awaitable<void> judge(std::string asked, store::LogState log);
  boost::asio::awaitable<void> ask_if_free();
  boost::asio::awaitable<void> ask();
  void refused();

  const Redis redis_;
  const crypto::Clock& clock_;
  const Journal journal_;
  const std::function<void(const std::string&)> complain_;
  std::atomic<std::int64_t> rewritten_at_{0};  // seconds since 1970; 0: not known
  bool is_awaited_ = false;                    // that Redis comes to the end of a rewrite
};

Upkeep::Redis upkeep_of(store::RedisStore& store);

/// When Redis began the last rewrite that ended well, as it stands in the store.
boost::asio::awaitable<std::optional<std::chrono::sys_seconds>> last_rewrite(store::Store& store);

}  // namespace sluis
