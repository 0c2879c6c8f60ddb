#pragma once

// One connection to the mail server, kept open between mails. For one thread.

#include <memory>
#include <string>

#include "crypto/secret.h"
#include "fault/finding.h"
#include "upstream/mailer.h"

namespace sluis::upstream {

struct Envelope {
  crypto::Secret to;       // "local@domain"
  crypto::Secret message;  // RFC 5322
};

class SmtpConnection {
 public:
  enum class Outcome {
    taken,
    refused,      // the server answers, and does not want this mail
    unreachable,  // no connection, no TLS that we trust, no login, or no answer: it would be so for
                  // every mail
  };

  /// `settings` outlives this. Throws std::runtime_error when libcurl cannot be set up.
  explicit SmtpConnection(const SmtpSettings& settings);
  SmtpConnection(SmtpConnection&&) noexcept;
  ~SmtpConnection();

  /// Blocks for 30 seconds at most.
  Outcome deliver(const Envelope& envelope);

  /// Ends the connection, if there is one; the next mail makes another. libcurl keeps the last
  /// recipient with the connection, and with nothing else. Blocks for 5 seconds at most.
  void hang_up() noexcept;

  /// Connects, begins TLS, logs in, and hangs up. Blocks as long. Not to be used after that.
  Findings examine();

 private:
  struct Transfer;
  const SmtpSettings& settings_;
  std::unique_ptr<Transfer> transfer_;
};

}  // namespace sluis::upstream
