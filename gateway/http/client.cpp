#include "http/client.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <charconv>
#include <optional>

#include "crypto/secret.h"
#include "fault/unavailable.h"
#include "http/address_cache.h"
#include "http/ascii.h"
#include "http/client_tls.h"
#include "http/client_url.h"
#include "http/connection_pool.h"
#include "http/ip_address.h"
#include "http/unreachable.h"
#include "http/wire.h"

namespace sluis::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;
using Parser = beast::http::response_parser<beast::http::string_body>;
// Not Beast's own TLS stream, which keeps a copy of what it writes.
using TlsStream = asio::ssl::stream<beast::tcp_stream&>;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t kHeaderLimit = 32 * 1024;
constexpr std::size_t kReadAtOnce = 4096;
constexpr std::chrono::seconds kIdleAtMost{30};
constexpr int kInterimAnswers = 4;  // 1xx; more is a game
constexpr const char* kTooSlow = "the provider did not answer in time";
constexpr const char* kTooLarge = "the provider's answer is too large";

using Stage = Unreachable::Stage;

[[noreturn]] void give_up(Stage stage, const char* complaint) {
  throw Unreachable(stage, complaint);
}

[[noreturn]] void give_up_waiting() { give_up(Stage::too_slow, kTooSlow); }

/// To one origin, plain or over TLS.
struct Connection {
  explicit Connection(const asio::any_io_executor& executor) : tcp(executor) {}

  void begin_tls(SSL_CTX* trust) {
    SSL_CTX_up_ref(trust);  // Asio's context gives its own reference back
    asio::ssl::context context(trust);
    tls.emplace(tcp, context);
  }

  /// Nothing came while it was idle. What comes unasked is the end of the connection, or nothing
  /// that we could read.
  bool is_quiet() {
    char octet = 0;
    const auto size =
        ::recv(tcp.socket().native_handle(), &octet, sizeof octet, MSG_PEEK | MSG_DONTWAIT);
    return size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

  beast::tcp_stream tcp;
  std::optional<TlsStream> tls;  // stands on `tcp`
};

using Pool = ConnectionPool<Connection>;

/// How far a request came on a connection.
struct Exchange {
  enum class End { answered, unsent, unanswered, broken_off };
  End end;
  const char* complaint = nullptr;  // unless answered
  Response response{};
  std::chrono::seconds keep_for{0};
};

/// What was read, wiped when it goes: tokens pass through it.
struct ReadBuffer {
  ReadBuffer() : octets(kHeaderLimit + kReadAtOnce) {}
  ReadBuffer(const ReadBuffer&) = delete;
  ReadBuffer& operator=(const ReadBuffer&) = delete;
  ~ReadBuffer() {
    octets.clear();
    const auto room = octets.prepare(octets.capacity());
    OPENSSL_cleanse(room.data(), room.size());
  }
  beast::flat_buffer octets;
};

/// A request's text, wiped when it goes: it may hold a password.
struct RequestText {
  explicit RequestText(std::string its_text) : text(std::move(its_text)) {}
  RequestText(const RequestText&) = delete;
  RequestText& operator=(const RequestText&) = delete;
  ~RequestText() { crypto::wipe(text); }
  std::string text;
};

/// How long an idle connection may be used again. A server that says when it closes is believed,
/// and left a second earlier: what is sent while it closes is lost.
std::chrono::seconds idle_time_of(const Headers& headers) {
  constexpr std::string_view kTimeout = "timeout=";
  const auto promise = headers.get("Keep-Alive").value_or("");
  const auto at = promise.find(kTimeout);
  if (at == std::string_view::npos) return kIdleAtMost;
  const auto number = promise.substr(at + kTimeout.size());
  int seconds = 0;
  std::from_chars(number.data(), number.data() + number.size(), seconds);
  return std::min(kIdleAtMost, std::chrono::seconds(std::max(seconds, 1) - 1));
}

Exchange answered(Parser& parser, bool is_read_out) {
  Exchange exchange{.end = Exchange::End::answered};
  auto& message = parser.get();
  exchange.response.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    exchange.response.headers.add(std::string(field.name_string()), std::string(field.value()));
  }
  exchange.response.body = std::move(message.body());
  if (is_read_out && parser.keep_alive()) {
    exchange.keep_for = idle_time_of(exchange.response.headers);
  }
  return exchange;
}

