#pragma once

// One message to one address by SMTP. Sending happens on threads of its own and nobody waits for
// it, so that the page and its timing are the same whether or not the mailbox exists.

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "crypto/clock.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "fault/event.h"
#include "fault/finding.h"

namespace sluis::upstream {

struct Mail {
  crypto::Secret to;  // "local@domain"
  std::string subject;
  std::string plain_text;  // UTF-8
  std::string language;    // Content-Language: "nl, en"
  std::string request_id;  // for the journal
  crypto::Secret code{};   // "1234 5678" and whose it is, for a mailer that shows just that
  std::string service{};
};

class Mailer {
 public:
  Mailer() = default;
  Mailer(const Mailer&) = delete;
  Mailer& operator=(const Mailer&) = delete;
  virtual ~Mailer() = default;

  /// Throws as `send` would now. Asked before a mail is counted, so that nobody pays for one that
  /// is not sent.
  virtual void require_room() = 0;

  /// Queues. Throws Unavailable (mail): the queue is full, or the server could not be reached at
  /// the last tries, whoever the mail was for.
  virtual void send(Mail mail) = 0;

  /// For `sluis doctor`: connects, logs in and sends nothing. Blocks for 30 seconds at most.
  virtual Findings examine() = 0;
};

struct SmtpSettings {
  std::string url;  // smtps://host:465, or smtp://host:587 (STARTTLS is required)
  std::string from;
  std::string user{};
  crypto::Secret password{};
  std::optional<std::string> ca_file{};  // an extra trust root
  std::size_t limit_waiting =
      2'000;  // ten times what one network may ask for (`mail_per_ip`): no stranger fills it
  std::size_t threads = 2;
  // Without mail for this long, a thread hangs up and leaves nothing of the last one in memory.
  std::chrono::milliseconds rest{1000};
  std::string from_name{};  // shown beside `from`: contact.name
  std::string host{};       // the issuer's, for Message-ID and EHLO; empty: the domain of `from`
};

struct SmtpParts {
  Journal journal;  // is told mail_sent and mail_failed
  const crypto::Clock& clock;
  crypto::Random& random;
};

/// SMTP over TLS by libcurl (RFC 5321, RFC 8314). Certificate and host name are always checked.
/// After three failures in a row that are the server's (not one recipient's), `send` throws for 30
/// seconds, then lets one mail through to see. Throws std::invalid_argument for a URL that is not
/// smtp:// or smtps://, or a `from` that is no address. Destruction waits for the mail in flight
/// (30 seconds at most) and drops the rest.
std::unique_ptr<Mailer> make_smtp_mailer(SmtpSettings settings, SmtpParts parts);

/// Prints the code to standard output: for a demonstration on localhost (the configuration refuses
/// it elsewhere).
std::unique_ptr<Mailer> make_console_mailer();

}  // namespace sluis::upstream
