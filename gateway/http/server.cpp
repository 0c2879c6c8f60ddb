#include "http/server.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
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
#include <stdexcept>
#include <type_traits>
#include <unordered_set>

#include "crypto/encoding.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "http/answering.h"
#include "http/listening.h"
#include "http/proxies.h"
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
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;
using PlainStream = beast::basic_stream<tcp, Executor>;
using TlsStream = beast::ssl_stream<PlainStream>;
using Parser = beast::http::request_parser<beast::http::string_body>;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kReadAtOnce = 4096;
constexpr std::size_t kDrainedAtMost = 1024 * 1024;
constexpr std::chrono::milliseconds kAcceptPause{100};

}  // namespace

struct Server::State {
  State(asio::io_context& given, ServerParts its_parts)
      : context(given),
        parts(std::move(its_parts)),
        proxies(parts.trusted_proxies),
        all_gone(context.get_executor()),
        answering{.context = context,
                  .handler = parts.handler,
                  .time = parts.limits.answer_time,
                  .on_end = [this] { tell_stop(); }} {}

  bool is_quiet() const { return connections.empty() && answering.at_work == 0; }
  void tell_stop() {
    if (is_stopping && is_quiet()) all_gone.cancel();
  }

  /// What a stop has to know of a connection.
  struct Connection {
    PlainStream* stream;
    bool is_idle = true;
  };

  asio::io_context& context;
  ServerParts parts;
  TrustedProxies proxies;
  std::vector<std::shared_ptr<Acceptor>> acceptors;
  std::unordered_set<Connection*> connections;
  bool is_stopping = false;
  Timer all_gone;  // cancelled when a stop has nothing left to wait for
  Answering answering;
};

