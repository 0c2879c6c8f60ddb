#pragma once

// HTTP to providers and services: https with the chain and the host name checked, a pool of kept
// connections per (host, port), a deadline for the whole exchange, a limit on what comes back, no
// redirects followed. Only https, and plain http to loopback where the rules allow private
// addresses; no private address otherwise (standards: SSRF guards).
//
// Used from one thread, the one of its executor.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "http/message.h"

namespace sluis::http {

struct ClientRequest {
  std::string method;  // "GET" or "POST"
  std::string url;  // absolute; from configuration or metadata, never from a request of a stranger
  Headers headers{};  // Host, Content-Length and Connection are ours
  std::string body{};
};

/// An interface, so that a connector is tested without a network.
class Client {
 public:
  Client() = default;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  virtual ~Client() = default;

  /// Whatever the other side answered, whatever its status. Throws Unavailable (provider): no
  /// address, no connection, a certificate that is not good, too slow, too large, or an address
  /// that the rules refuse.
  virtual boost::asio::awaitable<Response> send(ClientRequest request) = 0;
};

struct ClientSettings {
  std::optional<std::string> ca_file{};  // an extra trust root
  bool allow_private =
      false;  // a laboratory's: providers on private addresses, plain http to loopback
  std::chrono::milliseconds deadline{5'000};
  std::size_t limit_bytes = std::size_t{1024} * 1024;
  std::size_t kept_connections = 8;  // per host and port
  std::size_t connections = 64;      // in all; past it Unavailable (busy)
};

std::unique_ptr<Client> make_client(boost::asio::any_io_executor executor, ClientSettings settings);

}  // namespace sluis::http
