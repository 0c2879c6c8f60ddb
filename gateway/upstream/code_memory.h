#pragma once

// What the mail connector remembers of a login between the mail and the code: plain fields, sealed
// in the flow cookie by flow/. An old cookie can be put back by whoever has the browser, so nothing
// here counts anything: the counters are in the store.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/clock.h"
#include "crypto/secret.h"
#include "identity/email_address.h"

namespace sluis::upstream {

struct CodeMemory {
  /// What the page tells her about the thing she did last.
  enum class Notice { none, wrong, sent_again, no_more_mails };

  identity::EmailAddress address;
  crypto::Secret code;  // 8 digits
  crypto::TimePoint sent_at;
  std::string key_id;           // of the `seal` key that names this flow's counters
  std::int64_t sending_number;  // which of the codes of this flow
  unsigned tries_left;          // to show
  Notice notice = Notice::none;

  /// Length-prefixed octets, and back; nothing if they are not ours. At most 500 octets.
  std::string serialise() const;
  static std::optional<CodeMemory> parse(std::string_view octets);
};

}  // namespace sluis::upstream
