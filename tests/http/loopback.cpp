#include "loopback.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <stdexcept>

namespace sluis::http::testing {

namespace asio = boost::asio;

namespace {

asio::awaitable<Response> echoed(const Request& request) {
  auto text = request.method + '\n' + request.path;
  if (!request.query.empty()) text += '?' + request.query;
  co_return plain_text(200, text + '\n' + request.client_address + '\n' + request.body + '\n');
}

asio::awaitable<Response> given(Response response) { co_return response; }

/// An end of a connection on this machine, of either family.
struct End {
  sockaddr_storage storage{};
  socklen_t size = 0;

  End(const std::string& text, std::uint16_t port) {
    if (text.contains(':')) {
      auto& address = *new (&storage) sockaddr_in6{};
      address.sin6_family = AF_INET6;
      address.sin6_port = htons(port);
      ::inet_pton(AF_INET6, text.c_str(), &address.sin6_addr);
      size = sizeof address;
    } else {
      auto& address = *new (&storage) sockaddr_in{};
      address.sin_family = AF_INET;
      address.sin_port = htons(port);
      ::inet_pton(AF_INET, text.c_str(), &address.sin_addr);
      size = sizeof address;
    }
  }
  int family() const { return storage.ss_family; }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

}  // namespace

Handler echo() { return echoed; }

Handler always(Response response) {
  return [response = std::move(response)](const Request&) { return given(response); };
}

Running::Running(ServerParts parts, Listener::Scheme scheme, std::string address)
    : server_(context_, std::move(parts)),
      port_(server_.listen({.scheme = scheme, .address = std::move(address), .port = 0})),
      thread_([this] { context_.run(); }) {}

Running::~Running() {
  context_.stop();
  thread_.join();
}

std::future<void> Running::stop(std::chrono::seconds patience) {
  return asio::co_spawn(context_, server_.stop(patience), asio::use_future);
}

std::size_t Running::connections() {
  std::promise<std::size_t> count;
  run([&] { count.set_value(server_.connections()); });
  return count.get_future().get();
}

void Running::run(std::function<void()> work) { asio::post(context_, std::move(work)); }

RawClient::RawClient(std::uint16_t port, const char* from) {
  const End local(from, 0);
  const End remote(local.family() == AF_INET6 ? "::1" : "127.0.0.1", port);
  descriptor_ = ::socket(local.family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (::bind(descriptor_, local.get(), local.size) != 0 ||
      ::connect(descriptor_, remote.get(), remote.size) != 0) {
    throw std::runtime_error("no connection to the server");
  }
}

RawClient::~RawClient() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool RawClient::send(std::string_view text) {
  while (!text.empty()) {
    const auto size = ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
    if (size <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

bool RawClient::read_more() {
  std::array<char, 16 * 1024> part;
  const auto size = ::recv(descriptor_, part.data(), part.size(), 0);
  if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    throw std::runtime_error("the server neither answers nor closes");
  }
  if (size > 0) received_.append(part.data(), static_cast<std::size_t>(size));
  return size > 0;
}

std::optional<Answer> RawClient::read(bool is_head) {
  while (true) {
    if (auto answer = take_answer(received_, is_head)) return answer;
    if (!read_more()) return std::nullopt;
  }
}

std::optional<std::string> RawClient::read_to_end() {
  try {
    while (read_more()) continue;
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
  return std::exchange(received_, {});
}

std::optional<Answer> take_answer(std::string& text, bool is_head) {
  const auto end = text.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  Answer answer;
  answer.status = std::stoi(text.substr(9, 3));
  std::size_t at = text.find("\r\n") + 2;
  while (at < end + 2) {
    const auto line_end = text.find("\r\n", at);
    const auto line = text.substr(at, line_end - at);
    answer.headers.add(line.substr(0, line.find(':')), line.substr(line.find(':') + 2));
    at = line_end + 2;
  }
  const auto length = answer.headers.get("Content-Length");
  const auto size = length && !is_head ? std::stoul(std::string(*length)) : 0;
  if (text.size() < end + 4 + size) return std::nullopt;
  answer.body = text.substr(end + 4, size);
  text.erase(0, end + 4 + size);
  return answer;
}

std::string get(std::string_view target, std::string_view more_headers) {
  return std::string("GET ")
             .append(target)
             .append(" HTTP/1.1\r\nHost: localhost\r\n")
             .append(more_headers) +
         "\r\n";
}

std::string post(std::string_view target, std::string_view body) {
  return std::string("POST ")
      .append(target)
      .append(" HTTP/1.1\r\nHost: localhost\r\nContent-Length: ")
      .append(std::to_string(body.size()))
      .append("\r\n\r\n")
      .append(body);
}

std::optional<Answer> exchange(std::uint16_t port, std::string_view request) {
  RawClient client(port);
  client.send(request);
  return client.read();
}

}  // namespace sluis::http::testing
