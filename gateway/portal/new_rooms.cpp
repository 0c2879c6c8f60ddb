#include "portal/new_rooms.h"

#include <utility>

#include "http/form.h"
#include "identity/typed_line.h"
#include "portal/new_room_name.h"
#include "web/language_switch.h"
#include "web/refusal_page.h"
#include "web/texts.h"

namespace sluis::portal {

namespace {

using boost::asio::awaitable;

constexpr std::string_view kSelf = "rooms";
constexpr std::string_view kList = "/rooms";

std::string text_of(const http::Form& form, std::string_view name) {
  return std::string(form.get(name).value_or(""));
}

/// A page about rooms, and no other.
bool is_about_rooms(std::string_view path) {
  if (!web::is_own_path(path) || !path.starts_with(kList)) return false;
  path.remove_prefix(kList.size());
  return path.empty() || path.starts_with('/') || path.starts_with('?');
}

}  // namespace

NewRooms::NewRooms(const RoomsParts& parts) : parts_(parts), mark_(parts.cookies, parts.random) {}

std::vector<http::Route> NewRooms::routes() {
  return {
      {"GET", "/", [this](const http::Request& request) { return show(std::nullopt, request); }},
      {"GET", "/rooms/new", [this](const http::Request& request) { return show("", request); }},
      {"GET", "/rooms/make", [this](const http::Request& request) { return make(request); }},
  };
}

awaitable<http::Response> NewRooms::show(std::optional<std::string> link,
                                         const http::Request& request) {
  const Typed nothing{.link = std::move(link)};
  co_return page(nothing, request);
}

std::vector<web::Values> NewRooms::choices(const Typed& typed) const {
  std::vector<web::Values> rows;
  for (const Deployment& deployment : parts_.deployments) {
    const bool is_chosen = typed.client.empty() ? rows.empty() : deployment.id == typed.client;
    rows.push_back({{"client", deployment.id},
                    {"client_name", deployment.name},
                    {"chosen", is_chosen ? "yes" : ""}});
  }
  return rows;
}

http::Response NewRooms::page(const Typed& typed, const http::Request& request) const {
  const web::Language language = web::choose_language(request, {});
  const auto token = mark_.token_for(request);
  const auto flag = [](bool is_so) { return is_so ? "yes" : ""; };
  const auto is_about = [&](Field field) { return typed.problem && typed.problem->about == field; };
  const std::string words(typed.problem ? web::text(typed.problem->words, language) : "");
  const bool has_choice = parts_.deployments.size() > 1;
  http::Response response = parts_.pages.make(
      {.name = typed.link ? "room_new" : "rooms_start",
       .language = language,
       .values = {{"token", token.text},
                  {"typed_title", typed.title},
                  {"typed_link", typed.link.value_or("")},
                  {"limit_title", std::to_string(kLongestTitle)},
                  {"limit_link", std::to_string(kLongestRoomName)},
                  {"problem", flag(typed.problem.has_value())},
                  {"problem_words", words},
                  {"title_problem", flag(is_about(Field::title))},
                  {"link_problem", flag(is_about(Field::link))},
                  {"form_problem", flag(is_about(Field::none))},
                  {"has_choice", flag(has_choice)},
                  {"only_client", has_choice ? "" : parts_.deployments.front().id}},
       .lists = {{"choices", choices(typed)}},
       .status = typed.problem ? 400 : 200,
       .same_page = typed.link ? "/rooms/new" : "/"});
  if (token.set_cookie) response.headers.add("Set-Cookie", *token.set_cookie);
  return response;
}

flow::LoginRequest NewRooms::login_for(std::string memory) const {
  return {.front = std::string(kSelf),
          .client = std::string(kSelf),
          .audience = identity::Audience::sector(std::string(kSelf)),
          .requirements = {},
          .languages = {},
          .received_at = parts_.clock.now(),
          .memory = std::move(memory)};
}

awaitable<downstream::Front::Accepted> NewRooms::accept(const http::Request& request) {
  co_return request.method == "POST" ? take_wish(request) : take_return(request);
}

downstream::Front::Accepted NewRooms::take_return(const http::Request& request) const {
  const auto query = http::Form::of_query(request);
  std::string back = query ? text_of(*query, "back") : "";
  if (!is_about_rooms(back)) back = kList;
  return login_for(Return{.path = std::move(back)}.serialise());
}

downstream::Front::Accepted NewRooms::take_wish(const http::Request& request) const {
  const auto form = http::Form::of_body(request);
  if (!form) return downstream::NotProven{form.error()};
  Typed typed{.client = text_of(*form, "client"), .title = text_of(*form, "title")};
  if (form->get("own_link")) typed.link = text_of(*form, "link");
  const auto again = [&](Field about, const char* words) {
    typed.problem = Problem{.about = about, .words = words};
    return page(typed, request);
  };

  const std::string token = text_of(*form, "token");
  if (!mark_.is_of(request, token)) return again(Field::none, "room_new.problem_form");
  if (!parts_.deployment(typed.client)) return downstream::NotProven{Refusal::request_malformed};
  auto title = identity::typed_line(typed.title, kLongestTitle);
  if (!title) return again(Field::title, "room_new.problem_title");

  Wish wish{.client = typed.client,
            .title = std::move(*title),
            .name = {},
            .browser = token,
            .person = {}};
  if (typed.link) {
    const auto chosen = chosen_room_name(*typed.link);
    if (!chosen) return again(Field::link, "room_new.problem_link");
    wish.name = form->get("insist") ? *chosen : with_random_tail(*chosen, parts_.random);
    if (wish.title.empty()) wish.title = *chosen;
  } else {
    auto memorable = memorable_room_name(parts_.random);
    wish.name = std::move(memorable.name);
    if (wish.title.empty()) wish.title = std::move(memorable.words);
  }
  return login_for(wish.serialise());
}

awaitable<http::Response> NewRooms::deliver(flow::LoginRequest request, flow::Grant grant) {
  if (auto back = Return::parse(request.memory)) co_return http::see_other(back->path);
  auto wish = Wish::parse(request.memory);
  if (!wish) co_return http::see_other("/");
  wish->person = grant.person_name;
  request.memory = wish->serialise();
  const std::string sealed = parts_.flows.seal_posted(request);
  co_return http::see_other(http::with_query("/rooms/make", {{"wish", sealed}}));
}

awaitable<http::Response> NewRooms::refuse(flow::LoginRequest, Refusal) const {
  co_return http::see_other("/");
}

awaitable<http::Response> NewRooms::make(const http::Request& request) {
  const auto query = http::Form::of_query(request);
  if (!query) co_return refused(query.error(), request);
  const auto opened = parts_.flows.open_posted(query->get("wish").value_or(""));
  if (!opened) co_return refused(opened.error(), request);
  auto wish = Wish::parse(opened->memory);
  auto visitor = co_await admitted_visitor(parts_, request);
  // Of another person, or made in another browser: whoever sealed it does not act for her.
  if (!wish || !visitor || wish->person != visitor->person.name() ||
      !mark_.is_of(request, wish->browser)) {
    co_return refused(Refusal::flow_unknown, request);
  }
  co_return co_await make_for(std::move(*visitor), std::move(*wish), request);
}

awaitable<http::Response> NewRooms::make_for(Visitor visitor, Wish wish,
                                             const http::Request& request) {
  const Deployment* deployment = parts_.deployment(wish.client);
  if (!deployment) co_return refused(Refusal::request_malformed, request);
  const identity::RoomPlace place = place_of(*deployment, wish.name);
  const identity::Pseudonym owner = pseudonym_at(visitor.person, place);
  const identity::OwnRoom own{.client = deployment->id, .name = wish.name};
  if (!co_await parts_.limit.allows(RoomLimit::Act::make, visitor.person)) {
    co_return refused(Refusal::too_many_rooms, request);
  }

  const bool is_new = co_await parts_.rooms.create(place, wish.title, owner);
  if (!is_new) {
    // A reload of the address that made it finds what it made.
    const auto standing = co_await parts_.rooms.open(place);
    if (!standing || !standing->is_owned_by(owner)) {
      const Typed typed{
          .client = wish.client,
          .title = wish.title,
          .link = wish.name,
          .problem = Problem{.about = Field::link, .words = "room_new.problem_taken"}};
      co_return page(typed, request);
    }
  }
  switch (co_await parts_.people.keep_room(visitor.person.link.clone(), own)) {
    using enum identity::People::RoomKept;
    case yes:
      co_return http::see_other(room_path(own.client, own.name));
    case list_is_full:
      if (is_new) co_await parts_.rooms.remove(place, owner);
      co_return refused(Refusal::rooms_full, request);
    case nobody_there:
      if (is_new) co_await parts_.rooms.remove(place, owner);
      co_return refused(Refusal::flow_unknown, request);
  }
  co_return refused(Refusal::flow_unknown, request);
}

http::Response NewRooms::refused(Refusal refusal, const http::Request& request) const {
  return web::refusal_page(parts_.pages, refusal,
                           {.language = web::choose_language(request, {}),
                            .request_id = request.request_id,
                            .way_back = refusal == Refusal::rooms_full ? std::string(kList) : "/"});
}

}  // namespace sluis::portal
