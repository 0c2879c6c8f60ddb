#include "logout.h"

#include <algorithm>
#include <ranges>
#include <stdexcept>
#include <utility>

#include "fault/unavailable.h"
#include "identity/pseudonym.h"
#include "leaving.h"
#include "web/language.h"
#include "web/logout_page.h"
#include "web/refusal_page.h"

namespace sluis {

namespace {

using boost::asio::awaitable;
using flow::WayOut;
using ThisBrowser = flow::LogoutRequest::ThisBrowser;
using State = flow::LogoutStep::State;

constexpr int kStepsInARow = 6;  // by redirect; then by a page

WayOut::Presence presence_of(const std::optional<flow::Session>& session) {
  return session ? WayOut::Presence::is_logged_in : WayOut::Presence::is_not;
}

std::optional<WayOut::Origin> origin_of(const std::optional<flow::Session>& session) {
  if (!session || session->farewell.empty()) return std::nullopt;
  return WayOut::Origin{.connector = session->connector, .memory = session->farewell};
}

}  // namespace

std::vector<http::Route> Logout::routes() {
  std::vector<http::Route> all;
  for (auto* way : rooms_.ways) {
    for (auto& entry : way->entries()) {
      all.push_back({entry.method, entry.path,
                     [this, way](const http::Request& request) { return hear(*way, request); }});
    }
  }
  return all;
}

Logout::Answer Logout::hear(WayOut& way, const http::Request& request) {
  auto session = co_await rooms_.sessions.open(request);
  auto origin = origin_of(session);
  auto heard = co_await way.hear(request, std::move(origin));
  if (auto* answered = std::get_if<http::Response>(&heard)) co_return std::move(*answered);
  if (auto* answer = std::get_if<flow::FarewellAnswer>(&heard)) {
    co_return co_await go_on(std::move(*answer), presence_of(session), request);
  }
  auto& asked = std::get<flow::LogoutRequest>(heard);
  const auto language = web::choose_language(request, asked.languages);
  auto response = co_await end(std::move(asked), std::move(session), request);
  co_return leave_after_post(rooms_.pages, language, request, std::move(response));
}

Logout::Answer Logout::end(flow::LogoutRequest asked, std::optional<flow::Session> session,
                           const http::Request& request) {
  if (session && co_await means(asked, *session)) {
    co_return co_await end_here(std::move(asked), *session, request);
  }
  // The same request again, by Back or by reload: on from where its walk is.
  if (auto walk = rooms_.walks.open(request); walk && walk->asked.is_same(asked)) {
    co_return co_await go_on(std::move(*walk), request);
  }
  const bool is_ended = co_await end_elsewhere(asked);
  if (!is_ended && asked.this_browser == ThisBrowser::if_she_says_so) {
    if (auto question = way_of(asked.way)->question(asked, request, presence_of(session))) {
      co_return std::move(*question);
    }
  }
  if (is_ended) {
    rooms_.journal(
        {.kind = Event::Kind::logout, .client = asked.client, .request_id = request.request_id});
  }
  // Who else knew it, only the cookie of that session could tell.
  auto walk = rooms_.walks.begin(std::move(asked));
  walk.has_more = true;
  walk.organisation = "";
  co_return co_await finish(std::move(walk), request);
}

Logout::Answer Logout::end_here(flow::LogoutRequest asked, const flow::Session& session,
                                const http::Request& request) {
  auto steps = co_await steps_after(asked, session);  // OUR SESSION ENDS HERE
  if (asked.others == flow::LogoutRequest::Others::stay_untold) {
    for (auto& step : steps) step.end(State::untold);
  }
  rooms_.journal({.kind = Event::Kind::logout,
                  .connector = session.connector,
                  .client = asked.client,
                  .request_id = request.request_id});
  std::erase(asked.sids, session.sid_for(asked.client));
  co_await end_elsewhere(asked);
  // She may have others, in browsers that nobody finds by her name.
  const bool has_more = asked.this_browser == ThisBrowser::if_she_is_named;
  asked.this_browser = ThisBrowser::is_meant;
  auto walk = rooms_.walks.begin(std::move(asked));
  walk.has_more = has_more;
  walk.steps = std::move(steps);
  // The provider that asks has ended its own.
  if (walk.asked.way != rooms_.providers.id()) walk.organisation = organisation_of(session);
  auto response = co_await go_on(std::move(walk), request);
  rooms_.sessions.remove_cookie(response);
  response.headers.set("Clear-Site-Data", "\"cache\"");  // standards WEB-04; the cookie is gone
  co_return response;
}

awaitable<bool> Logout::means(const flow::LogoutRequest& asked,
                              const flow::Session& session) const {
  if (asked.this_browser == ThisBrowser::is_meant) co_return true;
  auto sid = session.sid_for(asked.client);
  if (std::ranges::find(asked.sids, sid) != asked.sids.end()) co_return true;
  if (asked.this_browser != ThisBrowser::if_she_is_named) co_return false;

  const auto* way = way_of(asked.way);
  const auto parties = way ? way->parties() : std::vector<WayOut::Party>();
  const auto party = std::ranges::find(parties, asked.client, &WayOut::Party::id);
  if (party == parties.end()) co_return false;
  const auto person = co_await rooms_.people.open(session.link.clone());
  if (!person) co_return false;
  const auto audience = identity::Audience::sector(party->sector);
  const flow::Farewell here{.party = asked.client,
                            .session = std::move(sid),
                            .person = identity::pseudonym(*person, audience).text(),
                            .message_id = {}};
  co_return way->names(asked, here);
}

awaitable<bool> Logout::end_elsewhere(const flow::LogoutRequest& asked) const {
  bool is_ended = false;
  for (const auto& sid : asked.sids) {
    if (co_await rooms_.sessions.end_by_sid(sid)) is_ended = true;
  }
  co_return is_ended;
}

awaitable<std::vector<flow::LogoutStep>> Logout::steps_after(const flow::LogoutRequest& asked,
                                                             const flow::Session& session) {
  struct Service {
    WayOut* way;
    WayOut::Party party;
  };
  std::map<std::string, Service> services;
  std::vector<std::string> ids;
  for (auto* way : rooms_.ways) {
    for (auto& party : way->parties()) {
      ids.push_back(party.id);
      services.emplace(ids.back(), Service{.way = way, .party = std::move(party)});
    }
  }
  const auto known = co_await rooms_.sessions.end(session, std::move(ids));

  // Forgotten since: nobody can say any more what the services called her.
  const auto person = co_await rooms_.people.open(session.link.clone());
  std::vector<flow::LogoutStep> steps;
  for (const auto& id : known) {
    const auto& [way, party] = services.at(id);
    if (id == asked.client && way->id() == asked.way) continue;
    flow::LogoutStep step{.way = std::string(way->id()), .party = id};
    if (person) {
      step.session = session.sid_for(id);
      step.person = identity::pseudonym(*person, identity::Audience::sector(party.sector)).text();
    } else {
      step.end(State::untold);
    }
    steps.push_back(std::move(step));
  }
  const bool is_told = !session.farewell.empty() && asked.way != rooms_.providers.id();
  if (is_told) {
    steps.push_back({.way = std::string(rooms_.providers.id()),
                     .party = session.connector,
                     .session = session.farewell});
  }
  co_return steps;
}

Logout::Answer Logout::go_on(flow::FarewellAnswer answer, WayOut::Presence presence,
                             const http::Request& request) {
  auto walk = rooms_.walks.open(request);
  if (!walk) {
    if (presence == WayOut::Presence::is_logged_in)
      co_return unasked(Refusal::saml_in_response_to, request);
    // Too late, or from before a restart of the browser: what is known is that no session is here.
    co_return page({.id = {}, .asked = {}, .has_more = true, .organisation = "", .started_at = {}},
                   {}, web::choose_language(request, {}));
  }
  auto* step = walk->current();
  const bool is_awaited = step && step->way == answer.way && step->party == answer.party;
  if (is_awaited) {
    const bool is_to_us = answer.message_id == walk->message_id(*step);
    step->end(answer.is_logged_out && is_to_us ? State::told : State::untold);
  } else if (!walk->step_of(answer.message_id)) {
    co_return unasked(Refusal::saml_in_response_to, request);
  }  // Else it comes again, by Back or by reload.
  co_return co_await go_on(std::move(*walk), request);
}

Logout::Answer Logout::go_on(flow::LogoutWalk walk, const http::Request& request) {
  while (auto* step = walk.current()) {
    if (const auto location = co_await tell(walk, *step)) {
      auto response = leave(walk, *step, *location, request);
      rooms_.walks.save(walk, response);
      co_return response;
    }
    step->end(State::untold);
  }
  co_return co_await finish(std::move(walk), request);
}

// Fetch §4.4: a browser follows no more than 20 redirects in a row, and each step is two of them.
http::Response Logout::leave(const flow::LogoutWalk& walk, const flow::LogoutStep& step,
                             const std::string& location, const http::Request& request) const {
  const auto steps_before = &step - walk.steps.data();
  if (steps_before % kStepsInARow != kStepsInARow - 1) return http::see_other(location);
  const auto language = web::choose_language(request, walk.asked.languages);
  return rooms_.pages.leave(language, location, site_of(location));
}

awaitable<std::optional<std::string>> Logout::tell(const flow::LogoutWalk& walk,
                                                   const flow::LogoutStep& step) {
  auto* const way = way_of(step.way);
  if (!way) co_return std::nullopt;
  flow::Farewell farewell{.party = step.party,
                          .session = step.session,
                          .person = step.person,
                          .message_id = walk.message_id(step)};
  std::optional<std::string> location;
  try {
    location = co_await way->tell(std::move(farewell));
  } catch (const Unavailable&) {
    // One that cannot be told now is not told. The others are.
    co_return std::nullopt;
  }
  co_return location;
}

Logout::Answer Logout::finish(flow::LogoutWalk walk, const http::Request& request) {
  const auto language = web::choose_language(request, walk.asked.languages);
  auto* const way = way_of(walk.asked.way);
  WayOut::Ending ending = WayOut::WayBack{};
  if (way) ending = co_await way->answer(walk.asked, reach_of(walk));
  auto* const answered = std::get_if<http::Response>(&ending);
  auto response =
      answered ? std::move(*answered) : page(walk, std::get<WayOut::WayBack>(ending), language);
  if (!walk.steps.empty()) rooms_.walks.save(walk, response);
  co_return response;
}

flow::WayOut* Logout::way_of(std::string_view id) const {
  const auto at = std::ranges::find(rooms_.ways, id, [](const auto* way) { return way->id(); });
  return at == rooms_.ways.end() ? nullptr : *at;
}

std::optional<std::string> Logout::organisation_of(const flow::Session& session) const {
  const auto at = rooms_.connectors.find(session.connector);
  // One that needs the address is a door of ours: behind it is no session of her organisation.
  const bool is_ours =
      at != rooms_.connectors.end() && at->second->needs() == upstream::Needs::address;
  return is_ours ? std::nullopt : std::optional(session.organisation);
}

bool Logout::is_of_provider(const flow::LogoutStep& step) const {
  return step.way == rooms_.providers.id();
}

std::string Logout::name_of(const flow::LogoutStep& step, web::Language language) const {
  if (is_of_provider(step)) {
    const auto at = rooms_.connectors.find(step.party);
    return at == rooms_.connectors.end() ? step.party : at->second->description().name.in(language);
  }
  const auto* way = way_of(step.way);
  const auto parties = way ? way->parties() : std::vector<WayOut::Party>();
  const auto at = std::ranges::find(parties, step.party, &WayOut::Party::id);
  return at == parties.end() ? step.party : at->name;
}

/// SAML Core 3.7.3.2: the participants of our session, which its provider is not.
flow::WayOut::Reach Logout::reach_of(const flow::LogoutWalk& walk) const {
  const bool is_everybody =
      !walk.has_more && std::ranges::all_of(walk.steps, [&](const auto& step) {
        return step.state == State::told || is_of_provider(step);
      });
  return is_everybody ? WayOut::Reach::everybody : WayOut::Reach::not_everybody;
}

http::Response Logout::page(const flow::LogoutWalk& walk, const WayOut::WayBack& way_back,
                            web::Language language) const {
  web::LoggedOut shown{.language = language,
                       .has_more = walk.has_more,
                       .organisation = walk.organisation,
                       .service = way_back.name,
                       .way_back = way_back.location};
  for (const auto& step : walk.steps) {
    const bool is_told = step.state == State::told;
    if (is_of_provider(step) && is_told) shown.organisation.reset();
    if (is_of_provider(step) && !is_told) continue;  // said of her organisation
    (is_told ? shown.told : shown.still).push_back(name_of(step, language));
  }
  return web::logged_out_page(rooms_.pages, shown);
}

http::Response Logout::unasked(Refusal refusal, const http::Request& request) const {
  rooms_.journal(
      {.kind = Event::Kind::refused, .refusal = refusal, .request_id = request.request_id});
  return web::refusal_page(rooms_.pages, refusal,
                           {.language = web::choose_language(request, {}),
                            .request_id = request.request_id,
                            .way_back = "/",
                            .is_of_service = true});
}

}  // namespace sluis
