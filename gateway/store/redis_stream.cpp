#include "store/redis_stream.h"

#include <openssl/x509_vfy.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <vector>

namespace sluis::store {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Connected = std::expected<void, std::string>;
using AnyStream = asio::generic::stream_protocol;

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

std::string cannot_connect(const RedisSettings& settings, const error_code& error) {
  const bool is_unix = settings.transport == RedisSettings::Transport::unix_socket;
  const std::string where =
      is_unix ? settings.path : settings.host + " port " + std::to_string(settings.port);
  return "cannot connect to Redis at " + where + ": " + error.message();
}

// The socket, for whoever speaks on it. Closed once, it stays closed: a name may be looked up
// meanwhile.
class Socket {
 public:
  Socket(const asio::any_io_executor& executor, const RedisSettings& settings)
      : settings_(settings), socket_(executor) {}

  asio::awaitable<Connected> connect() {
    if (settings_.transport == RedisSettings::Transport::unix_socket) {
      const error_code failure =
          co_await connect_to(asio::local::stream_protocol::endpoint(settings_.path));
      co_return outcome_of(failure);
    }
    auto [failure, endpoints] = co_await look_up();
    for (const asio::ip::tcp::endpoint& endpoint : endpoints) {
      failure = co_await connect_to(endpoint);
      if (!failure) break;
    }
    if (!failure) socket_.set_option(asio::ip::tcp::no_delay(true), failure);
    co_return outcome_of(failure);
  }

  void close() noexcept {
    is_closed_ = true;
    error_code ignored;
    socket_.close(ignored);
  }

  AnyStream::socket& get() { return socket_; }

 private:
  struct Found {
    error_code failure;
    std::vector<asio::ip::tcp::endpoint> endpoints;
  };

  // Asio cannot cancel a name server's silence: an address in the settings is never looked up.
  asio::awaitable<Found> look_up() {
    error_code failure;
    const auto address = asio::ip::make_address(settings_.host, failure);
    Found found;
    if (!failure) {
      found.endpoints.emplace_back(address, settings_.port);
      co_return found;
    }
    asio::ip::tcp::resolver resolver(socket_.get_executor());
    auto [error, results] =
        co_await resolver.async_resolve(settings_.host, std::to_string(settings_.port), kAsTuple);
    found.failure = error;
    for (const auto& result : results) found.endpoints.push_back(result.endpoint());
    co_return found;
  }

  asio::awaitable<error_code> connect_to(AnyStream::endpoint endpoint) {
    if (is_closed_) co_return asio::error::operation_aborted;
    error_code ignored;
    socket_.close(ignored);
    auto [failure] = co_await socket_.async_connect(endpoint, kAsTuple);
    if (!failure && is_closed_) failure = asio::error::operation_aborted;
    co_return failure;
  }

  Connected outcome_of(const error_code& failure) const {
    if (failure) return std::unexpected(cannot_connect(settings_, failure));
    return {};
  }

  const RedisSettings& settings_;
  AnyStream::socket socket_;
  bool is_closed_ = false;
};

template <typename Layer>
asio::awaitable<std::size_t> read_from(Layer& layer, char* octets, std::size_t size_bytes) {
  auto [failure, count] =
      co_await layer.async_read_some(asio::buffer(octets, size_bytes), kAsTuple);
  co_return failure ? 0 : count;
}

template <typename Layer>
asio::awaitable<bool> write_to(Layer& layer, std::string_view octets) {
  auto [failure, count] = co_await asio::async_write(layer, asio::buffer(octets), kAsTuple);
  co_return !failure;
}

class PlainStream final : public RedisStream {
 public:
  PlainStream(const asio::any_io_executor& executor, const RedisSettings& settings)
      : socket_(executor, settings) {}

  asio::awaitable<Connected> connect() override { return socket_.connect(); }
  asio::awaitable<std::size_t> read_some(char* octets, std::size_t size_bytes) override {
    return read_from(socket_.get(), octets, size_bytes);
  }
  asio::awaitable<bool> write(std::string_view octets) override {
    return write_to(socket_.get(), octets);
  }
  void close() noexcept override { socket_.close(); }

 private:
  Socket socket_;
};

class TlsStream final : public RedisStream {
 public:
  TlsStream(const asio::any_io_executor& executor, const RedisSettings& settings)
      : settings_(settings),
        context_(asio::ssl::context::tls_client),
        socket_(executor, settings),
        tls_(socket_.get(), context_) {}

  asio::awaitable<Connected> connect() override {
    if (Connected prepared = prepare(); !prepared) co_return prepared;
    if (Connected connected = co_await socket_.connect(); !connected) co_return connected;
    auto [failure] = co_await tls_.async_handshake(asio::ssl::stream_base::client, kAsTuple);
    if (failure) co_return std::unexpected(why_no_tls());
    co_return Connected();
  }

  asio::awaitable<std::size_t> read_some(char* octets, std::size_t size_bytes) override {
    return read_from(tls_, octets, size_bytes);
  }
  asio::awaitable<bool> write(std::string_view octets) override { return write_to(tls_, octets); }
  void close() noexcept override { socket_.close(); }

 private:
  Connected prepare() {
    error_code failure;
    if (settings_.ca_file.empty()) {
      context_.set_default_verify_paths(failure);
    } else {
      context_.load_verify_file(settings_.ca_file, failure);
    }
    if (failure) return std::unexpected("cannot read the CA file for Redis");
    SSL* ssl = tls_.native_handle();
    if (SSL_set_min_proto_version(ssl, TLS1_2_VERSION) != 1) {
      return std::unexpected("TLS 1.2 is not to be had");
    }
    tls_.set_verify_mode(asio::ssl::verify_peer, failure);
    if (!failure) {
      tls_.set_verify_callback(asio::ssl::host_name_verification(settings_.host), failure);
    }
    if (failure) return std::unexpected("the certificate of Redis cannot be verified");
    error_code not_an_address;
    asio::ip::make_address(settings_.host, not_an_address);
    // RFC 6066 3: the server name is a name, never an address.
    if (not_an_address && SSL_set_tlsext_host_name(ssl, settings_.host.c_str()) != 1) {
      return std::unexpected("the host of Redis is no server name");
    }
    return {};
  }

  std::string why_no_tls() {
    const long verdict = SSL_get_verify_result(tls_.native_handle());
    const std::string text = "TLS with Redis failed";
    if (verdict == X509_V_OK) return text;
    return text + ": " + X509_verify_cert_error_string(verdict);
  }

  const RedisSettings& settings_;
  asio::ssl::context context_;
  Socket socket_;
  asio::ssl::stream<AnyStream::socket&> tls_;
};

}  // namespace

std::shared_ptr<RedisStream> make_redis_stream(const asio::any_io_executor& executor,
                                               const RedisSettings& settings) {
  if (settings.transport == RedisSettings::Transport::tls) {
    return std::make_shared<TlsStream>(executor, settings);
  }
  return std::make_shared<PlainStream>(executor, settings);
}

}  // namespace sluis::store
