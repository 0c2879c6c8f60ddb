#pragma once

// What an owner does with her rooms. Each page asks for a session, each form carries a token made
// from it (standards WEB-08), and each room is asked whether it is hers.
//
//   GET       /rooms                        her rooms
//   GET       /rooms/{room}                 the room: link, QR code, invitation, start
//   GET       /rooms/{room}/invitation.ics  for a calendar
//   GET, POST /rooms/{room}/title           to give it another title; the link stays
//   GET, POST /rooms/{room}/delete          to delete it, or to take it off her own list alone

#include <vector>

#include "portal/room_access.h"
#include "portal/rooms_parts.h"

namespace sluis::portal {

class RoomPages {
 public:
  explicit RoomPages(const RoomsParts& parts) : parts_(parts), access_(parts) {}

  std::vector<http::Route> routes();

 private:
  boost::asio::awaitable<http::Response> list(const http::Request& request);
  boost::asio::awaitable<http::Response> show(const http::Request& request);
  boost::asio::awaitable<http::Response> calendar(const http::Request& request);
  boost::asio::awaitable<http::Response> ask_title(const http::Request& request);
  boost::asio::awaitable<http::Response> set_title(const http::Request& request);
  boost::asio::awaitable<http::Response> ask_delete(const http::Request& request);
  boost::asio::awaitable<http::Response> do_delete(const http::Request& request);

  http::Response room_page(const OwnedRoom& here, web::Language language) const;
  http::Response title_page(const OwnedRoom& here, web::Language language,
                            const std::optional<std::string>& refused_title) const;

  const RoomsParts& parts_;
  RoomAccess access_;
};

}  // namespace sluis::portal
