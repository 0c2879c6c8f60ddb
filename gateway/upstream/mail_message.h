#pragma once

// A mail as it goes over the wire (RFC 5322, MIME): plain text in UTF-8 as quoted-printable,
// nothing that fetches anything. No value can begin a header of its own: subject and name are made
// of printable characters or encoded (RFC 2047), addresses with anything but printable ASCII throw
// std::invalid_argument.

#include <string>
#include <string_view>

#include "crypto/clock.h"
#include "crypto/random.h"
#include "crypto/secret.h"

namespace sluis::upstream {

struct MailMessage {
  std::string_view from;        // "local@domain"
  std::string_view from_name;   // may be empty
  std::string_view to;          // "local@domain"
  std::string_view subject;     // UTF-8
  std::string_view plain_text;  // UTF-8
  std::string_view language;    // Content-Language (RFC 3282)
  std::string_view host;        // right of the '@' in the Message-ID
};

/// Header and body with CRLF at every line's end; no line is longer than RFC 5322 allows.
crypto::Secret compose(const MailMessage& message, crypto::TimePoint now, crypto::Random& random);

/// Throws std::invalid_argument for what cannot stand in an envelope or a header: a blank, a
/// control character, anything beyond ASCII, an angle bracket, a comma, or no '@' in the middle.
void require_mailbox(std::string_view address);

}  // namespace sluis::upstream
