#pragma once

// Asks a handler for an answer, and waits only so long. The handler is never cut in the middle: an
// operation that stops between two writes to the store is what nobody tests. Its own awaits have
// deadlines, so it ends.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "http/message.h"

namespace sluis::http {

struct Answering {
  boost::asio::io_context& context;
  Handler handler;
  std::chrono::milliseconds time;
  std::function<void()> on_end;  // a handler has ended, in time or not
  std::size_t at_work = 0;       // handlers that have not ended
};

/// The handler's answer; 503 when it is late, 500 when it throws. Shared: a late handler still
/// needs it.
boost::asio::awaitable<Response> ask(std::shared_ptr<Answering> answering, Request request);

}  // namespace sluis::http