Exchange not_read(const error_code& failure, bool is_begun) {
  using beast::http::error;
  using enum Exchange::End;
  if (failure == beast::error::timeout) return {.end = broken_off, .complaint = kTooSlow};
  if (failure == error::header_limit || failure == error::body_limit ||
      failure == error::buffer_overflow) {
    return {.end = broken_off, .complaint = kTooLarge};
  }
  if (!is_begun) {
    return {.end = unanswered, .complaint = "the provider closed the connection unanswered"};
  }
  return {.end = broken_off, .complaint = "the provider's answer is broken"};
}

template <typename Stream>
asio::awaitable<Exchange> read_answer(Stream& stream, std::size_t limit_bytes) {
  ReadBuffer buffer;
  for (int interim = 0; interim <= kInterimAnswers; ++interim) {
    Parser parser;
    parser.header_limit(kHeaderLimit);
    parser.body_limit(limit_bytes);
    const auto [failure, size] =
        co_await beast::http::async_read(stream, buffer.octets, parser, kToken);
    if (failure) {
      co_return not_read(failure, interim > 0 || parser.got_some() || buffer.octets.size() > 0);
    }
    const auto status = parser.get().result_int();
    // RFC 9110 §15, §15.2.2: below 100 there is nothing, and nobody asked for another protocol.
    if (status < 100 || status == 101) break;
    if (status >= 200) co_return answered(parser, buffer.octets.size() == 0);
  }
  co_return Exchange{.end = Exchange::End::broken_off, .complaint = "the provider does not answer"};
}

template <typename Stream>
asio::awaitable<Exchange> exchange_over(Stream& stream, const std::string& text,
                                        std::size_t limit_bytes) {
  const auto [failure, size] = co_await asio::async_write(stream, asio::buffer(text), kToken);
  if (!failure) co_return co_await read_answer(stream, limit_bytes);
  using enum Exchange::End;
  if (failure == beast::error::timeout) {
    co_return Exchange{.end = broken_off, .complaint = kTooSlow};
  }
  // Over TLS, octets of a record that is not complete mean nothing to the other side.
  co_return Exchange{.end = size == 0 ? unsent : unanswered,
                     .complaint = "the provider does not take the request"};
}

asio::awaitable<Exchange> exchange(Connection& connection, const std::string& text,
                                   std::size_t limit_bytes) {
  if (connection.tls) return exchange_over(*connection.tls, text, limit_bytes);
  return exchange_over(connection.tcp, text, limit_bytes);
}

struct State {
  asio::any_io_executor executor;
  ClientSettings settings;
  std::shared_ptr<SSL_CTX> trust;
  std::shared_ptr<Pool> pool;
};

/// Not the name but each address behind it. One that is not permitted spoils the rest: a public
/// name that also leads inside is a mistake or an attack.
void require_permitted(const ClientUrl& url, const std::vector<IpAddress>& addresses,
                       const ClientSettings& settings) {
  const auto is_permitted = [&](const IpAddress& address) {
    if (url.scheme == ClientUrl::Scheme::http) {
      return settings.allow_private && address.is_loopback();
    }
    return settings.allow_private || address.is_public();
  };
  if (!std::ranges::all_of(addresses, is_permitted)) {
    give_up(Stage::private_address, "the provider's address is private");
  }
}

tcp::endpoint endpoint_of(const IpAddress& address, std::uint16_t port) {
  const asio::ip::address_v6 v6(address.octets());
  if (!v6.is_v4_mapped()) return {v6, port};
  return {asio::ip::make_address_v4(asio::ip::v4_mapped, v6), port};
}

asio::awaitable<std::vector<IpAddress>> find_addresses(const State& state, const ClientUrl& url,
                                                       Time deadline) {
  std::vector<IpAddress> addresses;
  if (const auto numeric = IpAddress::parse(url.host)) {
    addresses.push_back(*numeric);
  } else {
    addresses = co_await state.settings.addresses->addresses_of(url.host, deadline);
  }
  require_permitted(url, addresses, state.settings);
  co_return addresses;
}

/// To the first address that takes it. Each gets its share of the time that is left, so that a
/// silent one does not use up what the next one needs.
asio::awaitable<std::unique_ptr<Connection>> reach(const State& state,
                                                   const std::vector<tcp::endpoint>& endpoints,
                                                   Time deadline) {
  auto left = static_cast<int>(endpoints.size());
  for (const auto& endpoint : endpoints) {
    auto connection = std::make_unique<Connection>(state.executor);
    const auto now = Clock::now();
    connection->tcp.expires_at(now + (deadline - now) / left--);
    const auto [failure] = co_await connection->tcp.async_connect(endpoint, kToken);
    if (failure) continue;
    error_code ignored;
    connection->tcp.socket().set_option(tcp::no_delay(true), ignored);
    co_return connection;
  }
  if (Clock::now() >= deadline) give_up_waiting();
  give_up(Stage::connection, "no connection to the provider");
}

