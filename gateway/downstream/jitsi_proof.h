#pragma once

// The proof of a session that a window of the meeting's own gets with its token (`id_token`), to
// log out by where no cookie comes (relying-parties §1.4). It has the shape of a JWT, whose nonce
// the meeting reads; we alone check it, so a MAC is enough: HS256 under a key of the `seal` key
// that is of this deployment.

#include <optional>
#include <string>
#include <string_view>

#include "downstream/jitsi_parts.h"

namespace sluis::downstream {

/// Says nothing of her or of the room: the deployment keeps those of all rooms.
struct JitsiProof {
  std::string sid;
  std::string nonce;  // empty: none was sent
};

class JitsiProofs {
 public:
  explicit JitsiProofs(const JitsiParts& parts) : parts_(parts) {}

  std::string make(const JitsiClient& client, const JitsiProof& proof) const;
  /// The sid of a proof that we made for this client, however old, also under the `seal` key before
  /// the last rotation; nothing for anything else.
  std::optional<std::string> sid_of(const JitsiClient& client, std::string_view proof) const;

 private:
  const JitsiParts& parts_;
};

}  // namespace sluis::downstream
