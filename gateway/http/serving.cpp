#include "http/serving.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <exception>
#include <type_traits>

#include "crypto/encoding.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "http/tls.h"
#include "http/wire.h"

namespace sluis::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;

// Concrete executors instead of any_io_executor: some ten per cent less work per request.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using PlainStream = beast::basic_stream<tcp, Executor>;
using TlsStream = beast::ssl_stream<PlainStream>;
using Parser = beast::http::request_parser<beast::http::string_body>;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kReadAtOnce = 4096;
constexpr std::size_t kDrainedAtMost = 1024 * 1024;

PlainStream& lowest(PlainStream& stream) { return stream; }
PlainStream& lowest(TlsStream& stream) { return stream.next_layer(); }

/// The room for a body past what every path takes.
class LargeBody {
 public:
  explicit LargeBody(std::shared_ptr<Serving> serving) : serving_(std::move(serving)) {
    ++serving_->large_bodies;
  }
  LargeBody(const LargeBody&) = delete;
  LargeBody& operator=(const LargeBody&) = delete;
  ~LargeBody() { --serving_->large_bodies; }

 private:
  std::shared_ptr<Serving> serving_;
};

/// A request as it was read, or the status that refuses it.
struct Incoming {
  Request request;
  int refusal = 0;
  bool is_gone = false;  // closed, broken or too late: there is nobody to answer
  bool is_head = false;
  bool may_stay = false;  // the client can take another answer on this connection
  bool wants_continue = false;
  Clock::time_point began = Clock::now();
  std::unique_ptr<LargeBody> large_body{};  // until it is answered
};

void refuse(Incoming& incoming, const boost::system::error_code& error) {
  using beast::http::error;
  static const auto& parsing = make_error_code(error::bad_method).category();
  if (error == error::header_limit || error == error::buffer_overflow) {
    incoming.refusal = 431;
  } else if (error == error::body_limit) {
    incoming.refusal = 413;
  } else if (error == error::bad_version) {
    incoming.refusal = 505;
  } else if (error.category() == parsing && error != error::end_of_stream &&
             error != error::partial_message) {
    incoming.refusal = 400;
  } else {
    incoming.is_gone = true;
  }
}

/// Takes the header over, or refuses it.
void take_header(Incoming& incoming, const Parser& parser) {
  const auto& message = parser.get();
  auto& request = incoming.request;
  for (const auto& field : message) {
    request.headers.add(std::string(field.name_string()), std::string(field.value()));
  }
  const auto method = message.method_string();
  incoming.is_head = method == "HEAD";
  request.method = incoming.is_head ? "GET" : std::string(method);
  const auto version = message.version() == 10 ? Version::http_1_0 : Version::http_1_1;
  auto target = parse_target(message.target());
  incoming.refusal = target ? refusal_of(version, request.headers) : 400;
  if (incoming.refusal != 0) return;
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  incoming.may_stay = message.keep_alive();
  incoming.wants_continue = version == Version::http_1_1 && request.headers.has("Expect");
}

/// Lives in the frame of run().
template <typename Stream>
class Connection {
 public:
  Connection(std::shared_ptr<Serving> serving, Stream& stream, Accepted& accepted)
      : serving_(std::move(serving)),
        stream_(stream),
        peer_(std::move(accepted.peer)),
        place_(std::move(accepted.place)),
        buffer_(serving_->parts.limits.header_bytes + kReadAtOnce) {
    place_->closes_by([&stream] { lowest(stream).close(); });
  }
  ~Connection() {
    place_.reset();
    serving_->tell_if_quiet();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  asio::awaitable<void> run() {
    if (place_->is_lost() || !co_await shake_hands()) co_return;
    for (unsigned left = limits().requests_per_connection; left > 0 && !is_stopping(); --left) {
      if (!co_await first_byte()) co_return;
      auto incoming = co_await read();
      if (incoming.is_gone) co_return;
      if (!co_await answer(std::move(incoming), left > 1)) break;
      wipe_buffer();
    }
    co_await leave();
  }

 private:
  static constexpr bool kIsTls = std::is_same_v<Stream, TlsStream>;

  const ServerLimits& limits() const { return serving_->parts.limits; }
  bool is_stopping() const { return serving_->is_stopping; }
  void expires_after(std::chrono::milliseconds time) { lowest(stream_).expires_after(time); }

  asio::awaitable<bool> shake_hands() {
    if constexpr (kIsTls) {
      expires_after(limits().handshake_time);
      const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kToken);
      if (error) co_return false;
    }
    co_return true;
  }

