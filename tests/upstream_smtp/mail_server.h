#pragma once

// A real mail server for one test (smtp_server.py), and the certificates that it shows. Gone with
// the object, and with the test, should that crash: it ends when its standard input does.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sluis::tests {

/// A self-signed certificate, its own trust root, in a folder that goes with the object.
class Certificate {
 public:
  explicit Certificate(const std::string& host);
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;
  ~Certificate();

  std::string file() const { return (folder_ / "certificate.pem").string(); }
  std::string key_file() const { return (folder_ / "key.pem").string(); }

 private:
  std::filesystem::path folder_;
};

struct ReceivedMail {
  std::string from;
  std::vector<std::string> to;
  std::string data;
  std::string user;
  std::string ehlo;
  int connection;
};

class MailServer {
 public:
  /// `options` as of smtp_server.py. Throws std::runtime_error if it does not come up.
  explicit MailServer(std::vector<std::string> options, std::uint16_t port = 0);
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;
  ~MailServer();

  std::uint16_t port() const { return port_; }

  /// The next mail; nothing when none comes for as long as it takes to be sure.
  std::optional<ReceivedMail> receive(
      std::chrono::milliseconds patience = std::chrono::seconds(20));
  /// Whether the next that it says is a client's good-bye; with the option --say-quit.
  bool is_left() { return line(std::chrono::seconds(20)) == R"({"quit": true})"; }

 private:
  std::optional<std::string> line(std::chrono::milliseconds patience);

  int process_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::string unread_;
  std::uint16_t port_ = 0;
};

}  // namespace sluis::tests