asio::awaitable<std::unique_ptr<Connection>> connect(const State& state, const ClientUrl& url,
                                                     Time deadline) {
  std::vector<tcp::endpoint> endpoints;
  for (const auto& address : co_await find_addresses(state, url, deadline)) {
    endpoints.push_back(endpoint_of(address, url.port));
  }
  auto connection = co_await reach(state, endpoints, deadline);
  if (url.scheme == ClientUrl::Scheme::http) co_return connection;
  connection->begin_tls(state.trust.get());
  auto* ssl = connection->tls->native_handle();
  if (!expect_host(ssl, url.host)) give_up(Stage::tls, "the provider's host cannot be checked");
  connection->tcp.expires_at(deadline);
  const auto [failure] =
      co_await connection->tls->async_handshake(asio::ssl::stream_base::client, kToken);
  if (failure == beast::error::timeout) give_up_waiting();
  if (failure) throw why_no_tls(ssl);
  co_return connection;
}

ClientUrl permitted_url(const std::string& text, const ClientSettings& settings) {
  auto url = ClientUrl::parse(text);
  if (!url) give_up(Stage::url_refused, "the provider's URL cannot be asked");
  if (url->scheme == ClientUrl::Scheme::http && !settings.allow_private) {
    give_up(Stage::url_refused, "the provider's URL is not https");
  }
  return std::move(*url);
}

/// A kept connection may have died while nobody looked. What was surely not acted upon is sent once
/// more: a POST only if it never left, for a code or a token is taken once.
bool may_try_again(const Exchange& exchange, const Pool::Lease& lease, const std::string& method) {
  using enum Exchange::End;
  if (!lease.is_kept()) return false;
  return exchange.end == unsent || (exchange.end == unanswered && method == "GET");
}

asio::awaitable<Response> send_to(std::shared_ptr<State> state, ClientRequest request) {
  const auto deadline = Clock::now() + state->settings.deadline;
  const auto url = permitted_url(request.url, state->settings);
  const RequestText sent(text_of(request, url));
  crypto::wipe(request.body);
  request.headers.wipe();

  const auto origin = (url.scheme == ClientUrl::Scheme::https ? "https://" : "http://") + url.host +
                      ' ' + std::to_string(url.port);
  auto lease = state->pool->lease(origin, Clock::now());
  if (lease.is_kept() && !lease.connection().is_quiet()) lease.renew(nullptr);
  while (true) {
    if (!lease.is_kept()) lease.renew(co_await connect(*state, url, deadline));
    auto& connection = lease.connection();
    connection.tcp.expires_at(deadline);
    auto outcome = co_await exchange(connection, sent.text, state->settings.limit_bytes);
    if (outcome.end == Exchange::End::answered) {
      connection.tcp.expires_never();
      if (outcome.keep_for.count() > 0) lease.keep(Clock::now() + outcome.keep_for);
      co_return std::move(outcome.response);
    }
    if (!may_try_again(outcome, lease, request.method)) {
      give_up(outcome.complaint == kTooSlow ? Stage::too_slow : Stage::answer, outcome.complaint);
    }
    lease.renew(nullptr);
  }
}

class PooledClient final : public Client {
 public:
  explicit PooledClient(std::shared_ptr<State> state) : state_(std::move(state)) {}

  asio::awaitable<Response> send(ClientRequest request) override {
    return send_to(state_, std::move(request));
  }

 private:
  std::shared_ptr<State> state_;  // shared with requests, which may outlive the client
};

}  // namespace

std::unique_ptr<Client> make_client(asio::any_io_executor executor, ClientSettings settings) {
  if (!settings.addresses) settings.addresses = std::make_shared<AddressCache>();
  auto trust = make_client_context(settings.ca_file);
  auto pool =
      std::make_shared<Pool>(Pool::Limits{.kept_per_origin = settings.kept_connections,
                                          .used_per_origin = settings.connections_per_origin,
                                          .all = settings.connections});
  return std::make_unique<PooledClient>(std::make_shared<State>(
      std::move(executor), std::move(settings), std::move(trust), std::move(pool)));
}

}  // namespace sluis::http
