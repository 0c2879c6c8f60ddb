#pragma once

// A real Redis for one test: in a directory of its own, on a unix socket and a free port, gone with
// the object (and with the test, should that crash). Throws std::runtime_error if it does not come
// up.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "store/redis_settings.h"

namespace sluis::tests {

/// Free a moment ago.
inline std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool is_bound = socket >= 0 && ::bind(socket, generic, size) == 0 &&
                        ::getsockname(socket, generic, &size) == 0;
  if (socket >= 0) ::close(socket);
  if (!is_bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

/// A directory that is removed with everything in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "sluis-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary directory");
    path_ = name;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

class RedisServer {
 public:
  using Transport = store::RedisSettings::Transport;

  /// `options` as on the command line of redis-server: {"--requirepass", "secret"}.
  explicit RedisServer(std::vector<std::string> options = {}) : options_(std::move(options)) {
    port_ = free_port();
    start();
  }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;
  ~RedisServer() { kill(); }

  /// On the same places as before; empty, for nothing is written to disk.
  void start() {
    std::vector<std::string> words = {"/usr/bin/redis-server", "--port", std::to_string(port_)};
    for (const char* word : {"--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir"}) {
      words.emplace_back(word);
    }
    words.push_back(directory_.file(""));
    words.insert(words.end(), {"--unixsocket", socket_path()});
    words.insert(words.end(), options_.begin(), options_.end());
    spawn(std::move(words));
    wait_until_it_answers();
  }

  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

  /// Alive, and mute until it is woken.
  void pause() const { ::kill(pid_, SIGSTOP); }
  void wake() const { ::kill(pid_, SIGCONT); }

  std::uint16_t port() const { return port_; }
  std::string socket_path() const { return directory_.file("redis.sock"); }

  store::RedisSettings settings(Transport transport = Transport::unix_socket) const {
    store::RedisSettings settings;
    settings.transport = transport;
    settings.host = "127.0.0.1";
    settings.port = port_;
    settings.path = socket_path();
    settings.deadline = std::chrono::seconds(5);  // the machine of a test may be slow
    settings.connect_deadline = std::chrono::seconds(5);
    return settings;
  }

 private:
  void spawn(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const std::string log = directory_.file("redis.log");
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("cannot fork");
    if (pid_ > 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }

  void wait_until_it_answers() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!answers()) {
      if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
        pid_ = 0;
        throw std::runtime_error("redis-server ended at once");
      }
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error("redis-server is mute");
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }

  bool answers() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket_path().copy(address.sun_path, sizeof address.sun_path - 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char first = 0;
    const bool is_answered =
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        ::write(socket, "PING\r\n", 6) == 6 && ::read(socket, &first, 1) == 1;
    ::close(socket);
    return is_answered;
  }

  std::vector<std::string> options_;
  TemporaryDirectory directory_;
  std::uint16_t port_ = 0;
  pid_t pid_ = 0;
};

}  // namespace sluis::tests
