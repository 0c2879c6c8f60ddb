#include "scripted_server.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "http/listening.h"

namespace sluis::http::testing {

namespace {

std::size_t body_size_of(std::string_view head) {
  constexpr std::string_view kName = "Content-Length: ";
  const auto at = head.find(kName);
  return at == std::string_view::npos ? 0 : std::stoul(std::string(head.substr(at + kName.size())));
}

}  // namespace

bool Peer::read_more() {
  std::array<char, 4096> part;
  const auto size = ::recv(descriptor_, part.data(), part.size(), 0);
  if (size > 0) received_.append(part.data(), static_cast<std::size_t>(size));
  return size > 0;
}

std::string Peer::read_request() {
  while (true) {
    const auto end = received_.find("\r\n\r\n");
    if (end != std::string::npos) {
      const auto size = end + 4 + body_size_of(std::string_view(received_).substr(0, end));
      if (received_.size() >= size) {
        auto request = received_.substr(0, size);
        received_.erase(0, size);
        return request;
      }
    }
    if (!read_more()) return {};
  }
}

bool Peer::send(std::string_view text) {
  while (!text.empty()) {
    const auto size = ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
    if (size <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void Peer::wait_until_closed() {
  while (read_more()) continue;
}

void Peer::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

ScriptedServer::ScriptedServer(std::vector<Script> scripts) : scripts_(std::move(scripts)) {
  const auto listening = listen_on("127.0.0.1", 0);
  listener_ = listening.descriptor;
  port_ = listening.port;
  // The gateway's listeners do not block; this one does.
  ::fcntl(listener_, F_SETFL, ::fcntl(listener_, F_GETFL) & ~O_NONBLOCK);
  thread_ = std::thread([this] { run(); });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_, SHUT_RDWR);  // wakes the thread
  thread_.join();
  ::close(listener_);
}

void ScriptedServer::run() {
  for (const auto& script : scripts_) {
    const int descriptor = ::accept(listener_, nullptr, nullptr);
    if (descriptor < 0) return;
    ++connections_;
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    Peer peer(descriptor);
    script(peer);
  }
}

std::string ScriptedServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

std::string ok(std::string_view text) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(text.size()) + "\r\n\r\n" +
         std::string(text);
}

}  // namespace sluis::http::testing
