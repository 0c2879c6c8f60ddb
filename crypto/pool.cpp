#include "crypto/pool.h"

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "crypto/leftovers.h"
#include "fault/unavailable.h"

namespace sluis::crypto {

namespace asio = boost::asio;

namespace {

// Shared: a place outlives the pool where a coroutine that waits for it is torn down after the
// pool.
using Count = std::shared_ptr<std::atomic<std::size_t>>;

// One of the places in the pool, running or waiting. Given back when the work is done.
class Place {
 public:
  Place(Count taken, std::size_t limit) : taken_(std::move(taken)) {
    if (taken_->fetch_add(1) >= limit) {
      taken_->fetch_sub(1);
      throw Unavailable(Unavailable::What::busy, "the crypto pool is full");
    }
  }
  Place(Place&& other) noexcept = default;  // leaves null behind
  Place& operator=(Place&&) = delete;
  ~Place() {
    if (taken_) taken_->fetch_sub(1);
  }

 private:
  Count taken_;
};

asio::awaitable<std::string> perform(std::function<std::string()> work, Place place) {
  const Place held = std::move(place);
  auto result = work();
  wipe_leftovers();
  co_return result;
}

}  // namespace

struct Pool::Threads {
  Threads(std::size_t threads, std::size_t limit_waiting)
      : pool(threads),
        limit(threads + limit_waiting),
        taken(std::make_shared<std::atomic<std::size_t>>(0)) {}

  asio::thread_pool pool;
  std::size_t limit;
  Count taken;
};

Pool::Pool(std::size_t threads, std::size_t limit_waiting)
    : threads_(std::make_unique<Threads>(threads, limit_waiting)) {}

Pool::~Pool() {
  threads_->pool.stop();
  threads_->pool.join();
}

asio::awaitable<std::string> Pool::run(std::function<std::string()> work) {
  Place place(threads_->taken, threads_->limit);
  auto performed = perform(std::move(work), std::move(place));
  co_return co_await asio::co_spawn(threads_->pool.get_executor(), std::move(performed),
                                    asio::use_awaitable);
}

}  // namespace sluis::crypto
