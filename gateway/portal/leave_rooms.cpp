#include "portal/leave_rooms.h"

namespace sluis::portal {

boost::asio::awaitable<void> leave_rooms(const RoomsParts& parts, const identity::Person& person) {
  for (const identity::OwnRoom& own : person.rooms) {
    const Deployment* deployment = parts.deployment(own.client);
    if (!deployment) continue;
    const identity::RoomPlace place = place_of(*deployment, own.name);
    co_await parts.rooms.leave(place, pseudonym_at(person, place));
  }
}

}  // namespace sluis::portal
