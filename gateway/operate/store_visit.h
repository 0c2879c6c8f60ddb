#pragma once

// Redis, for a command: connects, does what is asked, and waits for it. The command has no event
// loop of its own.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "crypto/clock.h"
#include "store/redis_settings.h"
#include "store/redis_store.h"

namespace sluis::operate {

class StoreVisit {
 public:
  /// Throws std::runtime_error, in plain words, if there is no Redis that may be used. `settings`
  /// and `clock` outlive it.
  StoreVisit(const store::RedisSettings& settings, const crypto::Clock& clock);
  StoreVisit(const StoreVisit&) = delete;
  StoreVisit& operator=(const StoreVisit&) = delete;
  ~StoreVisit();

  store::RedisStore& store() { return *store_; }
  /// Throws what the work throws: Unavailable.
  void wait_for(boost::asio::awaitable<void> work);

 private:
  boost::asio::io_context context_{1};
  std::unique_ptr<store::RedisStore> store_;
};

}  // namespace sluis::operate
