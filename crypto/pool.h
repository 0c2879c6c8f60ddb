#pragma once

// Threads for computing that takes longer than 300 µs (RSA signatures, scrypt), so that no event
// loop waits for it. The queue is bounded; a full one throws Unavailable (busy), which is a 503.

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace sluis::crypto {

class Pool {
 public:
  Pool(std::size_t threads, std::size_t limit_waiting);
  ~Pool();

  /// Runs the work elsewhere and comes back to the caller's executor. What the work throws is
  /// thrown here.
  boost::asio::awaitable<std::string> run(std::function<std::string()> work);

 private:
  struct Threads;
  std::unique_ptr<Threads> threads_;
};

}  // namespace sluis::crypto
