#pragma once

// A loop that a test turns by hand: for what goes on living between two awaited things, as a
// connection to Redis does. Whatever lives on it is declared after it. Every wait has an end.

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <stdexcept>

#include "tests/store/run_awaitable.h"

namespace sluis::tests {

class Loop {
 public:
  static constexpr std::chrono::seconds kPatience{20};

  Loop() = default;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  // What was cancelled ends here, so that no frame is left behind.
  ~Loop() { context_.run_for(std::chrono::seconds(1)); }

  boost::asio::any_io_executor executor() { return context_.get_executor(); }

  template <typename T>
  T run(boost::asio::awaitable<T> work) {
    if constexpr (std::is_void_v<T>) {
      finish(std::move(work));
    } else {
      std::optional<T> outcome;
      finish(keep_outcome(std::move(work), outcome));
      return std::move(*outcome);
    }
  }

  template <typename Predicate>
  void until(Predicate is_so) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!is_so()) {
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error("waited in vain");
      context_.restart();
      context_.run_one_for(std::chrono::milliseconds(20));
    }
  }

 private:
  void finish(boost::asio::awaitable<void> work) {
    std::future<void> end =
        boost::asio::co_spawn(context_, std::move(work), boost::asio::use_future);
    until([&end] { return end.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
    end.get();
  }

  boost::asio::io_context context_{1};
};

}  // namespace sluis::tests