namespace {

using State = Server::State;

PlainStream& lowest(PlainStream& stream) { return stream; }
PlainStream& lowest(TlsStream& stream) { return stream.next_layer(); }

/// A request as it was read, or the status that refuses it.
struct Incoming {
  Request request;
  int refusal = 0;
  bool is_gone = false;  // closed, broken or too late: there is nobody to answer
  bool is_head = false;
  bool may_stay = false;  // the client can take another answer on this connection
  bool wants_continue = false;
  Clock::time_point began = Clock::now();
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

/// One connection, from its first byte to its last. Lives in the frame of serve().
template <typename Stream>
class Session {
 public:
  Session(std::shared_ptr<State> state, Stream& stream, std::string peer)
      : state_(std::move(state)),
        stream_(stream),
        peer_(std::move(peer)),
        buffer_(state_->parts.limits.header_bytes + kReadAtOnce) {
    connection_.stream = &lowest(stream_);
    state_->connections.insert(&connection_);
  }
  ~Session() {
    state_->connections.erase(&connection_);
    state_->tell_stop();
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  asio::awaitable<void> run() {
    if (!co_await shake_hands()) co_return;
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

  const ServerLimits& limits() const { return state_->parts.limits; }
  bool is_stopping() const { return state_->is_stopping; }
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
    connection_.is_idle = true;
    expires_after(limits().idle_time);
    const auto [error, size] =
        co_await stream_.async_read_some(buffer_.prepare(kReadAtOnce), kToken);
    if (error) co_return false;
    buffer_.commit(size);
    connection_.is_idle = false;
    co_return true;
  }

  asio::awaitable<Incoming> read() {
    Incoming incoming;
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits().header_bytes));
    parser.body_limit(limits().body_bytes);
    expires_after(
        limits().header_time);  // once for all of it: a slow writer gains nothing by going on
    const auto [error, size] =
        co_await beast::http::async_read_header(stream_, buffer_, parser, kToken);
    if (error) {
      refuse(incoming, error);
    } else {
      take_header(incoming, parser);
      if (incoming.refusal == 0 && !parser.is_done()) co_await read_body(incoming, parser);
    }
    incoming.request.body = std::move(parser.get().body());
    incoming.request.client_address = state_->proxies.client_of(peer_, incoming.request.headers);
    incoming.request.request_id = crypto::base32_lower_encode(crypto::SystemRandom().octets(10));
    co_return incoming;
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
    return !kIsTls && !state_->parts.redirect_to.empty() &&
           !state_->proxies.vouches_for_https(peer_, request.headers);
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
    if (incoming.refusal != 0) {
      response = refused(incoming.refusal);
    } else if (must_redirect(incoming.request)) {
      response = redirect_to(state_->parts.redirect_to, incoming.request);
    } else {
      // Shares the state's life, so that a handler past its time still finds everything.
      std::shared_ptr<Answering> answering(state_, &state_->answering);
      response = co_await ask(std::move(answering), std::move(incoming.request));
    }
    const bool stays = may_stay && incoming.may_stay && incoming.refusal == 0 && !is_stopping();
    const auto afterwards = stays ? Afterwards::keep_alive : Afterwards::close;
    const auto head = head_or_broken(response, afterwards, std::chrono::system_clock::now());
    const auto body = incoming.is_head ? std::string_view{} : std::string_view(response.body);
    answered.status = response.status;
    answered.body_bytes = body.size();
    const bool is_written = co_await write(head, body);
    if (const auto& tell = state_->parts.on_answered) {
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

  std::shared_ptr<State> state_;
  Stream& stream_;
  std::string peer_;
  beast::flat_buffer buffer_;
  State::Connection connection_{};
};

template <typename Stream>
asio::awaitable<void> serve(std::shared_ptr<State> state, Stream stream, std::string peer) {
  Session<Stream> session(std::move(state), stream, std::move(peer));
  co_await session.run();
}

/// Where a connection ends. One that broke (no memory, say) takes only itself along.
void connection_ended(std::exception_ptr) {}

void begin(const std::shared_ptr<State>& state, Listener::Scheme scheme, Socket socket) {
  boost::system::error_code error;
  const auto peer = socket.remote_endpoint(error).address().to_string();
  if (error || state->connections.size() >= state->parts.limits.connections) return;
  socket.set_option(tcp::no_delay(true), error);
  if (scheme == Listener::Scheme::http) {
    asio::co_spawn(state->context, serve(state, PlainStream(std::move(socket)), peer),
                   connection_ended);
    return;
  }
  const auto current = state->parts.tls->current();
  SSL_CTX_up_ref(current.get());  // Asio's context gives its own reference back
  asio::ssl::context context(current.get());
  asio::co_spawn(state->context, serve(state, TlsStream(std::move(socket), context), peer),
                 connection_ended);
}

asio::awaitable<void> accept(std::shared_ptr<State> state, std::shared_ptr<Acceptor> acceptor,
                             Listener::Scheme scheme) {
  Timer pause(state->context.get_executor());
  while (!state->is_stopping) {
    auto [error, socket] = co_await acceptor->async_accept(kToken);
    if (state->is_stopping) co_return;
    if (!error) {
      begin(state, scheme, std::move(socket));
      continue;
    }
    // Out of descriptors, most likely: the connection stays in the queue and would wake us at once.
    pause.expires_after(kAcceptPause);
    co_await pause.async_wait(kToken);
  }
}

/// A listener that cannot go on is a broken gateway.
void listener_ended(std::exception_ptr failure) {
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

Server::Server(asio::io_context& context, ServerParts parts)
    : state_(std::make_shared<State>(context, std::move(parts))) {}

Server::~Server() {
  state_->is_stopping = true;
  for (const auto& acceptor : state_->acceptors) acceptor->close();
}

std::uint16_t Server::listen(const Listener& listener) {
  if (listener.scheme == Listener::Scheme::https && !state_->parts.tls) {
    throw std::runtime_error("https on " + listener.address + " without a certificate");
  }
  const auto [descriptor, is_v6, port] = listen_on(listener.address, listener.port);
  auto acceptor = std::make_shared<Acceptor>(  // shared with the loop that accepts
      state_->context, is_v6 ? tcp::v6() : tcp::v4(), descriptor);
  state_->acceptors.push_back(acceptor);
  asio::co_spawn(state_->context, accept(state_, acceptor, listener.scheme), listener_ended);
  return port;
}

asio::awaitable<void> Server::stop(std::chrono::seconds patience) {
  const auto state = state_;
  state->is_stopping = true;
  for (const auto& acceptor : state->acceptors) acceptor->close();
  for (auto* connection : state->connections) {
    if (connection->is_idle) connection->stream->close();
  }
  state->all_gone.expires_after(patience);
  if (!state->is_quiet()) co_await state->all_gone.async_wait(kToken);
  for (auto* connection : state->connections) connection->stream->close();
}

std::size_t Server::connections() const { return state_->connections.size(); }

}  // namespace sluis::http
