#include "http/single_fetch.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace sluis::http {

namespace {

// Longer than any exchange may take (http/client.h), so that it only ends a wait that went wrong.
constexpr std::chrono::seconds kLongestWait{15};

}  // namespace

struct SingleFetch::UnderWay {
  explicit UnderWay(const boost::asio::any_io_executor& executor) : over(executor, kLongestWait) {}
  boost::asio::steady_timer over;
  bool is_over = false;
};

SingleFetch::Turn::~Turn() {
  if (!fetch_) return;
  fetch_->is_over = true;
  fetch_->over.cancel();
}

boost::asio::awaitable<std::optional<SingleFetch::Turn>> SingleFetch::take() {
  auto fetch = fetch_.lock();
  if (fetch && !fetch->is_over) {
    boost::system::error_code ended;
    co_await fetch->over.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ended));
    co_return std::nullopt;
  }
  fetch = std::make_shared<UnderWay>(co_await boost::asio::this_coro::executor);
  fetch_ = fetch;
  co_return Turn(std::move(fetch));
}

}  // namespace sluis::http
