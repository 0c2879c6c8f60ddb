#pragma once

// One connection of the server, from its first byte to its last: the handshake, requests one after
// the other, each with its limits and deadlines, and a leave that lets the last answer arrive.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "http/answering.h"
#include "http/open_connections.h"
#include "http/proxies.h"
#include "http/server.h"

namespace sluis::http {

/// What the connections of a server share.
struct Serving {
  Serving(boost::asio::io_context& context, ServerParts its_parts);

  ServerParts parts;
  TrustedProxies proxies;
  OpenConnections open;
  Answering answering;
  bool is_stopping = false;
  std::size_t large_bodies = 0;    // that are being read or answered
  std::function<void()> on_quiet;  // during a stop, each time that there is nothing left to do

  bool is_quiet() const { return open.is_empty() && answering.at_work == 0; }
  void tell_if_quiet() const {
    if (is_stopping && is_quiet()) on_quiet();
  }
};

/// A connection that has just been accepted and has a place.
struct Accepted {
  int descriptor;  // owned: the connection closes it
  bool is_v6;
  std::string peer;  // numeric
  Listener::Scheme scheme;
  std::unique_ptr<OpenConnections::Place> place;
};

/// Runs by itself until the connection is closed. Shares `serving`, since a connection may outlive
/// a stop that ran out of time.
void serve(std::shared_ptr<Serving> serving, Accepted accepted);

}  // namespace sluis::http
