#include "returned_memory.h"

#include <malloc.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

#include "watches.h"

namespace sluis {

namespace {

constexpr std::chrono::seconds kMemoryCheck{5};
constexpr std::size_t kCrowd = 1'000;  // connections, of some 80 kB each over TLS

}  // namespace

boost::asio::awaitable<void> return_memory(const std::vector<std::unique_ptr<Worker>>& workers) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  std::size_t most = 0;
  for (;;) {
    timer.expires_after(kMemoryCheck);
    co_await timer.async_wait(boost::asio::use_awaitable);
    const auto now = connections_of(workers);
    most = std::max(most, now);
    if (most - now < kCrowd) continue;
    malloc_trim(0);
    most = now;
  }
}

}  // namespace sluis
