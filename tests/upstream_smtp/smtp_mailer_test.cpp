#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "fault/unavailable.h"
#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/upstream_smtp/mail_server.h"
#include "upstream/mailer.h"

namespace sluis::tests {

namespace {

using namespace std::chrono_literals;
using Kind = Event::Kind;

/// What the mailer tells the operator; a test waits for it.
class Events {
 public:
  Journal journal() {
    return [this](const Event& event) {
      const std::lock_guard lock(mutex_);
      events_.push_back(event);
      changed_.notify_all();
    };
  }

  /// The event of that number, from 0; throws when it does not come.
  Event at(std::size_t number) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, 40s, [&] { return events_.size() > number; })) {
      throw std::runtime_error("the mailer said nothing");
    }
    return events_.at(number);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Event> events_;
};

/// Made once: the tests only read them.
const Certificate& certificate() {
  static const Certificate of_localhost("localhost");
  return of_localhost;
}
const Certificate& foreign_certificate() {
  static const Certificate of_another("mail.example");
  return of_another;
}

std::vector<std::string> with_tls(std::string tls, const Certificate& shown = certificate(),
                                  std::vector<std::string> more = {}) {
  std::vector<std::string> options{"--tls",      std::move(tls), "--certificate",
                                   shown.file(), "--key",        shown.key_file()};
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

upstream::SmtpSettings settings_for(std::string scheme, std::uint16_t port) {
  return {.url = scheme + "://localhost:" + std::to_string(port),
          .from = "inloggen@login.example",
          .ca_file = certificate().file(),
          .threads = 1,
          .rest = 1h,
          .from_name = "Rijksconnect",
          .host = "login.example"};
}

upstream::Mail mail_to(std::string_view address) {
  return {.to = crypto::Secret::copy_of(address),
          .subject = "Uw inlogcode",
          .plain_text = "Uw code:\n\n1234 5678\n.\nCaf\u00e9\n",
          .language = "nl, en",
          .request_id = "request"};
}

struct Sender {
  FakeClock clock{};
  FixedRandom random{};
  Events events{};
  std::unique_ptr<upstream::Mailer> mailer{};

  explicit Sender(upstream::SmtpSettings settings)
      : mailer(upstream::make_smtp_mailer(
            std::move(settings), {.journal = events.journal(), .clock = clock, .random = random})) {
  }

  Kind send(std::string_view address) {
    mailer->send(mail_to(address));
    return events.at(sent_++).kind;
  }

 private:
  std::size_t sent_ = 0;
};

constexpr std::string_view kAnna = "anna@minjenv.nl";

TEST(SmtpMailer_Rfc8314, SendsByImplicitTls) {
  MailServer server(with_tls("implicit"));
  Sender sender(settings_for("smtps", server.port()));

  EXPECT_EQ(sender.send(kAnna), Kind::mail_sent);

  const auto mail = server.receive();
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->from, "inloggen@login.example");
  EXPECT_EQ(mail->to, std::vector<std::string>{std::string(kAnna)});
  EXPECT_EQ(mail->ehlo, "login.example");
  EXPECT_NE(mail->data.find("Subject: Uw inlogcode\r\n"), std::string::npos);
  EXPECT_TRUE(mail->data.ends_with("\r\n\r\nUw code:\r\n\r\n1234 5678\r\n.\r\nCaf=C3=A9\r\n"))
      << mail->data;
}

TEST(SmtpMailer_Rfc3207, SendsByStartTls) {
  MailServer server(with_tls("starttls"));
  Sender sender(settings_for("smtp", server.port()));

  EXPECT_EQ(sender.send(kAnna), Kind::mail_sent);
  EXPECT_TRUE(server.receive());
}

TEST(SmtpMailer_Rfc3207, RefusesAServerWithoutStartTls) {
  MailServer server({"--tls", "none"});
  Sender sender(settings_for("smtp", server.port()));

  EXPECT_EQ(sender.send(kAnna), Kind::mail_failed);
  EXPECT_FALSE(server.receive(0ms));
}

TEST(SmtpMailer_Certificate, RefusesAnUnknownRoot) {
  MailServer server(with_tls("implicit"));
  auto settings = settings_for("smtps", server.port());
  settings.ca_file = foreign_certificate().file();
  Sender sender(std::move(settings));

  EXPECT_EQ(sender.send(kAnna), Kind::mail_failed);
  EXPECT_FALSE(server.receive(0ms));
}

