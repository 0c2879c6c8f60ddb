#pragma once

// What the SAML connector remembers of a login between leaving and coming back: plain fields,
// sealed in the flow cookie by flow/, and so bound to this browser.

#include <optional>
#include <string>
#include <string_view>

#include "crypto/clock.h"

namespace sluis::upstream {

struct SamlMemory {
  std::string relay_state;  // "<flow id>.<random>", at most 80 octets (SAML Bindings 3.5.3)
  std::string request_id;   // what the answer must name in InResponseTo
  std::string provider;     // entity ID of the one that she was sent to
  std::string key_id;       // of the `seal` key that names the marks of use
  /// She must have logged in at or after this, seen from when she left. The epoch: whenever.
  crypto::TimePoint logged_in_since{};

  /// Length-prefixed octets, and back; nothing if they are not ours.
  std::string serialise() const;
  static std::optional<SamlMemory> parse(std::string_view octets);
};

}  // namespace sluis::upstream
