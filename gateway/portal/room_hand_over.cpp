#include "portal/room_hand_over.h"

#include <utility>

#include "http/form.h"
#include "portal/form_token.h"

namespace sluis::portal {

namespace {

using boost::asio::awaitable;

constexpr std::string_view kHandOver = "/rooms/{room}/hand-over";
constexpr std::string_view kAccept = "/rooms/accept";

std::string path_of(const identity::RoomPlace& place) {
  return room_path(place.deployment, place.name);
}

}  // namespace

std::vector<http::Route> RoomHandOver::routes() {
  const auto route = [this](const char* method, std::string_view path,
                            awaitable<http::Response> (RoomHandOver::*page)(const http::Request&)) {
    return http::Route{method, std::string(path), [this, page](const http::Request& request) {
                         return (this->*page)(request);
                       }};
  };
  return {
      route("GET", kHandOver, &RoomHandOver::ask),
      route("POST", kHandOver, &RoomHandOver::offer),
      route("GET", kAccept, &RoomHandOver::show_offer),
      route("POST", kAccept, &RoomHandOver::take_offer),
  };
}

awaitable<http::Response> RoomHandOver::ask(const http::Request& request) {
  const auto here = co_await access_.enter(kHandOver, RoomAccess::As::look, request);
  if (!here) co_return here.error();
  co_return page(*here, "", web::choose_language(request, {}));
}

awaitable<http::Response> RoomHandOver::offer(const http::Request& request) {
  const auto here = co_await access_.enter_by_form(kHandOver, request);
  if (!here) co_return here.error();
  if (here->room.owners.size() >= identity::Room::kLimitOwners) {
    co_return access_.refused(Refusal::room_owners_full, request);
  }
  if (!co_await parts_.limit.allows(RoomLimit::Act::offer, here->visitor.person)) {
    co_return access_.refused(Refusal::too_many_rooms, request);
  }
  HandOver made{.place = here->place, .giver = here->owner, .room_mark = here->room.mark};
  const std::string secret = co_await parts_.hand_overs.offer(std::move(made));
  const std::string link =
      http::with_query(parts_.issuer + std::string(kAccept), {{"key", secret}});
  co_return page(*here, link, web::choose_language(request, {}));
}

http::Response RoomHandOver::page(const OwnedRoom& here, const std::string& link,
                                  web::Language language) const {
  return parts_.pages.make({.name = "room_hand_over",
                            .language = language,
                            .values = {{"room_title", here.room.title},
                                       {"room_path", here.path()},
                                       {"offer", link},
                                       {"token", form_token(here.visitor.session, here.path())}},
                            .same_page = here.path() + "/hand-over",
                            .script = link.empty() ? "" : "copy.js"});
}

awaitable<std::expected<RoomHandOver::Offered, http::Response>> RoomHandOver::offered(
    std::string secret, const http::Request& request) {
  auto visitor = co_await admitted_visitor(parts_, request);
  if (!visitor) co_return std::unexpected(log_in_for(request));
  auto offer = co_await parts_.hand_overs.look(std::move(secret));
  const auto gone = std::unexpected(access_.refused(Refusal::hand_over_expired, request));
  if (!offer || !parts_.deployment(offer->place.deployment)) co_return gone;
  auto room = co_await parts_.rooms.open(offer->place);
  if (!room || room->mark != offer->room_mark || !room->is_owned_by(offer->giver)) co_return gone;
  identity::Pseudonym taker = pseudonym_at(visitor->person, offer->place);
  co_return Offered{.visitor = std::move(*visitor),
                    .offer = std::move(*offer),
                    .taker = std::move(taker),
                    .room = std::move(*room)};
}

awaitable<http::Response> RoomHandOver::show_offer(const http::Request& request) {
  const auto query = http::Form::of_query(request);
  const std::string secret(query ? query->get("key").value_or("") : "");
  const auto shown = co_await offered(secret, request);
  if (!shown) co_return shown.error();
  // The giver, who tries her own link, does not use it up.
  if (shown->room.is_owned_by(shown->taker)) {
    co_return http::see_other(path_of(shown->offer.place));
  }
  co_return parts_.pages.make({.name = "room_accept",
                               .language = web::choose_language(request, {}),
                               .values = {{"room_title", shown->room.title},
                                          {"secret", secret},
                                          {"token", form_token(shown->visitor.session, kAccept)}},
                               .same_page = http::with_query(kAccept, {{"key", secret}})});
}

awaitable<http::Response> RoomHandOver::take_offer(const http::Request& request) {
  const auto form = http::Form::of_body(request);
  if (!form) co_return access_.refused(form.error(), request);
  std::string secret(form->get("key").value_or(""));
  auto found = co_await offered(secret, request);
  if (!found) co_return found.error();
  if (!has_form_token(*form, found->visitor.session, kAccept)) {
    co_return access_.refused(Refusal::token_mismatch, request);
  }
  if (found->room.is_owned_by(found->taker)) {
    co_return http::see_other(path_of(found->offer.place));
  }
  if (found->room.owners.size() >= identity::Room::kLimitOwners) {
    co_return access_.refused(Refusal::room_owners_full, request);
  }
  co_return co_await become_owner(std::move(*found), std::move(secret), request);
}

// Her list first, which may be full: then nothing is used up. The link is taken before she becomes
// an owner, so that of two who take it at once one does.
awaitable<http::Response> RoomHandOver::become_owner(Offered offered, std::string secret,
                                                     const http::Request& request) {
  const identity::RoomPlace& place = offered.offer.place;
  const identity::OwnRoom own{.client = place.deployment, .name = place.name};
  using Kept = identity::People::RoomKept;
  const Kept kept = co_await parts_.people.keep_room(offered.visitor.person.link.clone(), own);
  if (kept == Kept::list_is_full) co_return access_.refused(Refusal::rooms_full, request);
  if (kept == Kept::nobody_there) co_return log_in_for(request);

  Refusal why = Refusal::hand_over_expired;
  if (co_await parts_.hand_overs.take(std::move(secret))) {
    const auto change = co_await parts_.rooms.add_owner(place, offered.offer.giver, offered.taker);
    if (change == identity::RoomChange::done) co_return http::see_other(path_of(place));
    if (change == identity::RoomChange::owners_full) why = Refusal::room_owners_full;
  }
  // A second press of the same button: the first has made her an owner, or will. Her list drops by
  // itself what is not hers.
  const auto room = co_await parts_.rooms.open(place);
  if (room && room->is_owned_by(offered.taker)) co_return http::see_other(path_of(place));
  co_return access_.refused(why, request);
}

}  // namespace sluis::portal