TEST(SmtpMailer_Certificate, RefusesAnUnknownRootBehindStartTls) {
  MailServer server(with_tls("starttls"));
  auto settings = settings_for("smtp", server.port());
  settings.ca_file.reset();
  Sender sender(std::move(settings));

  EXPECT_EQ(sender.send(kAnna), Kind::mail_failed);
  EXPECT_FALSE(server.receive(0ms));
}

TEST(SmtpMailer_Certificate, RefusesAnotherHostName) {
  MailServer server(with_tls("implicit", foreign_certificate()));
  auto settings = settings_for("smtps", server.port());
  settings.ca_file = foreign_certificate().file();
  Sender sender(std::move(settings));

  EXPECT_EQ(sender.send(kAnna), Kind::mail_failed);
  EXPECT_FALSE(server.receive(0ms));
}

TEST(SmtpMailer_Tls, Speaks12) {
  MailServer server(with_tls("implicit", certificate(), {"--tls-1-2"}));
  Sender sender(settings_for("smtps", server.port()));

  EXPECT_EQ(sender.send(kAnna), Kind::mail_sent);
}

TEST(SmtpMailer_Login, LogsIn) {
  MailServer server(with_tls("starttls", certificate(), {"--login", "sluis:open"}));
  auto settings = settings_for("smtp", server.port());
  settings.user = "sluis";
  settings.password = crypto::Secret::copy_of("open");
  Sender sender(std::move(settings));

  EXPECT_EQ(sender.send(kAnna), Kind::mail_sent);

  const auto mail = server.receive();
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->user, "sluis");
}

TEST(SmtpMailer_Login, IsTheServersFailureWhenRefused) {
  MailServer server(with_tls("starttls", certificate(), {"--login", "sluis:open"}));
  auto settings = settings_for("smtp", server.port());
  settings.user = "sluis";
  settings.password = crypto::Secret::copy_of("shut");
  Sender sender(std::move(settings));

  for (int count = 0; count < 3; ++count) EXPECT_EQ(sender.send(kAnna), Kind::mail_failed);

  EXPECT_THROW(sender.mailer->send(mail_to(kAnna)), Unavailable);
}

TEST(SmtpMailer_Login, IsTheServersFailureWhenMissing) {
  MailServer server(with_tls("starttls", certificate(), {"--login", "sluis:open"}));
  Sender sender(settings_for("smtp", server.port()));

  for (int count = 0; count < 3; ++count) EXPECT_EQ(sender.send(kAnna), Kind::mail_failed);

  EXPECT_THROW(sender.mailer->send(mail_to(kAnna)), Unavailable);
}

class SmtpMailer_Refused : public testing::TestWithParam<const char*> {};

TEST_P(SmtpMailer_Refused, SaysNothingOfTheServersHealth) {
  MailServer server(with_tls("implicit"));
  Sender sender(settings_for("smtps", server.port()));

  for (int count = 0; count < 5; ++count) EXPECT_EQ(sender.send(GetParam()), Kind::mail_failed);

  EXPECT_EQ(sender.send(kAnna), Kind::mail_sent);
}

INSTANTIATE_TEST_SUITE_P(All, SmtpMailer_Refused,
                         testing::Values("nobody@minjenv.nl", "nothing@minjenv.nl"));

TEST(SmtpMailer_Journal, HoldsTheRequestAndNoAddress) {
  MailServer server(with_tls("implicit"));
  Sender sender(settings_for("smtps", server.port()));
  sender.send(kAnna);

  const auto event = sender.events.at(0);

  EXPECT_EQ(event.request_id, "request");
  EXPECT_TRUE(event.duration);
  EXPECT_EQ(event.connector + event.client, "");
}

TEST(SmtpMailer_Connection, IsKeptForTheNextMail) {
  MailServer server(with_tls("implicit"));
  Sender sender(settings_for("smtps", server.port()));
  sender.send(kAnna);
  sender.send("bert@minjenv.nl");

  EXPECT_EQ(server.receive()->connection, 1);
  EXPECT_EQ(server.receive()->connection, 1);
}

TEST(SmtpMailer_Connection, IsGivenUpAfterARest) {
  MailServer server(with_tls("implicit", certificate(), {"--say-quit"}));
  auto settings = settings_for("smtps", server.port());
  settings.rest = 10ms;
  Sender sender(std::move(settings));

  sender.send(kAnna);
  EXPECT_EQ(server.receive()->connection, 1);
  EXPECT_TRUE(server.is_left());

  sender.send("bert@minjenv.nl");
  EXPECT_EQ(server.receive()->connection, 2);
}

