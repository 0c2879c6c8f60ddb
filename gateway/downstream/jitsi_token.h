#pragma once

// The token that opens one room of a Jitsi Meet for some minutes (relying-parties §1.1: what
// Prosody takes and what it refuses), and the proof of a session that comes with it in a window of
// the meeting's own. Both are signed by `jitsi-sign` and told apart by `typ`: Prosody takes JWT
// alone.

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

/// Says nothing of her or of the room: the deployment keeps those of all rooms.
struct JitsiProof {
  std::string sid;
  std::string nonce;  // empty: none was sent
};

class JitsiTokens {
 public:
  explicit JitsiTokens(const JitsiParts& parts) : parts_(parts) {}

  /// Both throw Unavailable when the pool for RSA signatures is full.
  boost::asio::awaitable<std::string> sign(const JitsiClient& client, JitsiGuest guest) const;
  boost::asio::awaitable<std::string> prove(const JitsiClient& client, JitsiProof proof) const;

  /// The sid of a proof that we signed for this client, however old; nothing for anything else.
  std::optional<std::string> sid_of(const JitsiClient& client, std::string_view proof) const;

 private:
  boost::asio::awaitable<std::string> signed_as(std::string type, std::string payload) const;

  const JitsiParts& parts_;
};

}  // namespace sluis::downstream
