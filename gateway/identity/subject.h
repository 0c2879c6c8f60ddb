#pragma once

// Who it is, as canonical length-prefixed octets (DESIGN §3). Cannot be printed; lives until the
// Register has found her.

#include <iosfwd>
#include <string_view>

#include "crypto/secret.h"
#include "identity/email_address.h"

namespace sluis::identity {

class Subject {
 public:
  /// LP("sub/1", realm, upstream subject)
  static Subject of_upstream(std::string_view realm, const crypto::Secret& upstream_subject);
  /// LP("mail/1", local part, domain), the address after alias
  static Subject of_address(const EmailAddress& address);

  std::string_view expose() const { return octets_.expose(); }

  friend std::ostream& operator<<(std::ostream&, const Subject&) = delete;

 private:
  explicit Subject(crypto::Secret octets) : octets_(std::move(octets)) {}
  crypto::Secret octets_;
};

}  // namespace sluis::identity
