#pragma once

// Where a room's `ro:` record stands under one version of the pseudonym key, and how it is locked
// (DESIGN §4). Whoever holds the store alone, or the ring alone and not the room's name, reads
// nothing.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/random.h"
#include "crypto/secret.h"
#include "identity/audience.h"

namespace sluis::identity {

struct RoomHandle {
  std::string name;     // "ro:" + base64url(HMAC(K[v], LP("sluis/room-handle/1", the place)))
  crypto::Secret lock;  // HMAC(K[v], LP("sluis/room-lock/1", the place))

  /// What the pseudonym key is asked for about a room: deployment, tenant and name …
  static std::vector<crypto::Secret> messages(const RoomPlace& place);
  /// … and the handle of what one version of it says to them.
  static RoomHandle of(std::vector<crypto::Secret> macs);

  std::string seal(const crypto::Secret& record, crypto::Random& random) const;
  /// Nothing if it was not sealed for this room.
  std::optional<crypto::Secret> open(std::string_view sealed) const;
};

}  // namespace sluis::identity
