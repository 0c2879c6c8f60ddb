#pragma once

// The opened `pe:` record: a person as far as the gateway keeps one (DESIGN §3, §4). Named and sealed by the link;
// knows no address and no key version.

#include <optional>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "crypto/secret.h"

namespace sluis::identity {

/// A service that has been given her pseudonym.
struct Recipient {
  std::string sector;
  crypto::TimePoint first;
  crypto::TimePoint last;
};

struct Person {
  crypto::Secret link;   // 32 octets; names and opens the record, is not in it
  crypto::Secret seed;   // 32 octets; every pseudonym comes from it
  std::string handle;    // the name of her `id:` record, so that it can be removed
  crypto::TimePoint first_seen;
  crypto::TimePoint last_login;
  std::vector<Recipient> recipients;  // at most 64, the oldest dropped
  std::vector<std::string> sessions;  // names of `se:` records, at most 8, the oldest dropped

  std::string name() const { return name_of(link); }  // "pe:…"
  /// "pe:" + base64url(HMAC(link, "sluis/person/1"))
  static std::string name_of(const crypto::Secret& link);
  /// HMAC(link, "sluis/person-lock/1")
  static crypto::Secret lock_of(const crypto::Secret& link);

  /// The record's plain text (JSON with a version), and back; nothing if it is not one.
  crypto::Secret serialise() const;
  static std::optional<Person> parse(crypto::Secret link, std::string_view plain_text);
};

}  // namespace sluis::identity
