#pragma once

// The HTTP/1.1 server of one worker thread: https and http listeners with SO_REUSEPORT, so that
// every thread has its own. Limits on header, body, time and connections; keep-alive; a stop that
// finishes what is in flight.

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
  std::size_t header_bytes = 16 * 1024;  // past it 431
  std::size_t body_bytes = 64 * 1024;    // past it 413
  std::size_t connections = 10'000;      // per worker; past it, accepted and closed at once
  std::chrono::milliseconds header_time{
      10'000};  // from a request's first byte to its header's last
  std::chrono::milliseconds body_time{10'000};
  std::chrono::milliseconds idle_time{30'000};  // before a request's first byte
  std::chrono::milliseconds write_time{20'000};
  std::chrono::milliseconds handshake_time{10'000};
  std::chrono::milliseconds answer_time{30'000};  // for the handler; past it 503
  std::chrono::milliseconds leaving_time{
      1'000};  // for the other side to close after our last answer
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
  /// Must not throw; an exception is a plain 500 all the same. A HEAD comes as a GET. Past its time
  /// the client gets a 503, but the handler is never cut in the middle: it runs to its end, and its
  /// answer is dropped.
  Handler handler;
  std::function<void(const Answered&)>
      on_answered;  // once for every answer, the server's own ones too; may be empty
  std::vector<std::string>
      trusted_proxies;  // CIDR; their X-Forwarded-For is believed, right to left
  std::shared_ptr<TlsServerContext>
      tls;  // shared: reloaded by the control thread while workers use it
  /// On a plain http listener: every request is answered with a redirect to this origin, the path
  /// and query kept (standards INL-07), unless a trusted proxy on loopback says by
  /// X-Forwarded-Proto that it came over https. Empty: plain http is served (a laboratory's
  /// loopback issuer, and the operator's listener).
  std::string redirect_to;
  ServerLimits limits{};
};

/// One per io_context, all of it used from the context's own thread.
class Server {
 public:
  Server(boost::asio::io_context& context, ServerParts parts);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds and begins to accept; gives the port. Throws std::runtime_error with the address in its
  /// text.
  std::uint16_t listen(const Listener& listener);

  /// No new connections; idle ones are closed; done when the last answer is out and the last
  /// handler has ended, or when the time is up: then what is left is cut.
  boost::asio::awaitable<void> stop(std::chrono::seconds patience);

  std::size_t connections() const;

  struct State;  // in server.cpp

 private:
  std::shared_ptr<State>
      state_;  // shared with connections that outlive a stop which ran out of time
};

}  // namespace sluis::http
