#pragma once

// The opened `pe:` record: a person as far as the gateway keeps one (DESIGN §3, §4). Named and
// sealed by the link; knows no address and no key version.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "crypto/random.h"
#include "crypto/secret.h"

namespace sluis::identity {

/// A service that has been given her pseudonym. The days, not the moments: more is nobody's
/// business.
struct Recipient {
  std::string sector;
  crypto::TimePoint first;
  crypto::TimePoint last;
};

/// A room that she made or was given. What it is called stands in the room's own record.
struct OwnRoom {
  std::string client;  // id of the service in the configuration
  std::string name;

  friend bool operator==(const OwnRoom&, const OwnRoom&) = default;
};

struct Person {
  crypto::Secret link;  // 32 octets; names and opens the record, is not in it
  crypto::Secret seed;  // 32 octets; every pseudonym comes from it
  std::string handle;   // the name of her `id:` record, so that it can be removed
  crypto::TimePoint first_seen;
  crypto::TimePoint last_login;
  std::vector<Recipient> recipients;  // at most 64, the longest unused dropped
  std::vector<std::string> sessions;  // names of `se:` records, at most 8, the oldest dropped

  std::vector<OwnRoom> rooms{};  // at most 24, the newest last; a full list takes no more
  /// What `handle` would be under the versions of the key that were still looked back to, newest
  /// first: by these she is known as the same human being who was forgotten before a rotation.
  std::vector<std::string> older_handles{};

  static constexpr std::size_t kLimitRecipients = 64;
  static constexpr std::size_t kLimitRooms = 24;
  static constexpr std::size_t kLimitSessions = 8;
  static constexpr std::size_t kLimitBytes =
      4000;  // of the plain text: it has to fit the last step of a seal

  std::string name() const { return name_of(link); }  // "pe:…"
  /// "pe:" + base64url(HMAC(link, "sluis/person/1"))
  static std::string name_of(const crypto::Secret& link);
  /// HMAC(link, "sluis/person-lock/1")
  static crypto::Secret lock_of(const crypto::Secret& link);

  void note_recipient(std::string_view sector, crypto::TimePoint now);
  void note_session(std::string session_name);
  /// False if the list is full. A room that is in it already is taken as added.
  bool add_room(OwnRoom room);

  /// The record's plain text (JSON with a version), and back; nothing if it is not one. Of a text
  /// that would be longer than kLimitBytes, the longest unused recipients are left out: they are
  /// noted again at the next use, and a room that fell off the list would be lost to her.
  crypto::Secret serialise() const;
  static std::optional<Person> parse(crypto::Secret link, std::string_view plain_text);

  /// The record as it stands in the store, and back; nothing if this link does not open it.
  std::string seal(crypto::Random& random) const;
  static std::optional<Person> open(crypto::Secret link, std::string_view sealed);
};

}  // namespace sluis::identity
