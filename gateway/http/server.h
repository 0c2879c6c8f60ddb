#pragma once

// The HTTP/1.1 server of one worker thread: https and http listeners with SO_REUSEPORT, so that every thread has
// its own. Limits on header, body, time and connections; keep-alive; a stop that finishes what is in flight.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/message.h"

namespace sluis::http {

class TlsServerContext;  // tls.h

struct Listener {
  enum class Scheme { http, https };
  Scheme scheme;
  std::string address;  // numeric
  std::uint16_t port;   // 0: any free one
};

struct ServerLimits {
  std::size_t header_bytes = 16 * 1024;    // 431
  std::size_t body_bytes = 64 * 1024;      // 413
  std::size_t connections = 10'000;        // per worker; past it, accepted and closed at once
  std::chrono::seconds header_time{10};    // from the first byte of a request to the end of its header
  std::chrono::seconds body_time{10};
  std::chrono::seconds idle_time{30};      // between requests
  std::chrono::seconds write_time{20};
  std::chrono::seconds handshake_time{10};
  std::chrono::seconds answer_time{30};    // for the handler
  unsigned requests_per_connection = 1000;
};

/// What the access log learns. The path is without its query.
struct Answered {
  std::string request_id;
  std::string client_address;
  std::string method;
  std::string path;
  int status;
  std::size_t body_bytes;
  std::chrono::microseconds duration;
};

struct ServerParts {
  Handler handler;  // must not throw; an exception is a plain 500 all the same
  std::function<void(const Answered&)> on_answered;
  std::vector<std::string> trusted_proxies;  // CIDR; their X-Forwarded-For is believed, right to left
  std::shared_ptr<TlsServerContext> tls;     // shared: reloaded by the control thread while workers use it
  /// On a plain http listener: every request whose peer is not a trusted proxy on loopback is answered with a
  /// redirect to this origin, the path and query kept (standards INL-07). Empty: plain http is served
  /// (a laboratory's loopback issuer, and the operator's listener).
  std::string redirect_to;
  ServerLimits limits{};
};

class Server {
 public:
  Server(boost::asio::io_context& context, ServerParts parts);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds and begins to accept; gives the port. Throws std::runtime_error with the address in its text.
  std::uint16_t listen(const Listener& listener);

  /// No new connections; idle ones are closed; done when the last answer is out or the time is up.
  boost::asio::awaitable<void> stop(std::chrono::seconds patience);

  std::size_t connections() const;

  struct State;  // in server.cpp

 private:
  std::shared_ptr<State> state_;  // shared with the connections, which may outlive a stop that ran out of time
};

}  // namespace sluis::http
