#pragma once

// Runs one coroutine to its end on a loop of its own and hands back what it returned or threw. What
// the coroutine left behind on the loop is run to its end as well, so that nothing leaks.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <optional>
#include <type_traits>
#include <utility>

namespace sluis::tests {

// A T need not have a default constructor, which co_spawn of a T itself would ask for.
template <typename T>
boost::asio::awaitable<void> keep_outcome(boost::asio::awaitable<T> work,
                                          std::optional<T>& outcome) {
  outcome.emplace(co_await std::move(work));
}

inline void run_to_end(boost::asio::awaitable<void> work) {
  boost::asio::io_context loop(1);
  std::future<void> end = boost::asio::co_spawn(loop, std::move(work), boost::asio::use_future);
  loop.run();
  end.get();
}

template <typename T>
T run(boost::asio::awaitable<T> work) {
  if constexpr (std::is_void_v<T>) {
    run_to_end(std::move(work));
  } else {
    std::optional<T> outcome;
    run_to_end(keep_outcome(std::move(work), outcome));
    return std::move(*outcome);
  }
}

}  // namespace sluis::tests
