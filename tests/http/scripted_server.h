#pragma once

// A server that does exactly what it is told, connection by connection.

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace sluis::http::testing {

/// The server's end of one connection. Blocking, but never for more than ten seconds.
class Peer {
 public:
  explicit Peer(int descriptor) : descriptor_(descriptor) {}
  ~Peer() { close(); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  /// Header and body, as they came; empty when the connection ended first.
  std::string read_request();
  /// False once the other side has gone.
  bool send(std::string_view text);
  void wait_until_closed();
  void close();

 private:
  bool read_more();
  int descriptor_;
  std::string received_;
};

class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;

  /// One script for each connection, in turn; then it takes none.
  explicit ScriptedServer(std::vector<Script> scripts);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url(std::string_view path = "/") const;  // plain http
  int connections() const { return connections_; }

 private:
  void run();

  std::vector<Script> scripts_;
  int listener_;
  std::uint16_t port_;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

/// 200 with that text, on a connection that stays.
std::string ok(std::string_view text);

}  // namespace sluis::http::testing