TEST(SmtpMailer_Connection, IsMadeAnewWhenItWasLost) {
  auto server = std::make_unique<MailServer>(with_tls("implicit"));
  const auto port = server->port();
  Sender sender(settings_for("smtps", port));
  sender.send(kAnna);
  server.reset();
  server = std::make_unique<MailServer>(with_tls("implicit"), port);

  EXPECT_EQ(sender.send("bert@minjenv.nl"), Kind::mail_sent);
  EXPECT_TRUE(server->receive());
}

TEST(SmtpMailer_Connection, IsMadeAnewWhenTheServerHasHadEnoughOfIt) {
  MailServer server(with_tls("implicit", certificate(), {"--mails-per-connection", "1"}));
  Sender sender(settings_for("smtps", server.port()));

  EXPECT_EQ(sender.send(kAnna), Kind::mail_sent);
  EXPECT_EQ(sender.send("bert@minjenv.nl"), Kind::mail_sent);
  EXPECT_EQ(server.receive()->connection, 1);
  EXPECT_EQ(server.receive()->connection, 2);
}

TEST(SmtpMailer_Health, ThrowsAfterThreeFailuresAndTriesAgainAfterHalfAMinute) {
  auto server = std::make_unique<MailServer>(with_tls("implicit"));
  const auto port = server->port();
  server.reset();
  Sender sender(settings_for("smtps", port));

  for (int count = 0; count < 3; ++count) EXPECT_EQ(sender.send(kAnna), Kind::mail_failed);
  EXPECT_THROW(sender.mailer->send(mail_to(kAnna)), Unavailable);
  sender.clock.advance(29s);
  EXPECT_THROW(sender.mailer->send(mail_to(kAnna)), Unavailable);

  server = std::make_unique<MailServer>(with_tls("implicit"), port);
  sender.clock.advance(1s);
  EXPECT_EQ(sender.send(kAnna), Kind::mail_sent);
  EXPECT_EQ(sender.send(kAnna), Kind::mail_sent);
}

/// Takes connections and never says a word.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, generic, size) != 0 || ::listen(socket_, 8) != 0 ||
        ::getsockname(socket_, generic, &size) != 0) {
      throw std::runtime_error("no socket");
    }
    port_ = ntohs(address.sin_port);
  }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  ~SilentServer() { hang_up(); }

  std::uint16_t port() const { return port_; }
  /// Waits until somebody has connected.
  void accept() { connection_ = ::accept(socket_, nullptr, nullptr); }
  void hang_up() {
    for (int* open : {&connection_, &socket_}) {
      if (*open >= 0) ::close(*open);
      *open = -1;
    }
  }

 private:
  int socket_;
  int connection_ = -1;
  std::uint16_t port_ = 0;
};

TEST(SmtpMailer_Queue, ThrowsWhenItIsFull) {
  SilentServer server;
  auto settings = settings_for("smtps", server.port());
  settings.limit_waiting = 2;
  Sender sender(std::move(settings));
  sender.mailer->send(mail_to(kAnna));
  server.accept();  // the only thread is busy now
  sender.mailer->send(mail_to(kAnna));
  sender.mailer->send(mail_to(kAnna));

  EXPECT_THROW(sender.mailer->send(mail_to(kAnna)), Unavailable);

  server.hang_up();
}

TEST(SmtpMailer_Queue, DropsWhatWaitedTooLong) {
  SilentServer server;
  Sender sender(settings_for("smtps", server.port()));
  sender.mailer->send(mail_to(kAnna));
  server.accept();
  sender.mailer->send(mail_to(kAnna));
  sender.clock.advance(5min + 1ms);
  server.hang_up();

  EXPECT_EQ(sender.events.at(1).kind, Kind::mail_failed);
  EXPECT_EQ(sender.events.at(1).duration, 5min + 1ms);
}

TEST(SmtpMailer_End, ComesWithMailsWaiting) {
  SilentServer server;
  auto sender = std::make_unique<Sender>(settings_for("smtps", server.port()));
  sender->mailer->send(mail_to(kAnna));
  server.accept();
  for (int count = 0; count < 100; ++count) sender->mailer->send(mail_to(kAnna));
  server.hang_up();

  sender->mailer.reset();

  EXPECT_EQ(sender->events.at(0).kind, Kind::mail_failed);
}

TEST(SmtpMailer_Settings, RefuseAUrlOfAnotherKind) {
  EXPECT_THROW(Sender(settings_for("http", 25)), std::invalid_argument);
}

TEST(SmtpMailer_Settings, RefuseASenderThatIsNoAddress) {
  auto settings = settings_for("smtps", 465);
  settings.from = "Rijksconnect <inloggen@login.example>";

  EXPECT_THROW(Sender(std::move(settings)), std::invalid_argument);
}

}  // namespace

}  // namespace sluis::tests
