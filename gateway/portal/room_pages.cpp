#include "portal/room_pages.h"

#include <utility>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "downstream/friendly_name.h"
#include "flow/page_mark.h"
#include "http/form.h"
#include "identity/typed_line.h"
#include "portal/form_token.h"
#include "portal/invitation.h"
#include "portal/qr_code.h"
#include "web/texts.h"

namespace sluis::portal {

namespace {

using boost::asio::awaitable;

constexpr std::string_view kList = "/rooms";
constexpr std::string_view kRoom = "/rooms/{room}";
constexpr std::string_view kCalendar = "/rooms/{room}/invitation.ics";
constexpr std::string_view kTitle = "/rooms/{room}/title";
constexpr std::string_view kDelete = "/rooms/{room}/delete";
constexpr std::size_t kLongestMeetingName = 40;  // characters

std::string in_days(std::chrono::seconds period) {
  return std::to_string(std::chrono::ceil<std::chrono::days>(period).count());
}

Invitation invitation_to(const OwnedRoom& here, web::Language language) {
  return {.title = here.room.title,
          .link = link_of(here.deployment, here.place.name),
          .language = language};
}

/// Says nothing of the room to whoever reads the calendar; the link beside it says enough.
std::string calendar_uid(const OwnedRoom& here, std::string_view issuer) {
  const auto begin = issuer.find("://");
  const std::string_view host = begin == issuer.npos ? issuer : issuer.substr(begin + 3);
  return crypto::hex_encode(crypto::sha256(crypto::length_prefixed(
                                {"sluis/calendar/1", here.place.deployment, here.place.name})))
             .substr(0, 32) +
         "@" + std::string(host.substr(0, host.find(':')));
}

}  // namespace

std::vector<http::Route> RoomPages::routes() {
  const auto route = [this](const char* method, std::string_view path,
                            awaitable<http::Response> (RoomPages::*page)(const http::Request&)) {
    return http::Route{method, std::string(path), [this, page](const http::Request& request) {
                         return (this->*page)(request);
                       }};
  };
  return {
      route("GET", kList, &RoomPages::list),         route("GET", kRoom, &RoomPages::show),
      route("GET", kCalendar, &RoomPages::calendar), route("GET", kTitle, &RoomPages::ask_title),
      route("POST", kTitle, &RoomPages::set_title),  route("GET", kDelete, &RoomPages::ask_delete),
      route("POST", kDelete, &RoomPages::do_delete),
  };
}

awaitable<http::Response> RoomPages::list(const http::Request& request) {
  const web::Language language = web::choose_language(request, {});
  const auto visitor = co_await admitted_visitor(parts_, request);
  if (!visitor) co_return log_in_for(request);

  std::vector<web::Values> rows;
  std::vector<identity::OwnRoom> gone;
  const bool is_full = visitor->person.rooms.size() >= identity::Person::kLimitRooms;
  for (const identity::OwnRoom& own : visitor->person.rooms) {
    const Deployment* deployment = parts_.deployment(own.client);
    if (!deployment) {
      // It may come back with the next configuration; not on a list that she could not empty.
      if (is_full) gone.push_back(own);
      continue;
    }
    const identity::RoomPlace place = place_of(*deployment, own.name);
    const auto room = co_await parts_.rooms.open(place);
    if (!room || !room->is_owned_by(pseudonym_at(visitor->person, place))) {
      gone.push_back(own);
      continue;
    }
    rows.insert(rows.begin(), {{"room_title", room->title},
                               {"room_path", room_path(own.client, own.name)},
                               {"room_link", link_of(*deployment, own.name)}});
  }
  if (!gone.empty()) {
    co_await parts_.people.drop_rooms(visitor->session.link.clone(), std::move(gone));
  }
  const std::string has_rooms = rows.empty() ? "" : "yes";
  co_return parts_.pages.make(
      {.name = "rooms",
       .language = language,
       .values = {{"has_rooms", has_rooms}, {"days", in_days(parts_.retention)}},
       .lists = {{"rooms", std::move(rows)}},
       .same_page = std::string(kList)});
}

awaitable<http::Response> RoomPages::show(const http::Request& request) {
  const auto here = co_await access_.enter(kRoom, RoomAccess::As::use, request);
  if (!here) co_return here.error();
  co_return room_page(*here, web::choose_language(request, {}));
}

http::Response RoomPages::room_page(const OwnedRoom& here, web::Language language) const {
  const Invitation invitation = invitation_to(here, language);
  const QrCode qr = qr_code(invitation.link);
  // Whoever answers the form believes the name in it of her alone.
  auto made_for = flow::page_mark(parts_.keyring, parts_.clock.now(), here.visitor.person.name());
  return parts_.pages.make(
      {.name = "room",
       .language = language,
       .values = {{"title", here.room.title},
                  {"room_link", invitation.link},
                  {"room_path", here.path()},
                  {"invitation", invitation_text(invitation)},
                  {"qr_box", qr.view_box},
                  {"qr_path", qr.path},
                  {"client", here.place.deployment},
                  {"has_other_hosts", here.deployment.has_other_hosts ? "yes" : ""},
                  {"service", here.deployment.name},
                  {"room_name", here.place.name},
                  {"made_for", std::move(made_for)},
                  {"friendly", downstream::friendly_name_of(here.owner).name},
                  {"limit_name", std::to_string(kLongestMeetingName)},
                  {"days", in_days(parts_.retention)}},
       .same_page = here.path(),
       .script = "copy.js"});
}

awaitable<http::Response> RoomPages::calendar(const http::Request& request) {
  const auto here = co_await access_.enter(kCalendar, RoomAccess::As::look, request);
  if (!here) co_return here.error();
  const Invitation invitation = invitation_to(*here, web::choose_language(request, {}));
  http::Response response{.status = 200,
                          .headers = {},
                          .body = invitation_calendar(
                              invitation, calendar_uid(*here, parts_.issuer), parts_.clock.now())};
  response.headers.add("Content-Type", "text/calendar; charset=utf-8");
  response.headers.add("Content-Disposition", "attachment; filename=\"invitation.ics\"");
  response.headers.add("Cache-Control", "no-store");
  co_return response;
}

awaitable<http::Response> RoomPages::ask_title(const http::Request& request) {
  const auto here = co_await access_.enter(kTitle, RoomAccess::As::look, request);
  if (!here) co_return here.error();
  co_return title_page(*here, web::choose_language(request, {}), std::nullopt);
}

http::Response RoomPages::title_page(const OwnedRoom& here, web::Language language,
                                     const std::optional<std::string>& refused_title) const {
  const auto problem = refused_title ? web::text("room_new.problem_title", language) : "";
  return parts_.pages.make({.name = "room_title",
                            .language = language,
                            .values = {{"typed_title", refused_title.value_or(here.room.title)},
                                       {"problem", std::string(problem)},
                                       {"limit_title", std::to_string(kLongestTitle)},
                                       {"room_path", here.path()},
                                       {"token", form_token(here.visitor.session, here.path())}},
                            .status = refused_title ? 400 : 200,
                            .same_page = here.path() + "/title"});
}

awaitable<http::Response> RoomPages::set_title(const http::Request& request) {
  const auto here = co_await access_.enter_by_form(kTitle, request);
  if (!here) co_return here.error();
  const auto form = http::Form::of_body(request);
  const std::string typed(form->get("title").value_or(""));
  auto title = identity::typed_line(typed, kLongestTitle);
  if (!title || title->empty()) {
    co_return title_page(*here, web::choose_language(request, {}), typed);
  }
  const auto change = co_await parts_.rooms.rename(here->place, here->owner, std::move(*title));
  if (change != identity::RoomChange::done) co_return access_.refused(change, request);
  co_return http::see_other(here->path());
}

awaitable<http::Response> RoomPages::ask_delete(const http::Request& request) {
  const auto here = co_await access_.enter(kDelete, RoomAccess::As::look, request);
  if (!here) co_return here.error();
  co_return parts_.pages.make(
      {.name = "room_delete",
       .language = web::choose_language(request, {}),
       .values = {{"room_title", here->room.title},
                  {"room_path", here->path()},
                  {"is_shared", here->room.owners.size() > 1 ? "yes" : ""},
                  {"token", form_token(here->visitor.session, here->path())}},
       .same_page = here->path() + "/delete"});
}

awaitable<http::Response> RoomPages::do_delete(const http::Request& request) {
  const auto here = co_await access_.enter_by_form(kDelete, request);
  if (!here) co_return here.error();
  const auto form = http::Form::of_body(request);
  const bool is_only_hers = form->get("only_me").has_value();
  const auto change = is_only_hers ? co_await parts_.rooms.leave(here->place, here->owner)
                                   : co_await parts_.rooms.remove(here->place, here->owner);
  if (change != identity::RoomChange::done) co_return access_.refused(change, request);
  std::vector<identity::OwnRoom> gone{{.client = here->place.deployment, .name = here->place.name}};
  co_await parts_.people.drop_rooms(here->visitor.session.link.clone(), std::move(gone));
  co_return http::see_other(std::string(kList));
}

}  // namespace sluis::portal
