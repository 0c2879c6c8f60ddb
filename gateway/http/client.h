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

class AddressCache;

struct ClientRequest {
  std::string method;  // "GET" or "POST"
  std::string url;  // absolute; from configuration or metadata, never from a request of a stranger
  Headers headers{};   // Host, Content-Length, Connection and Accept-Encoding are ours
  std::string body{};  // wiped once it is sent, and so are the headers
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
  /// that the rules refuse. Throws std::invalid_argument for a request that nobody should make:
  /// another method, a GET with a body, a header that breaks out of its line or is ours.
  virtual boost::asio::awaitable<Response> send(ClientRequest request) = 0;
};

struct ClientSettings {
  std::optional<std::string> ca_file{};  // an extra trust root
  bool allow_private =
      false;  // a laboratory's: providers on private addresses, plain http to loopback
  std::chrono::milliseconds deadline{5'000};
  std::size_t limit_bytes = std::size_t{1024} * 1024;
  std::size_t kept_connections = 8;  // per host and port
  // In use or kept, in all: past it Unavailable (busy).
  std::size_t connections = 128;
  /// In use, per host and port: one that hangs does not take the places of the others. Past it
  /// Unavailable (provider).
  std::size_t connections_per_origin = 32;
  /// Shared, by all clients of the process: it has the thread that looks names up. None: one of
  /// its own.
  std::shared_ptr<AddressCache> addresses{};
};

/// Throws std::runtime_error when the extra trust root cannot be read.
std::unique_ptr<Client> make_client(boost::asio::any_io_executor executor, ClientSettings settings);

}  // namespace sluis::http
