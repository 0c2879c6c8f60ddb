#pragma once

// To make somebody else an owner of a room, by a link that works once (hand_over.h).
//
//   GET, POST /rooms/{room}/hand-over  what it means; the link
//   GET, POST /rooms/accept            what is offered; takes it

#include <vector>

#include "portal/room_access.h"
#include "portal/rooms_parts.h"

namespace sluis::portal {

class RoomHandOver {
 public:
  explicit RoomHandOver(const RoomsParts& parts) : parts_(parts), access_(parts) {}

  std::vector<http::Route> routes();

 private:
  /// An offer that still stands, as its taker sees it.
  struct Offered {
    Visitor visitor;
    HandOver offer;
    identity::Pseudonym taker;
    identity::Room room;
  };

  boost::asio::awaitable<http::Response> ask(const http::Request& request);
  boost::asio::awaitable<http::Response> offer(const http::Request& request);
  boost::asio::awaitable<http::Response> show_offer(const http::Request& request);
  boost::asio::awaitable<http::Response> take_offer(const http::Request& request);
  boost::asio::awaitable<http::Response> become_owner(Offered offered, std::string secret,
                                                      const http::Request& request);

  boost::asio::awaitable<std::expected<Offered, http::Response>> offered(
      std::string secret, const http::Request& request);
  http::Response page(const OwnedRoom& here, const std::string& link, web::Language language) const;

  const RoomsParts& parts_;
  RoomAccess access_;
};

}  // namespace sluis::portal
