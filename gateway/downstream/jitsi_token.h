#pragma once

// The token that opens one room of a Jitsi Meet for some minutes (relying-parties §1.1: what
// Prosody takes and what it refuses).

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "downstream/jitsi_parts.h"
#include "identity/pseudonym.h"

namespace sluis::downstream {

struct JitsiGuest {
  std::string room;
  identity::Pseudonym pseudonym;  // of that room
  std::string name;               // what others will see
  RoomRole role;
};

class JitsiTokens {
 public:
  explicit JitsiTokens(const JitsiParts& parts) : parts_(parts) {}

  /// Throws Unavailable when the pool for RSA signatures is full.
  boost::asio::awaitable<std::string> sign(const JitsiClient& client, JitsiGuest guest) const;

 private:
  const JitsiParts& parts_;
};

}  // namespace sluis::downstream
