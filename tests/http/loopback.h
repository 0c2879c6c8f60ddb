#pragma once

// A server in a thread of its own, and a client that sends exactly what it is told.

#include <boost/asio/io_context.hpp>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "http/server.h"

namespace sluis::http::testing {

/// What was asked, as text: method, target, client address, body; a line each.
Handler echo();
/// Always the same answer.
Handler always(Response response);

class Running {
 public:
  explicit Running(ServerParts parts, Listener::Scheme scheme = Listener::Scheme::http,
                   std::string address = "127.0.0.1");
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  std::uint16_t port() const { return port_; }
  std::future<void> stop(std::chrono::seconds patience);
  std::size_t connections();
  /// In the server's thread.
  void run(std::function<void()> work);

 private:
  boost::asio::io_context context_{1};
  Server server_;
  std::uint16_t port_;
  std::thread thread_;
};

struct Answer {
  int status = 0;
  Headers headers;
  std::string body;
};

/// Blocking, but never for more than ten seconds.
class RawClient {
 public:
  /// From an address of this machine; to 127.0.0.1, or to ::1 if it is an IPv6 one.
  explicit RawClient(std::uint16_t port, const char* from = "127.0.0.1");
  ~RawClient();
  RawClient(RawClient&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  RawClient& operator=(RawClient&&) = delete;

  int descriptor() const { return descriptor_; }
  bool send(std::string_view text);
  /// Nothing when the connection ends before an answer is complete.
  std::optional<Answer> read(bool is_head = false);
  /// All until the other side closes; nothing if it does not.
  std::optional<std::string> read_to_end();
  bool is_closed_by_server() { return read_to_end() == ""; }

 private:
  bool read_more();
  int descriptor_ = -1;
  std::string received_;
};

/// Taken apart; `text` is left with what follows.
std::optional<Answer> take_answer(std::string& text, bool is_head);

std::string get(std::string_view target, std::string_view more_headers = "");
std::string post(std::string_view target, std::string_view body);
/// One request on a connection of its own.
std::optional<Answer> exchange(std::uint16_t port, std::string_view request);

}  // namespace sluis::http::testing
