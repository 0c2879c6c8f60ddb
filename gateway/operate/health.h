#pragma once

// Whether this node turns, and whether it should be sent people. Knows nothing of what it checks:
// each check is a function that gives a plain reason why not, in our own words, or nothing.
//
// To be called from one thread, the one that runs the operator's listener. Must outlive its checks
// under way.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "http/message.h"

namespace sluis::operate {

struct Check {
  std::string name;  // "store", "clock", …
  std::function<boost::asio::awaitable<std::optional<std::string>>()> run;
};

class Health {
 public:
  explicit Health(std::vector<Check> checks,
                  std::chrono::milliseconds deadline = std::chrono::seconds{1});

  /// Always 200: an answer proves that the loop turns.
  boost::asio::awaitable<http::Response> live() const;

  /// 200, or 503 with every reason. All checks run at once; one that does not answer within the
  /// deadline or throws is a reason too, in the words of Unavailable or in plain ones. A late check
  /// is left to end by itself.
  boost::asio::awaitable<http::Response> ready() const;

 private:
  // Shared with checks that outlive their deadline.
  std::shared_ptr<const std::vector<Check>> checks_;
  std::chrono::milliseconds deadline_;
};

/// The reason if the two clocks are more than 30 seconds apart (DESIGN §3): a timetable would be
/// read at the wrong hour.
std::optional<std::string> clock_apart(crypto::TimePoint ours, crypto::TimePoint the_stores);

}  // namespace sluis::operate
