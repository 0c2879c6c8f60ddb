#include "downstream/jitsi_role.h"

#include <utility>

namespace sluis::downstream {

using boost::asio::awaitable;
using identity::Pseudonym;

awaitable<std::expected<RoomRole, Refusal>> role_in_room(const JitsiParts& parts,
                                                         const JitsiClient& client,
                                                         std::string room, Pseudonym somebody) {
  const auto place = client.place(std::move(room));
  if (client.hosts == Hosts::owner) {
    const auto known = co_await parts.rooms.open(place);
    if (!known || !known->is_owned_by(somebody)) {
      co_return std::unexpected(Refusal::room_not_yours);
    }
  }
  const auto used = co_await parts.rooms.use(place);
  // Nobody owns it: whoever is admitted opens it.
  if (!used || used->is_owned_by(somebody)) co_return RoomRole::owner;
  co_return RoomRole::member;
}

}  // namespace sluis::downstream
