#include "portal/room_access.h"

#include <utility>

#include "http/form.h"
#include "portal/form_token.h"
#include "portal/new_room_name.h"
#include "web/refusal_page.h"

namespace sluis::portal {

namespace {

using boost::asio::awaitable;
using Entered = std::expected<OwnedRoom, http::Response>;

}  // namespace

http::Response log_in_for(const http::Request& request) {
  std::string here = request.path;
  if (!request.query.empty()) here += "?" + request.query;
  if (request.method != "GET") here = "/rooms";
  return http::see_other(http::with_query("/rooms/login", {{"back", here}}));
}

awaitable<Entered> RoomAccess::enter(std::string_view pattern, As as,
                                     const http::Request& request) const {
  auto visitor = co_await admitted_visitor(parts_, request);
  if (!visitor) co_return std::unexpected(log_in_for(request));

  const std::string_view segment = http::segment_of(pattern, request.path).value_or("");
  const auto colon = segment.find(':');
  const auto* deployment = parts_.deployment(segment.substr(0, colon));
  const std::string_view name = colon == segment.npos ? "" : segment.substr(colon + 1);
  if (!deployment || !is_room_name(name)) {
    co_return std::unexpected(refused(Refusal::room_not_yours, request));
  }
  identity::RoomPlace place = place_of(*deployment, std::string(name));
  identity::Pseudonym owner = pseudonym_at(visitor->person, place);
  auto room = co_await parts_.rooms.open(place);
  if (!room || !room->is_owned_by(owner)) {
    co_return std::unexpected(refused(Refusal::room_not_yours, request));
  }
  if (as == As::use) co_await parts_.rooms.use(place);
  co_return OwnedRoom{.visitor = std::move(*visitor),
                      .deployment = *deployment,
                      .place = std::move(place),
                      .owner = std::move(owner),
                      .room = std::move(*room)};
}

awaitable<Entered> RoomAccess::enter_by_form(std::string_view pattern,
                                             const http::Request& request) const {
  auto entered = co_await enter(pattern, As::look, request);
  if (!entered) co_return entered;
  const auto form = http::Form::of_body(request);
  if (!form || !has_form_token(*form, entered->visitor.session, entered->path())) {
    co_return std::unexpected(refused(Refusal::token_mismatch, request));
  }
  co_return entered;
}

http::Response RoomAccess::refused(Refusal refusal, const http::Request& request) const {
  return web::refusal_page(parts_.pages, refusal,
                           {.language = web::choose_language(request, {}),
                            .request_id = request.request_id,
                            .way_back = "/rooms"});
}

http::Response RoomAccess::refused(identity::RoomChange change,
                                   const http::Request& request) const {
  return refused(change == identity::RoomChange::owners_full ? Refusal::room_owners_full
                                                             : Refusal::room_not_yours,
                 request);
}

}  // namespace sluis::portal
