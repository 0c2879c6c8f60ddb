// The server over loopback, given any octets: what reaches a handler keeps the rules of a request
// line and of a header, and whatever came, the answers are well-formed, one for each that the
// server says it gave. The first octet says where the network cuts the rest.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <vector>

#include "http/server.h"
#include "tests/fuzz/target.h"

using namespace sluis::http;
using sluis::tests::require;

namespace {

constexpr std::size_t kBodyLimit = 2048;

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char octet) {
    return octet > ' ' && octet < '\x7f' &&
           !std::string_view("\"(),/:;<=>?@[\\]{}").contains(octet);
  });
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char octet) { return octet > ' ' && octet < '\x7f'; });
}

void check(const Request& request) {
  require(is_token(request.method) && request.method != "HEAD");
  require(request.path.starts_with('/') && is_visible(request.path) && is_visible(request.query));
  require(!request.path.contains('?') && !request.path.contains('#'));
  for (const auto& [name, value] : request.headers.entries()) {
    require(is_token(name));
    require(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  }
  require(request.headers.all("Host").size() <= 1);
  require(request.headers.all("Content-Length").size() <= 1);
  require(!request.headers.has("Transfer-Encoding") || !request.headers.has("Content-Length"));
  require(request.body.size() <= kBodyLimit);
  require(!request.client_address.empty() && request.client_address.size() <= 45);
}

boost::asio::awaitable<Response> echo(const Request& request) {
  check(request);
  auto response = see_other(request.path);  // nothing in a path may break an answer
  response.body = request.body;
  co_return response;
}

/// The server in the target's own thread.
class Laboratory {
 public:
  Laboratory() : server_(context_, parts()), port_(server_.listen(kListener)) {}

  /// What comes back when these pieces are sent, up to the end of the connection.
  std::string exchange(std::string_view first, std::string_view second) {
    answered.clear();
    const int descriptor = connected();
    send_all(descriptor, first);
    context_.poll();
    send_all(descriptor, second);
    ::shutdown(descriptor, SHUT_WR);
    auto text = read_to_end(descriptor);
    ::close(descriptor);
    while (server_.connections() > 0) context_.run_one();
    return text;
  }

  std::vector<Answered> answered;

 private:
  ServerParts parts() {
    ServerParts parts{.handler = echo,
                      .on_answered = [this](const Answered& one) { answered.push_back(one); },
                      .trusted_proxies = {"127.0.0.0/8", "10.0.0.0/8"},
                      .tls = nullptr,
                      .redirect_to = {}};
    parts.limits.body_bytes = kBodyLimit;
    // A wait for what never comes is a finding.
    parts.limits.header_time = parts.limits.body_time = std::chrono::minutes(10);
    parts.limits.idle_time = parts.limits.write_time = std::chrono::minutes(10);
    return parts;
  }

  int connected() const {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("no connection to the server");
    }
    return descriptor;
  }

  static void send_all(int descriptor, std::string_view text) {
    // A server that has closed already is no finding.
    (void)::send(descriptor, text.data(), text.size(), MSG_NOSIGNAL);
  }

  std::string read_to_end(int descriptor) {
    std::string text;
    std::array<char, 8192> part;
    while (true) {
      context_.poll();
      const auto size = ::recv(descriptor, part.data(), part.size(), MSG_DONTWAIT);
      if (size == 0) return text;
      if (size > 0) {
        text.append(part.data(), static_cast<std::size_t>(size));
      } else if (errno == EAGAIN) {
        context_.run_one();
      } else {
        throw std::runtime_error("the server cut the connection");
      }
    }
  }

  static inline const Listener kListener{
      .scheme = Listener::Scheme::http, .address = "127.0.0.1", .port = 0};
  boost::asio::io_context context_{1};
  Server server_;
  std::uint16_t port_;
};

/// The value of a header in a head of our own; empty if it is not there.
std::string_view value_of(std::string_view head, std::string_view name) {
  const auto line = std::string("\r\n").append(name).append(": ");
  const auto at = head.find(line);
  if (at == std::string_view::npos) return {};
  const auto value = head.substr(at + line.size());
  return value.substr(0, value.find('\r'));
}

void take_continue(std::string_view& text) {
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  if (text.starts_with(kContinue)) text.remove_prefix(kContinue.size());
}

void take_answer(std::string_view& text, const Answered& answered) {
  const auto end = text.find("\r\n\r\n");
  require(end != std::string_view::npos);
  const auto head = text.substr(0, end + 2);
  require(head.starts_with("HTTP/1.1 " + std::to_string(answered.status) + ' '));
  text.remove_prefix(end + 4);
  if (answered.method != "HEAD") {
    require(value_of(head, "Content-Length") == std::to_string(answered.body_bytes));
  }
  require(text.size() >= answered.body_bytes);
  text.remove_prefix(answered.body_bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  static Laboratory laboratory;
  if (size == 0) return 0;
  const auto text = sluis::tests::text_of(octets + 1, size - 1);
  const auto cut = text.size() * octets[0] / 255;

  const auto answers = laboratory.exchange(text.substr(0, cut), text.substr(cut));

  std::string_view left = answers;
  for (const auto& answered : laboratory.answered) {
    require(answered.status != 500 && answered.status != 503);
    take_continue(left);
    take_answer(left, answered);
  }
  take_continue(left);  // for a body that never came
  require(left.empty());
  return 0;
}
