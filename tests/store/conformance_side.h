#pragma once

// A store as the conformance list sees it: two ways in, a look at all its names, and a way to let
// time pass.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crypto/clock.h"
#include "store/store.h"
#include "tests/store/run_awaitable.h"

namespace sluis::tests {

struct ListedName {
  std::string name;
  std::optional<store::TimeToLive> left;  // none: stays for ever
};

class Side {
 public:
  virtual ~Side() = default;

  virtual store::Store& first() = 0;
  virtual store::Store& second() = 0;  // the same records by another connection
  virtual void finish(std::vector<boost::asio::awaitable<void>> at_once) = 0;
  virtual std::vector<ListedName> names() = 0;
  virtual crypto::TimePoint now() = 0;  // by the store's clock
  virtual void wait_until_gone(const std::string& name) = 0;

  template <typename T>
  std::vector<T> run_at_once(std::vector<boost::asio::awaitable<T>> works) {
    std::vector<std::optional<T>> outcomes(works.size());
    std::vector<boost::asio::awaitable<void>> kept;
    for (std::size_t at = 0; at < works.size(); ++at) {
      kept.push_back(keep_outcome(std::move(works[at]), outcomes[at]));
    }
    finish(std::move(kept));
    std::vector<T> values;
    for (std::optional<T>& outcome : outcomes) values.push_back(std::move(*outcome));
    return values;
  }

  template <typename T>
  T run(boost::asio::awaitable<T> work) {
    std::vector<boost::asio::awaitable<T>> works;
    works.push_back(std::move(work));
    return std::move(run_at_once(std::move(works)).at(0));
  }

  void run(boost::asio::awaitable<void> work) {
    std::vector<boost::asio::awaitable<void>> works;
    works.push_back(std::move(work));
    finish(std::move(works));
  }

  bool stands(const std::string& name) { return find(name).has_value(); }

  /// How long a name still lives. The name must be there and have an end.
  store::TimeToLive left(const std::string& name) { return find(name).value().left.value(); }

 private:
  std::optional<ListedName> find(const std::string& name) {
    for (ListedName& listed : names()) {
      if (listed.name == name) return std::move(listed);
    }
    return std::nullopt;
  }
};

std::unique_ptr<Side> make_memory_side();
std::unique_ptr<Side> make_redis_side();

}  // namespace sluis::tests
