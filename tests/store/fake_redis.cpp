#include "tests/store/fake_redis.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace sluis::tests {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

struct FakeRedis::State {
  tcp::acceptor acceptor;
  Answer answer;
  std::string info =
      "redis_version:7.0.15\r\nmaxmemory_policy:noeviction\r\nrole:master\r\nredis_mode:x\r\n";
  std::vector<std::shared_ptr<tcp::socket>> sockets{};  // shared with the coroutine that reads them
  std::size_t closed = 0;
  std::size_t octets_sent = 0;

  State(asio::any_io_executor executor, Answer given)
      : acceptor(executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        answer(std::move(given)) {}

  std::string reply_to(const std::vector<std::string>& words) const {
    const std::string& verb = words.at(0);
    if (verb == "INFO") return bulk(info);
    if (verb == "SCRIPT") return bulk("digest");
    if (verb == "CLIENT" || verb == "AUTH") return "+OK\r\n";
    return answer(words);
  }
};

namespace {

void end_or_rethrow(std::exception_ptr failure) {
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

std::string bulk(const std::string& text) {
  return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}

namespace {

template <typename StatePointer, typename SocketPointer>
asio::awaitable<void> write_octets(StatePointer state, SocketPointer socket, std::string octets) {
  std::size_t at = 0;
  while (at < octets.size()) {
    auto [failure, count] = co_await socket->async_write_some(
        asio::buffer(octets.data() + at, octets.size() - at), kAsTuple);
    if (failure) co_return;
    at += count;
    state->octets_sent += count;
  }
}

template <typename StatePointer, typename SocketPointer>
asio::awaitable<void> converse(StatePointer state, SocketPointer socket) {
  store::ReplyReader reader;  // a command has the form of a list of texts
  std::array<char, 16 * 1024> buffer;
  for (;;) {
    auto [failure, count] = co_await socket->async_read_some(asio::buffer(buffer), kAsTuple);
    if (failure) break;
    reader.feed({buffer.data(), count});
    std::string octets;
    store::Reply command;
    while (reader.next(command) == store::ReplyReader::Reading::complete) {
      std::vector<std::string> words;
      for (store::Reply& word : command.elements) words.push_back(std::move(word.text));
      octets += state->reply_to(words);
    }
    if (!octets.empty()) {
      asio::co_spawn(socket->get_executor(), write_octets(state, socket, std::move(octets)),
                     end_or_rethrow);
    }
  }
  ++state->closed;
  boost::system::error_code ignored;
  socket->close(ignored);
}

template <typename StatePointer>
asio::awaitable<void> accept_all(StatePointer state) {
  for (;;) {
    auto [failure, socket] = co_await state->acceptor.async_accept(kAsTuple);
    if (failure) co_return;
    state->sockets.push_back(std::make_shared<tcp::socket>(std::move(socket)));
    asio::co_spawn(state->acceptor.get_executor(), converse(state, state->sockets.back()),
                   end_or_rethrow);
  }
}

}  // namespace

FakeRedis::FakeRedis(Loop& loop, Answer answer)
    : state_(std::make_shared<State>(loop.executor(), std::move(answer))) {
  asio::co_spawn(loop.executor(), accept_all(state_), end_or_rethrow);
}

FakeRedis::~FakeRedis() {
  boost::system::error_code ignored;
  state_->acceptor.close(ignored);
  for (const auto& socket : state_->sockets) socket->close(ignored);
}

void FakeRedis::set_info(std::string info) { state_->info = std::move(info); }

void FakeRedis::send(std::string octets) {
  for (const auto& socket : state_->sockets) {
    asio::co_spawn(socket->get_executor(), write_octets(state_, socket, octets), end_or_rethrow);
  }
}

std::size_t FakeRedis::connections() const { return state_->sockets.size(); }
std::size_t FakeRedis::closed() const { return state_->closed; }
std::size_t FakeRedis::octets_sent() const { return state_->octets_sent; }

store::RedisSettings FakeRedis::settings() const {
  store::RedisSettings settings;
  settings.host = "127.0.0.1";
  settings.port = state_->acceptor.local_endpoint().port();
  settings.deadline = std::chrono::seconds(5);
  settings.connect_deadline = std::chrono::seconds(5);
  return settings;
}

}  // namespace sluis::tests
