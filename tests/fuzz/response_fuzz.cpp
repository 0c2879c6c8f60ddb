// The client, answered with any octets over loopback: it gives out a well-formed answer within its
// limits, or says that the provider is not available, and nothing else.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>

#include "fault/unavailable.h"
#include "http/client.h"
#include "tests/fuzz/target.h"

using namespace sluis::http;
using sluis::tests::require;

namespace {

constexpr std::size_t kLimit = 4096;

void check(const Response& response) {
  require(response.status >= 200 && response.status <= 999 && response.body.size() <= kLimit);
  for (const auto& [name, value] : response.headers.entries()) {
    require(!name.empty() && name.find_first_of(" \r\n:") == std::string::npos);
    require(value.find_first_of("\r\n") == std::string::npos);
  }
}

void require_unavailable(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const sluis::Unavailable& unavailable) {
    require(unavailable.what_is() == sluis::Unavailable::What::provider);
  }
}

/// A provider that answers every connection with the same octets, and then says no more.
class Provider {
 public:
  Provider() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, plain, &size) != 0) {
      throw std::runtime_error("no provider on loopback");
    }
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
  }

  const std::string& url() const { return url_; }

  void take(std::string_view answer) {
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) return;
    (void)::send(descriptor, answer.data(), answer.size(), MSG_NOSIGNAL);
    ::shutdown(descriptor, SHUT_WR);
    if (kept_ >= 0) leave();
    kept_ = descriptor;
  }

  /// Only after it has read what came: else its answer would be lost in a reset.
  void leave() {
    std::array<char, 4096> rest;
    while (::recv(kept_, rest.data(), rest.size(), MSG_DONTWAIT) > 0) {
    }
    ::close(kept_);
    kept_ = -1;
  }

 private:
  int listener_;
  int kept_ = -1;
  std::string url_;
};

struct Laboratory {
  Laboratory() {
    ClientSettings settings;
    settings.allow_private = true;
    settings.limit_bytes = kLimit;
    settings.deadline = std::chrono::minutes(10);  // a wait for what never comes is a finding
    client = make_client(context.get_executor(), std::move(settings));
  }

  void exchange(std::string_view answer) {
    bool is_done = false;
    const auto end = [&](const std::exception_ptr& failure, const Response& response) {
      is_done = true;
      if (failure) {
        require_unavailable(failure);
      } else {
        check(response);
      }
    };
    boost::asio::co_spawn(context, client->send({.method = "GET", .url = provider.url()}), end);
    while (!is_done) {
      context.poll();
      provider.take(answer);
    }
    provider.leave();
    context.poll();
    context.restart();
  }

  boost::asio::io_context context{1};
  Provider provider;
  std::unique_ptr<Client> client;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  static Laboratory laboratory;
  laboratory.exchange(sluis::tests::text_of(octets, size));
  return 0;
}
