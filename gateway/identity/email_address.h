#pragma once

// An address, parsed once. Cannot be printed, streamed or logged, and is wiped when it goes.
//
// Grammar (standards DER-05): one '@'; a local part of 1 to 64 octets in dot-atom form (RFC 5322
// §3.2.3, and of what RFC 6531 adds only letters, digits and the marks upon them), lower-cased
// without regard to a language and brought to NFC, nothing removed from it; no quotes, comments,
// lists, control or invisible characters; 254 octets in all. What is canonical once stays the same
// when it is parsed again.

#include <expected>
#include <iosfwd>
#include <string_view>

#include "crypto/secret.h"
#include "fault/refusal.h"
#include "identity/domain_name.h"

namespace sluis::identity {

class EmailAddress {
 public:
  /// Refuses with address_malformed or domain_malformed. Blanks around the whole are taken off
  /// (people paste).
  static std::expected<EmailAddress, Refusal> parse(std::string_view text);

  const DomainName& domain() const { return domain_; }
  /// The canonical local part. Searched for in reviews: only the mail connector, `subject` and the
  /// flow cookie's sealed memory may use it.
  std::string_view expose_local_part() const { return local_part_.expose(); }
  /// "local@domain", for an envelope or a sealed memory.
  crypto::Secret expose() const;

  EmailAddress with_domain(const DomainName& domain) const;  // after alias
  EmailAddress clone() const;

  friend std::ostream& operator<<(std::ostream&, const EmailAddress&) = delete;

 private:
  EmailAddress(crypto::Secret local_part, DomainName domain)
      : local_part_(std::move(local_part)), domain_(std::move(domain)) {}
  crypto::Secret local_part_;
  DomainName domain_;
};

}  // namespace sluis::identity
