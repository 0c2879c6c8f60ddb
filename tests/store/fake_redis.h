#pragma once

// Something on a port that says what the test wants: an old Redis, a slow one, a hostile one. Lives
// on the test's loop, so that the test decides when it speaks.

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "store/redis_settings.h"
#include "store/reply.h"
#include "tests/store/loop.h"

namespace sluis::tests {

/// A text as RESP writes it.
std::string bulk(const std::string& text);

class FakeRedis {
 public:
  /// The octets to answer a command with, perhaps none.
  using Answer = std::function<std::string(const std::vector<std::string>& words)>;

  /// Greets like a Redis that may be used; `answer` is asked for everything else.
  FakeRedis(Loop& loop, Answer answer);
  ~FakeRedis();

  /// From now on INFO says this.
  void set_info(std::string info);
  /// Sends octets to all that are connected, unasked.
  void send(std::string octets);

  std::size_t connections() const;  // ever made
  std::size_t closed() const;       // of which the other side has closed
  std::size_t octets_sent() const;
  store::RedisSettings settings() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with its coroutines, which end after it
};

}  // namespace sluis::tests