  asio::awaitable<bool> first_byte() {
    if (buffer_.size() > 0) co_return true;  // the next request came with the last one
    place_->wait();
    expires_after(limits().idle_time);
    const auto [error, size] =
        co_await stream_.async_read_some(buffer_.prepare(kReadAtOnce), kToken);
    if (error) co_return false;
    buffer_.commit(size);
    place_->work();
    co_return true;
  }

  asio::awaitable<Incoming> read() {
    Incoming incoming;
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits().header_bytes));
    parser.body_limit(boost::none);  // said when it is known who takes it
    // Once for all of it: a slow writer gains nothing by going on.
    expires_after(limits().header_time);
    const auto [error, size] =
        co_await beast::http::async_read_header(stream_, buffer_, parser, kToken);
    if (error) {
      refuse(incoming, error);
    } else {
      take_header(incoming, parser);
      if (incoming.refusal == 0 && !parser.is_done()) make_room(incoming, parser);
      if (incoming.refusal == 0 && !parser.is_done()) co_await read_body(incoming, parser);
    }
    incoming.request.body = std::move(parser.get().body());
    incoming.request.client_address = serving_->proxies.client_of(peer_, incoming.request.headers);
    incoming.request.request_id = crypto::base32_lower_encode(crypto::SystemRandom().octets(10));
    co_return incoming;
  }

  /// For the body that was announced, or refuses it.
  void make_room(Incoming& incoming, Parser& parser) {
    const auto& allowed = serving_->parts.body_bytes;
    const auto plain = limits().body_bytes;
    const auto limit = std::max(plain, allowed ? allowed(incoming.request) : 0);
    const auto announced = parser.content_length().value_or(limit);  // none: it comes in chunks
    parser.body_limit(limit);
    if (announced > limit) {
      incoming.refusal = 413;
    } else if (announced > plain && serving_->large_bodies >= limits().large_bodies) {
      incoming.refusal = 503;
    } else if (announced > plain) {
      incoming.large_body = std::make_unique<LargeBody>(serving_);
    }
  }

  asio::awaitable<void> read_body(Incoming& incoming, Parser& parser) {
    expires_after(limits().body_time);
    if (incoming.wants_continue && buffer_.size() == 0) {
      constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      const auto [error, size] = co_await asio::async_write(
          stream_, asio::buffer(kContinue.data(), kContinue.size()), kToken);
      if (error) incoming.is_gone = true;
      if (error) co_return;
    }
    const auto [error, size] = co_await beast::http::async_read(stream_, buffer_, parser, kToken);
    if (error) refuse(incoming, error);
  }

  /// INL-07: over plain http nobody gets more than the way to https.
  bool must_redirect(const Request& request) const {
    return !kIsTls && !serving_->parts.redirect_to.empty() &&
           !serving_->proxies.vouches_for_https(peer_, request.headers);
  }

  /// Says whether the connection can go on.
  asio::awaitable<bool> answer(Incoming incoming, bool may_stay) {
    Answered answered{.request_id = incoming.request.request_id,
                      .client_address = incoming.request.client_address,
                      .method = incoming.is_head ? "HEAD" : incoming.request.method,
                      .path = incoming.request.path,
                      .status = 0,
                      .body_bytes = 0,
                      .duration = {}};
    Response response;
    if (incoming.refusal == 413 && serving_->parts.too_large) {
      response = serving_->parts.too_large(incoming.request);
    } else if (incoming.refusal != 0) {
      response = refused(incoming.refusal);
    } else if (must_redirect(incoming.request)) {
      response = redirect_to(serving_->parts.redirect_to, incoming.request);
    } else {
      // Shares the life of `serving_`, so that a handler past its time still finds everything.
      std::shared_ptr<Answering> answering(serving_, &serving_->answering);
      response = co_await ask(std::move(answering), std::move(incoming.request));
    }
    const bool stays = may_stay && incoming.may_stay && incoming.refusal == 0 && !is_stopping();
    const auto afterwards = stays ? Afterwards::keep_alive : Afterwards::close;
    const auto head = head_or_broken(response, afterwards, std::chrono::system_clock::now());
    const auto body = incoming.is_head ? std::string_view{} : std::string_view(response.body);
    answered.status = response.status;
    answered.body_bytes = body.size();
    const bool is_written = co_await write(head, body);
    if (const auto& tell = serving_->parts.on_answered) {
      answered.duration =
          std::chrono::floor<std::chrono::microseconds>(Clock::now() - incoming.began);
      tell(answered);
    }
    co_return is_written&& stays;
  }

  asio::awaitable<bool> write(std::string_view head, std::string_view body) {
    expires_after(limits().write_time);
    // One buffer: of two, Beast's TLS stream (1.81) sends only the first when they do not fit into
    // one record, and reports no error.
    std::string text;
    text.reserve(head.size() + body.size());
    text.append(head).append(body);
    const auto [error, size] = co_await asio::async_write(stream_, asio::buffer(text), kToken);
    crypto::wipe(text);  // a token, perhaps
    co_return !error && size == head.size() + body.size();
  }

  /// What a request left behind in memory goes before the connection waits for the next one.
  void wipe_buffer() {
    if (buffer_.size() > 0) return;
    const auto room = buffer_.prepare(buffer_.capacity());
    OPENSSL_cleanse(room.data(), room.size());
  }

  /// Closing with unread bytes would send a reset that can overtake our last answer. So: say that
  /// we are done, then read for a moment what still comes.
  asio::awaitable<void> leave() {
    expires_after(limits().leaving_time);
    if constexpr (kIsTls) co_await stream_.async_shutdown(kToken);
    boost::system::error_code ignored;
    lowest(stream_).socket().shutdown(tcp::socket::shutdown_send, ignored);
    std::array<char, kReadAtOnce> rest;
    for (std::size_t drained = 0; drained < kDrainedAtMost;) {
      const auto [error, size] =
          co_await lowest(stream_).async_read_some(asio::buffer(rest), kToken);
      if (error) co_return;
      drained += size;
    }
  }

  std::shared_ptr<Serving> serving_;
  Stream& stream_;
  std::string peer_;
  std::unique_ptr<OpenConnections::Place> place_;
  beast::flat_buffer buffer_;
};

