#include "store/store.h"

#include <stdexcept>
#include <utility>

namespace sluis::store {

namespace {

template <typename Kind>
boost::asio::awaitable<Kind> run_one(Store& store, Operation operation) {
  std::vector<Operation> operations;
  operations.push_back(std::move(operation));
  std::vector<Outcome> outcomes = co_await store.run(std::move(operations));
  co_return std::get<Kind>(std::move(outcomes.at(0)));
}

void require_life(std::optional<TimeToLive> time_to_live) {
  if (time_to_live && time_to_live->count() < 1)
    throw std::invalid_argument("a time to live below a millisecond");
}

}  // namespace

void require_sound(const Operation& operation) {
  if (const auto* wanted = std::get_if<FindOrAdd>(&operation)) {
    if (wanted->names.empty() || wanted->names.size() > 16) {
      throw std::invalid_argument("find_or_add takes 1 to 16 names");
    }
    if (!wanted->value) return;
  }
  std::visit(
      [](const auto& kind) {
        if constexpr (requires { kind.time_to_live; }) require_life(kind.time_to_live);
      },
      operation);
}

boost::asio::awaitable<Lasting> Store::run_lasting(std::vector<Operation> operations) {
  std::vector<Outcome> outcomes = co_await run(std::move(operations));
  co_return Lasting{.outcomes = std::move(outcomes), .copied = Copied::no_replica};
}

boost::asio::awaitable<void> Store::put(Put operation) {
  co_await run_one<Done>(*this, std::move(operation));
}

boost::asio::awaitable<Value> Store::get(std::string name) {
  return run_one<Value>(*this, Get{std::move(name)});
}

boost::asio::awaitable<Value> Store::take(std::string name) {
  return run_one<Value>(*this, Take{std::move(name)});
}

boost::asio::awaitable<bool> Store::add(Add operation) {
  return run_one<bool>(*this, std::move(operation));
}

boost::asio::awaitable<std::int64_t> Store::count(std::string name, TimeToLive time_to_live) {
  return run_one<std::int64_t>(*this, Count{std::move(name), time_to_live});
}

boost::asio::awaitable<bool> Store::renew(std::string name, TimeToLive time_to_live) {
  return run_one<bool>(*this, Renew{std::move(name), time_to_live});
}

boost::asio::awaitable<Found> Store::find_or_add(FindOrAdd operation) {
  return run_one<Found>(*this, std::move(operation));
}

boost::asio::awaitable<bool> Store::replace(Replace operation) {
  return run_one<bool>(*this, std::move(operation));
}

}  // namespace sluis::store
