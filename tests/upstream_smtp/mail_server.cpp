#include "tests/upstream_smtp/mail_server.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <stdexcept>

namespace sluis::tests {

namespace {

constexpr std::chrono::seconds kStart{30};

/// Starts the program with its standard input and output given, if they are.
int start(std::vector<std::string> words, int input, int output) {
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (input >= 0) posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  if (output >= 0) posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t process = -1;
  const int failed =
      ::posix_spawn(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed) throw std::runtime_error("cannot start " + words[0]);
  return process;
}

}  // namespace

Certificate::Certificate(const std::string& host) {
  std::string name = (std::filesystem::temp_directory_path() / "sluis-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary directory");
  folder_ = name;
  const int process =
      start({"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=" + host, "-addext",
             "subjectAltName=DNS:" + host, "-keyout", key_file(), "-out", file(), "-batch"},
            -1, -1);
  int status = 0;
  if (::waitpid(process, &status, 0) != process || status != 0) {
    throw std::runtime_error("no certificate");
  }
}

Certificate::~Certificate() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

MailServer::MailServer(std::vector<std::string> options, std::uint16_t port) {
  int to_server[2];
  int from_server[2];
  if (::pipe2(to_server, O_CLOEXEC) != 0 || ::pipe2(from_server, O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipe");
  }
  std::vector<std::string> words{"/usr/bin/python3", "tests/upstream_smtp/smtp_server.py", "--port",
                                 std::to_string(port)};
  words.insert(words.end(), options.begin(), options.end());
  process_ = start(std::move(words), to_server[0], from_server[1]);
  ::close(to_server[0]);
  ::close(from_server[1]);
  input_ = to_server[1];
  output_ = from_server[0];
  const auto first = line(kStart);
  if (!first) throw std::runtime_error("the mail server does not start");
  port_ = static_cast<std::uint16_t>(
      boost::json::parse(*first).as_object().at("port").to_number<int>());
}

MailServer::~MailServer() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  ::close(input_);
  ::close(output_);
}

std::optional<ReceivedMail> MailServer::receive(std::chrono::milliseconds patience) {
  const auto text = line(patience);
  if (!text) return std::nullopt;
  const auto fields = boost::json::parse(*text).as_object();
  const auto text_of = [&](const char* name) { return std::string(fields.at(name).as_string()); };
  ReceivedMail mail{.from = text_of("from"),
                    .to = {},
                    .data = text_of("data"),
                    .user = text_of("user"),
                    .ehlo = text_of("ehlo"),
                    .connection = fields.at("connection").to_number<int>()};
  for (const auto& to : fields.at("to").as_array()) mail.to.emplace_back(to.as_string());
  return mail;
}

std::optional<std::string> MailServer::line(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    if (const auto end = unread_.find('\n'); end != std::string::npos) {
      auto found = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return found;
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd waiting{.fd = output_, .events = POLLIN, .revents = 0};
    if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) {
      return std::nullopt;
    }
    char octets[4096];
    const auto size = ::read(output_, octets, sizeof octets);
    if (size <= 0) return std::nullopt;
    unread_.append(octets, static_cast<std::size_t>(size));
  }
}

}  // namespace sluis::tests