template <typename Stream>
asio::awaitable<void> run(std::shared_ptr<Serving> serving, Stream stream, Accepted accepted) {
  Connection<Stream> connection(std::move(serving), stream, accepted);
  co_await connection.run();
}

/// Where a connection ends. One that broke (no memory, say) takes only itself along.
void connection_ended(std::exception_ptr) {}

}  // namespace

Serving::Serving(asio::io_context& context, ServerParts its_parts)
    : parts(std::move(its_parts)),
      proxies(parts.trusted_proxies),
      open({.all = parts.limits.connections, .per_network = parts.limits.connections_per_network}),
      answering{.context = context,
                .handler = parts.handler,
                .time = parts.limits.answer_time,
                .on_end = [this] { tell_if_quiet(); }} {}

void serve(std::shared_ptr<Serving> serving, Accepted accepted) {
  auto& context = serving->answering.context;
  Socket socket(context, accepted.is_v6 ? tcp::v6() : tcp::v4(), accepted.descriptor);
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  if (accepted.scheme == Listener::Scheme::http) {
    PlainStream stream(std::move(socket));
    asio::co_spawn(context, run(std::move(serving), std::move(stream), std::move(accepted)),
                   connection_ended);
    return;
  }
  const auto current = serving->parts.tls->current();
  SSL_CTX_up_ref(current.get());  // Asio's context gives its own reference back
  asio::ssl::context trust(current.get());
  TlsStream stream(std::move(socket), trust);
  asio::co_spawn(context, run(std::move(serving), std::move(stream), std::move(accepted)),
                 connection_ended);
}

}  // namespace sluis::http
