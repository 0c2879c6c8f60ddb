#include "http/listening.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace sluis::http {

namespace {

using boost::asio::ip::tcp;

void require(int outcome) {
  if (outcome < 0) throw std::system_error(errno, std::generic_category());
}

void switch_on(int descriptor, int level, int option) {
  const int yes = 1;
  require(::setsockopt(descriptor, level, option, &yes, sizeof yes));
}

std::uint16_t bind_and_listen(int descriptor, tcp::endpoint endpoint) {
  switch_on(descriptor, SOL_SOCKET, SO_REUSEADDR);
  switch_on(descriptor, SOL_SOCKET, SO_REUSEPORT);
  if (endpoint.address().is_v6()) switch_on(descriptor, IPPROTO_IPV6, IPV6_V6ONLY);
  auto size = static_cast<socklen_t>(endpoint.size());
  require(::bind(descriptor, endpoint.data(), size));
  require(::listen(descriptor, SOMAXCONN));
  require(::getsockname(descriptor, endpoint.data(), &size));
  return endpoint.port();
}

}  // namespace

Listening listen_on(const std::string& address, std::uint16_t port) {
  int descriptor = -1;
  try {
    const tcp::endpoint endpoint(boost::asio::ip::make_address(address), port);
    const int family = endpoint.protocol().family();
    descriptor = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    require(descriptor);
    const auto bound = bind_and_listen(descriptor, endpoint);
    return {.descriptor = descriptor, .is_v6 = endpoint.address().is_v6(), .port = bound};
  } catch (const std::exception& cause) {
    if (descriptor >= 0) ::close(descriptor);
    throw std::runtime_error("cannot listen on " + address + " port " + std::to_string(port) +
                             ": " + cause.what());
  }
}

}  // namespace sluis::http
