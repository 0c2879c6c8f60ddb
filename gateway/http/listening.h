#pragma once

#include <cstdint>
#include <string>

namespace sluis::http {

/// A TCP socket that listens; the caller closes it. Every worker thread has one of its own on the
/// same port (SO_REUSEPORT), and IPv6 stays apart from IPv4. Throws std::runtime_error with the
/// address in its text.
struct Listening {
  int descriptor;
  bool is_v6;
  std::uint16_t port;
};
Listening listen_on(const std::string& address, std::uint16_t port);

}  // namespace sluis::http
