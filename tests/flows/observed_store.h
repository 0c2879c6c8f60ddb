#pragma once

// A store that keeps what it was asked: each round trip as the kinds of the records in it.

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "store/store.h"

namespace sluis::tests {

class ObservedStore final : public store::Store {
 public:
  /// "pe", "rl", …: one for each command.
  using RoundTrip = std::vector<std::string>;

  explicit ObservedStore(store::Store& real) : real_(real) {}

  boost::asio::awaitable<std::vector<store::Outcome>> run(
      std::vector<store::Operation> operations) override {
    RoundTrip trip;
    for (const store::Operation& operation : operations) {
      trip.push_back(std::visit([](const auto& asked) { return kind_of(asked); }, operation));
    }
    round_trips.push_back(std::move(trip));
    return real_.run(std::move(operations));
  }

  std::vector<RoundTrip> round_trips;

 private:
  template <typename Asked>
  static std::string kind_of(const Asked& asked) {
    return asked.name.substr(0, asked.name.find(':'));
  }
  static std::string kind_of(const store::FindOrAdd& asked) {
    return asked.names.front().substr(0, asked.names.front().find(':'));
  }

  store::Store& real_;
};

}  // namespace sluis::tests
