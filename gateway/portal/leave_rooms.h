#pragma once

// Who has herself forgotten leaves her rooms: those that she alone owns are deleted, from the
// others she is taken off.

#include <boost/asio/awaitable.hpp>

#include "portal/rooms_parts.h"

namespace sluis::portal {

/// Both are the caller's to keep. A room of a service that is no longer registered cannot be found,
/// and ends by itself.
boost::asio::awaitable<void> leave_rooms(const RoomsParts& parts, const identity::Person& person);

}  // namespace sluis::portal
