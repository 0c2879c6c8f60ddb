#pragma once

// Where Redis is and who we are to it. Read from the configuration once; the URL holds no secret,
// user and password stand beside it.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "crypto/secret.h"

namespace sluis::store {

struct RedisSettings {
  enum class Transport { tcp, tls, unix_socket };

  Transport transport = Transport::tcp;
  std::string host{};  // of tcp and tls: a name or an address, IPv6 without brackets
  std::uint16_t port = 6379;
  std::string path{};         // of unix_socket
  std::string user{};         // empty: Redis' default user
  crypto::Secret password{};  // empty: no AUTH
  std::string ca_file{};      // of tls; empty: the system's

  std::chrono::milliseconds deadline{500};           // from asking to the last reply of a batch
  std::chrono::milliseconds connect_deadline{2000};  // TLS, AUTH and the checks included
  std::size_t waiting_limit = 20'000;                // commands; past it Unavailable
};

/// redis://host[:port], rediss://host[:port] or redis+unix:///path. The error is a sentence for an
/// operator.
std::expected<RedisSettings, std::string> parse_redis_url(std::string_view url);

}  // namespace sluis::store
