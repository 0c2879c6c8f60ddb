#pragma once

// A store between a register and the real one, in which something happens before the n-th
// operation: another node acts, or this node dies. A list of operations is not atomic, so every
// operation of it counts.

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "store/store.h"

namespace sluis::tests {

class DisturbedStore final : public store::Store {
 public:
  using Disturbance = std::function<boost::asio::awaitable<void>()>;

  /// `before` counts from 0. The disturbance comes once.
  DisturbedStore(store::Store& real, std::size_t before, Disturbance disturbance)
      : real_(real), before_(before), disturbance_(std::move(disturbance)) {}

  boost::asio::awaitable<std::vector<store::Outcome>> run(
      std::vector<store::Operation> operations) override {
    std::vector<store::Outcome> outcomes;
    for (store::Operation& operation : operations) {
      if (operations_++ == before_) co_await disturbance_();
      std::vector<store::Operation> one;
      one.push_back(std::move(operation));
      std::vector<store::Outcome> outcome = co_await real_.run(std::move(one));
      outcomes.push_back(std::move(outcome.at(0)));
    }
    co_return outcomes;
  }

  bool was_disturbed() const { return operations_ > before_; }

 private:
  store::Store& real_;
  std::size_t before_;
  Disturbance disturbance_;
  std::size_t operations_ = 0;
};

}  // namespace sluis::tests
