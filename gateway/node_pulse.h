#pragma once

// How this node is: whether it may be sent people, and what it tells the others of itself every ten
// seconds (operate/nodes.h). Of the control thread.

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "crypto/clock.h"
#include "crypto/random.h"
#include "operate/nodes.h"
#include "parts.h"
#include "store/redis_store.h"

namespace sluis {

class NodePulse {
 public:
  struct Sources {
    store::RedisStore& store;
    const crypto::Clock& clock;
    crypto::Random& random;
    std::function<std::shared_ptr<const Reading>()> reading;  // the newest that was accepted
    crypto::TokenLine* token;                 // null: every key is in the ring's file
    std::function<std::string()> audit_head;  // empty where there is no audit log
  };

  explicit NodePulse(Sources sources);

  /// DESIGN §3: a clock far from the store's, or a ring that the fence keeps out: what find_or_add
  /// would say, before a person meets it. Throws Unavailable.
  boost::asio::awaitable<std::optional<std::string>> why_not_ready();

  /// Until the loop ends. A beat that finds no store is left out; readiness says why.
  boost::asio::awaitable<void> beat_on();
  /// On the way out, so that nobody waits for this node.
  boost::asio::awaitable<void> leave();

 private:
  boost::asio::awaitable<void> beat();
  boost::asio::awaitable<std::optional<std::string>> judge(std::chrono::milliseconds offset,
                                                           store::Value fence);

  Sources sources_;
  operate::Heartbeat heartbeat_;
  operate::Node self_;
  bool is_beating_ = false;
  bool is_leaving_ = false;
};

}  // namespace sluis
