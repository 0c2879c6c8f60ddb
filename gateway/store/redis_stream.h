#pragma once

// One connection's octets, whatever carries them: TCP, TLS or a unix socket. Used from one thread;
// at most one read and one write at a time. Sets no deadline: whoever is tired of waiting closes
// it, and everything that waits then ends.

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "store/redis_settings.h"

namespace sluis::store {

class RedisStream {
 public:
  RedisStream() = default;
  RedisStream(const RedisStream&) = delete;
  RedisStream& operator=(const RedisStream&) = delete;
  virtual ~RedisStream() = default;

  /// TLS: the certificate must be signed by the configured CA and be for the configured host. The
  /// error is a sentence for an operator.
  virtual boost::asio::awaitable<std::expected<void, std::string>> connect() = 0;
  /// How many octets were read; 0 when the connection is over, for whatever reason.
  virtual boost::asio::awaitable<std::size_t> read_some(char* octets, std::size_t size_bytes) = 0;
  /// False when the connection is over. The caller keeps the octets alive.
  virtual boost::asio::awaitable<bool> write(std::string_view octets) = 0;
  virtual void close() noexcept = 0;
};

/// `settings` outlives the stream. Shared, because reader and writer each hold on to it until they
/// have ended.
std::shared_ptr<RedisStream> make_redis_stream(const boost::asio::any_io_executor& executor,
                                               const RedisSettings& settings);

}  // namespace sluis::store
