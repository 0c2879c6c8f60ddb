#include "login.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "fault/unavailable.h"
#include "http/form.h"
#include "identity/pseudonym.h"
#include "leaving.h"

namespace sluis {

using boost::asio::awaitable;

Login::Login(Rooms rooms)
    : rooms_(std::move(rooms)),
      ways_in_({.connectors = rooms_.connectors,
                .allowlist = rooms_.allowlist,
                .flows = rooms_.flows,
                .organisation = rooms_.organisation,
                .pages = rooms_.pages,
                .participants = rooms_.participants,
                .clock = rooms_.clock}) {}

Login::Answer Login::enter(downstream::Front& front, const http::Request& request) {
  auto accepted = co_await front.accept(request);
  if (const auto* unproven = std::get_if<downstream::NotProven>(&accepted)) {
    co_return not_proven(unproven->refusal, request);
  }
  if (auto* answered = std::get_if<http::Response>(&accepted)) co_return std::move(*answered);
  auto& asked = std::get<flow::LoginRequest>(accepted);

  // A POST from another site brings no Lax cookie along: neither the session nor the flows that are
  // there already would be seen. It is sealed into the address of a GET, which sees them all.
  if (request.method == "POST") {
    co_return http::see_other(
        http::with_query("/login", {{"posted", rooms_.flows.seal_posted(asked)}}));
  }
  co_return co_await answer_or_ask(front, std::move(asked), request);
}

Login::Answer Login::answer_or_ask(downstream::Front& front, flow::LoginRequest asked,
                                   const http::Request& request) {
  if (auto answered = co_await answer_from_session(front, asked, request)) {
    co_return std::move(*answered);
  }
  if (asked.requirements.interaction == flow::Interaction::never) {
    co_return co_await front.refuse(asked, Refusal::login_required);
  }
  const auto flow = rooms_.flows.begin(std::move(asked));
  auto response = http::see_other(of_flow("/login", flow));
  if (const auto saved = rooms_.flows.save(flow, request, response); !saved) {
    co_return co_await front.refuse(flow.request, saved.error());
  }
  co_return response;
}

Login::Answer Login::begin(flow::Flow flow, WayIn way, const http::Request& request) {
  flow.connector = std::move(way.connector);
  auto* const connector = connector_of(flow);
  if (!connector) co_return refused(Refusal::flow_unknown, &flow, request);
  // What `admit` will demand is asked for, lest the provider make do with less. The flow keeps what
  // the service asked: the entry is looked up anew when she comes back.
  auto requirements = flow.request.requirements;
  requirements.acr = rooms_.acr_order.stronger(std::move(requirements.acr), std::move(way.acr));
  std::expected<upstream::Departure, Refusal> departure = std::unexpected(Refusal::flow_unknown);
  try {
    departure =
        co_await connector->begin(requirements, std::move(way.address), step_of(flow, request));
  } catch (const Unavailable& unavailable) {
    if (unavailable.what_is() != Unavailable::What::provider) throw;
    co_return unreachable(flow, request);
  }
  if (!departure) co_return refused(departure.error(), &flow, request);
  co_return depart(flow, std::move(*departure), request);
}

Login::Answer Login::finish(flow::Flow flow, const http::Request& request) {
  auto* const connector = connector_of(flow);
  if (!connector) co_return refused(Refusal::flow_unknown, &flow, request);
  upstream::Arrival arrival{
      .request = request, .memory = flow.memory, .step = step_of(flow, request)};
  std::expected<upstream::Finish, Refusal> finished = std::unexpected(Refusal::flow_unknown);
  try {
    finished = co_await connector->finish(std::move(arrival));
  } catch (const Unavailable& unavailable) {
    if (unavailable.what_is() != Unavailable::What::provider) throw;
    co_return unreachable(flow, request);
  }
  // Pressed twice: the first answer has made a session, or she begins anew.
  if (!finished && finished.error() == Refusal::flow_used) {
    note_refusal(Refusal::flow_used, &flow, request);
    co_return http::see_other(of_flow("/login", flow));
  }
  if (!finished) co_return refused(finished.error(), &flow, request);
  if (auto* again = std::get_if<upstream::Departure>(&*finished)) {
    co_return depart(flow, std::move(*again), request);
  }
  co_return co_await welcome(std::move(flow), std::get<identity::Evidence>(std::move(*finished)),
                             request);
}

Login::Answer Login::welcome(flow::Flow flow, identity::Evidence evidence,
                             const http::Request& request) {
  auto admission =
      identity::admit(evidence, rooms_.allowlist, rooms_.acr_order, rooms_.clock.now());
  if (!admission) co_return refused(admission.error(), &flow, request);
  if (!rooms_.acr_order.reaches(admission->acr, flow.request.requirements.acr)) {
    co_return refused(Refusal::acr_too_weak, &flow, request);
  }

  // The session has its name before it is there, so that one write notes both it and the service.
  auto session = draft_session(*admission, flow.request);
  auto& front = front_of(flow.request);
  identity::Visit visit{.session_name = session.name(), .audience = std::nullopt};
  std::optional<std::string> service;
  if (front.is_a_service()) {
    visit.audience = flow.request.audience;
    visit.only_about = flow.request.only_about;
    service = flow.request.client;
  }
  auto person =
      co_await rooms_.people_register.recognise(std::move(admission->subject), std::move(visit));
  session.link = person.link.clone();
  session.farewell = evidence.farewell();
  co_await rooms_.sessions.begin(session, std::move(service), request);
  // She was logged in before she left, and her browser did not say so when she came back.
  if (!flow.session.empty()) co_await rooms_.sessions.end_named(flow.session);

  // The flow stays, emptied of what the connector knew: Back and reload find the session and go on
  // to the service.
  flow.connector.clear();
  flow.memory.clear();
  flow.session.clear();
  http::Response carrier;
  rooms_.sessions.set_cookie(session, carrier);
  if (const auto saved = rooms_.flows.save(flow, request, carrier); !saved) {
    co_return refused(saved.error(), &flow, request);
  }

  Event event{.kind = Event::Kind::login,
              .connector = admission->connector,
              .client = flow.request.client,
              .request_id = request.request_id,
              .duration = rooms_.clock.now() - flow.started_at};
  const auto language = language_of(flow.request, request);
  auto response = co_await answer(front, std::move(flow.request), session, person);
  rooms_.journal(event);
  response = leave_after_post(rooms_.pages, language, request, std::move(response));
  for (const auto& [name, value] : carrier.headers.entries()) response.headers.add(name, value);
  co_return response;
}

Login::Answer Login::answer(downstream::Front& front, flow::LoginRequest asked,
                            const flow::Session& session, const identity::Person& person) {
  // OIDC Core 3.1.2.1: asked about one person (id_token_hint), a positive answer is about her
  // alone.
  if (!identity::is_asked_about(person, asked.audience, asked.only_about)) {
    co_return co_await front.refuse(asked, Refusal::login_required);
  }
  flow::Grant grant{.pseudonym = identity::pseudonym(person, asked.audience),
                    .acr = session.acr,
                    .auth_time = session.auth_time_for(asked.client),
                    .sid = session.sid_for(asked.client),
                    .person_name = person.name()};
  co_return co_await front.deliver(std::move(asked), std::move(grant));
}

flow::Session Login::draft_session(const identity::Admission& admission,
                                   const flow::LoginRequest& asked) const {
  auto session = rooms_.sessions.draft();
  session.entry = admission.entry;
  session.organisation = admission.organisation;
  session.connector = admission.connector;
  session.acr = admission.acr;
  session.authenticated_at = admission.authenticated_at;
  session.ends_at = std::min(session.ends_at, admission.until.value_or(session.ends_at));
  session.caused_by = asked.client;
  return session;
}

awaitable<std::optional<http::Response>> Login::answer_from_session(downstream::Front& front,
                                                                    const flow::LoginRequest& asked,
                                                                    const http::Request& request) {
  auto session = co_await rooms_.sessions.open(request);
  if (!session || !will_do(*session, asked)) co_return std::nullopt;
  std::optional<identity::Person> person;
  if (front.is_a_service()) {
    person =
        co_await rooms_.people.open_for(asked.audience, session->link.clone(), asked.only_about);
  } else {
    person = co_await rooms_.people.open(session->link.clone());
  }
  if (!person) co_return std::nullopt;
  if (front.is_a_service()) co_await rooms_.sessions.note_service(*session, asked.client);
  Event event{.kind = Event::Kind::session_login,
              .connector = session->connector,
              .client = asked.client,
              .request_id = request.request_id};
  auto response = co_await answer(front, asked, *session, *person);
  rooms_.journal(event);
  co_return response;
}

bool Login::will_do(const flow::Session& session, const flow::LoginRequest& asked) const {
  const auto now = rooms_.clock.now();
  const auto entry =
      identity::still_admitted(session.entry, session.connector, rooms_.allowlist, now);
  if (!entry || !rooms_.acr_order.reaches(session.acr, (*entry)->acr)) return false;
  const auto& required = asked.requirements;
  if (!rooms_.acr_order.reaches(session.acr, required.acr)) return false;
  const bool was_made_for_it =
      session.created_at >= asked.received_at && session.caused_by == asked.client;
  if (required.interaction == flow::Interaction::always && !was_made_for_it) return false;
  if (!required.max_age || was_made_for_it) return true;
  // Judged on the time that the service will be shown; if that fails, she logs in again (DESIGN
  // §3).
  return now - session.auth_time_for(asked.client) <= *required.max_age;
}

std::string Login::of_flow(std::string_view path, const flow::Flow& flow) {
  return http::with_query(path, {{"flow", flow.id}});
}

downstream::Front& Login::front_of(const flow::LoginRequest& request) const {
  const auto at = std::ranges::find(rooms_.fronts, request.front,
                                    [](const auto* front) { return front->id(); });
  if (at == rooms_.fronts.end()) throw std::runtime_error("a flow names a front that is not there");
  return **at;
}

upstream::Step Login::step_of(const flow::Flow& flow, const http::Request& request) const {
  return {.flow_id = flow.id,
          .form_token = flow.form_token,
          .language = language_of(flow.request, request),
          .service = front_of(flow.request).service_name(flow.request),
          .client_address = request.client_address,
          .request_id = request.request_id};
}

upstream::Connector* Login::connector_of(const flow::Flow& flow) const {
  const auto at = rooms_.connectors.find(flow.connector);
  return at == rooms_.connectors.end() ? nullptr : at->second;
}

web::Language Login::language_of(const flow::LoginRequest& asked,
                                 const http::Request& request) const {
  return web::choose_language(request, asked.languages);
}

http::Response Login::depart(flow::Flow& flow, upstream::Departure departure,
                             const http::Request& request) const {
  flow.memory = std::move(departure.memory);
  const bool is_ours = departure.location.starts_with('/');
  const auto* way = is_ours ? nullptr : connector_of(flow)->way_back();
  if (way && way->is_cross_site_post()) {
    flow.same_site = http::SameSite::none;
    flow.session = rooms_.sessions.name_in(request).value_or("");
  }
  auto response = is_ours ? http::see_other(departure.location)
                          : rooms_.pages.leave(language_of(flow.request, request),
                                               departure.location, site_of(departure.location));
  if (const auto saved = rooms_.flows.save(flow, request, response); !saved) {
    return refused(saved.error(), &flow, request);
  }
  return response;
}

}  // namespace sluis
