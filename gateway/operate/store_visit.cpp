#include "operate/store_visit.h"

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

namespace sluis::operate {

StoreVisit::StoreVisit(const store::RedisSettings& settings, const crypto::Clock& clock)
    : store_(std::make_unique<store::RedisStore>(context_.get_executor(), settings, clock)) {
  wait_for(store_->check());
}

// The connection's coroutines end in their loop.
StoreVisit::~StoreVisit() {
  store_.reset();
  context_.restart();
  context_.run();
}

void StoreVisit::wait_for(boost::asio::awaitable<void> work) {
  bool is_done = false;
  std::exception_ptr failed;
  boost::asio::co_spawn(context_, std::move(work), [&](std::exception_ptr outcome) {
    failed = std::move(outcome);
    is_done = true;
  });
  context_.restart();
  while (!is_done && context_.run_one() > 0) continue;
  if (failed) std::rethrow_exception(failed);
}

}  // namespace sluis::operate
