#include "http/server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <stdexcept>

#include "http/client_network.h"
#include "http/listening.h"
#include "http/serving.h"

namespace sluis::http {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kAcceptPause{100};

}  // namespace

struct Server::State : Serving {
  State(asio::io_context& its_context, ServerParts its_parts)
      : Serving(its_context, std::move(its_parts)),
        context(its_context),
        all_gone(its_context.get_executor()) {
    on_quiet = [this] { all_gone.cancel(); };
  }

  asio::io_context& context;
  std::vector<std::shared_ptr<Acceptor>> acceptors;
  Timer all_gone;  // cancelled when a stop has nothing left to wait for
};

namespace {

using State = Server::State;

/// A place for the newcomer, or the end of it.
void begin(const std::shared_ptr<State>& state, const Listener::Scheme scheme, Socket socket) {
  boost::system::error_code error;
  const auto peer = socket.remote_endpoint(error).address();
  if (error) return;
  auto name = peer.to_string();
  std::optional<std::string> network;
  if (!state->proxies.trusts(name)) network = client_network(name);
  auto place = state->open.admit(network);
  if (!place) return;
  const int descriptor = socket.release(error);
  if (error) return;
  serve(state, {.descriptor = descriptor,
                .is_v6 = peer.is_v6(),
                .peer = std::move(name),
                .scheme = scheme,
                .place = std::move(place)});
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
  state->open.close_waiting();
  state->all_gone.expires_after(patience);
  if (!state->is_quiet()) co_await state->all_gone.async_wait(kToken);
  state->open.close_all();
}

std::size_t Server::connections() const { return state_->open.count(); }

std::uint64_t Server::turned_away() const { return state_->open.turned_away(); }

}  // namespace sluis::http
