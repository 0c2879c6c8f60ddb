#pragma once

// What somebody who is logged in may be in a room. Asked only of whom we know: a stranger learns
// nothing of which rooms there are.

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <string>

#include "downstream/jitsi_parts.h"
#include "fault/refusal.h"
#include "identity/pseudonym.h"

namespace sluis::downstream {

/// Refuses with room_not_yours where the deployment has rooms opened by their owners alone. A room
/// that she may enter has been used.
boost::asio::awaitable<std::expected<RoomRole, Refusal>> role_in_room(const JitsiParts& parts,
                                                                      const JitsiClient& client,
                                                                      std::string room,
                                                                      identity::Pseudonym somebody);

}  // namespace sluis::downstream
