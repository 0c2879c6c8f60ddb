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

/// Sizes first; past the header's it is 431, past the body's 413. Few bodies at a time may be
/// larger than that, where a path takes such; past their number it is 503. Connections are counted
/// per worker; past a limit the one that has waited longest for a request is closed for the
/// newcomer, and the newcomer where none waits (open_connections.h). Trusted proxies speak for many
/// networks: for them only the limit of all counts.
struct ServerLimits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 64 * 1024;
  std::size_t large_bodies = 32;
  std::size_t connections = 10'000;
  std::size_t connections_per_network = 2'500;
  unsigned requests_per_connection = 1000;
  /// From a request's first byte to the last of its header: who writes slowly gains nothing by
  /// going on.
  std::chrono::milliseconds header_time{10'000};
  std::chrono::milliseconds body_time{10'000};
  std::chrono::milliseconds idle_time{30'000};  // before a request's first byte
  std::chrono::milliseconds write_time{20'000};
  std::chrono::milliseconds handshake_time{10'000};
  std::chrono::milliseconds answer_time{30'000};  // for the handler; past it 503
  std::chrono::milliseconds leaving_time{1'000};  // for the client to close after our last answer
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
  /// How large the body of this request may be, of which the header is known; the limit below
  /// counts where that is less. May be empty.
  std::function<std::size_t(const Request&)> body_bytes{};
  /// The answer to a body past that, of which nothing was read. May be empty. Must not throw.
  std::function<Response(const Request&)> too_large{};
  /// Once for every answer, the server's own ones too. May be empty.
  std::function<void(const Answered&)> on_answered;
  /// CIDR. Their X-Forwarded-For is believed, from right to left.
  std::vector<std::string> trusted_proxies;
  /// Shared: the control thread reloads it while workers use it.
  std::shared_ptr<TlsServerContext> tls;
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

  // Both from any thread: the open ones, and those that found no room or had to make it.
  std::size_t connections() const;
  std::uint64_t turned_away() const;

  struct State;  // in server.cpp

 private:
  /// Shared with connections, which may outlive a stop that ran out of time.
  std::shared_ptr<State> state_;
};

}  // namespace sluis::http
