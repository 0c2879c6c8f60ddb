#pragma once

// What the OpenID Connect connector remembers of a login between leaving and coming back: plain
// fields, sealed in the flow cookie by flow/, and so bound to this browser (standards NLR-02).

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/clock.h"

namespace sluis::upstream {

struct OidcMemory {
  /// What was asked about when she logged in.
  enum class Freshness {
    any,
    since_now,  // prompt=login
    max_age,
  };

  std::string state;
  std::string nonce;
  std::string verifier;  // RFC 7636
  std::string issuer;    // of the provider that she was sent to
  std::string key_id;    // of the `seal` key that names the mark of use
  crypto::TimePoint started;
  Freshness freshness = Freshness::any;
  std::chrono::seconds max_age{0};

  /// She must have logged in at or after this; nothing: whenever. Seen from when she left, not
  /// from when she came back: what happens at the provider may take its time.
  std::optional<crypto::TimePoint> logged_in_since() const;

  /// Length-prefixed octets, and back; nothing if they are not ours.
  std::string serialise() const;
  static std::optional<OidcMemory> parse(std::string_view octets);
};

}  // namespace sluis::upstream
