#pragma once

// The way to every page about one room: who is here, which room, and whether it is hers. To
// everybody but its owners a room that is there and one that is not look the same.

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <string>
#include <string_view>

#include "portal/rooms_parts.h"
#include "portal/visitor.h"

namespace sluis::portal {

struct OwnedRoom {
  Visitor visitor;
  const Deployment& deployment;
  identity::RoomPlace place;
  identity::Pseudonym owner;  // she, in this room
  identity::Room room;

  std::string path() const { return room_path(place.deployment, place.name); }
};

class RoomAccess {
 public:
  explicit RoomAccess(const RoomsParts& parts) : parts_(parts) {}

  enum class As { look, use };  // a use keeps the room for another 90 days
  /// Else the answer: the login, or that the room is not hers. `pattern` is the route's.
  boost::asio::awaitable<std::expected<OwnedRoom, http::Response>> enter(
      std::string_view pattern, As as, const http::Request& request) const;
  /// The same for a form, whose token is compared with that of this room's forms.
  boost::asio::awaitable<std::expected<OwnedRoom, http::Response>> enter_by_form(
      std::string_view pattern, const http::Request& request) const;

  http::Response refused(Refusal refusal, const http::Request& request) const;
  /// What a change that was refused looks like.
  http::Response refused(identity::RoomChange change, const http::Request& request) const;

 private:
  const RoomsParts& parts_;
};

/// To the login, and back to this page.
http::Response log_in_for(const http::Request& request);

}  // namespace sluis::portal
