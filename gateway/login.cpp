#include "login.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "crypto/secret.h"
#include "http/form.h"
#include "identity/pseudonym.h"
#include "portal/login_page.h"
#include "web/refusal_page.h"

namespace sluis {

namespace {

using boost::asio::awaitable;

constexpr std::string_view kOrganisation =
    "organisation";  // the cookie that remembers a domain, and no more
constexpr std::chrono::days kRemembered{90};

std::string of_flow(std::string_view path, const flow::Flow& flow) {
  return http::with_query(path, {{"flow", flow.id}});
}

bool leaves_us(const http::Response& response) {
  const auto location = response.headers.get("Location");
  return response.status == 303 && location && !location->starts_with('/');
}

/// "https://chat.example/cb?…" → "chat.example": where she goes, in words.
std::string host_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  const auto host = url.substr(scheme + 3);
  return std::string(host.substr(0, host.find_first_of("/?#:")));
}

}  // namespace

Login::Login(Rooms rooms) : rooms_(std::move(rooms)) {}

// ── The line
// ──────────────────────────────────────────────────────────────────────────────────────────────

Login::Answer Login::enter(downstream::Front& front, const http::Request& request) {
  auto accepted = co_await front.accept(request);
  if (const auto* unproven = std::get_if<downstream::NotProven>(&accepted)) {
    co_return refused(unproven->refusal, nullptr, request);
  }
  if (auto* answered = std::get_if<http::Response>(&accepted)) co_return std::move(*answered);
  auto& asked = std::get<flow::LoginRequest>(accepted);

  // A POST from another site carries no Lax cookie: it is sealed and comes back as a GET, which
  // sees the session.
  if (request.method == "GET") {
    if (auto answered = co_await answer_from_session(front, asked, request)) {
      co_return std::move(*answered);
    }
    if (asked.requirements.interaction == flow::Interaction::never) {
      co_return front.refuse(asked, Refusal::login_required);
    }
  }
  const auto flow = rooms_.flows.begin(std::move(asked));
  auto response = http::see_other(of_flow("/login", flow));
  if (const auto saved = rooms_.flows.save(flow, request, response); !saved) {
    co_return front.refuse(flow.request, saved.error());
  }
  co_return response;
}

Login::Answer Login::begin(flow::Flow flow, identity::EmailAddress address,
                           const http::Request& request) {
  auto& connector = *rooms_.connectors.at(flow.connector);
  auto departure =
      co_await connector.begin(flow.request.requirements, address, step_of(flow, request));
  if (!departure) co_return refused(departure.error(), &flow, request);
  co_return depart(flow, std::move(*departure), request);
}

Login::Answer Login::finish(flow::Flow flow, const http::Request& request) {
  auto& connector = *rooms_.connectors.at(flow.connector);
  auto finished = co_await connector.finish(
      {.request = request, .memory = flow.memory, .step = step_of(flow, request)});
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
  auto person = co_await rooms_.people_register.recognise(std::move(admission->subject));

  // Whoever was logged in at this browser before no longer is (standards WEB-02).
  if (const auto earlier = co_await rooms_.sessions.open(request)) {
    co_await rooms_.sessions.end(*earlier);
  }
  flow::Session fresh{.link = person.link.clone(),
                      .entry = admission->entry,
                      .organisation = admission->organisation,
                      .connector = admission->connector,
                      .acr = admission->acr,
                      .authenticated_at = admission->authenticated_at,
                      .caused_by = flow.request.client};
  auto session = co_await rooms_.sessions.create(std::move(fresh));
  if (!co_await rooms_.people.note_session(person, session.name())) {
    co_return refused(Refusal::person_gone, &flow, request);
  }

  // The flow stays, emptied of what the connector knew: Back and reload find the session and go on
  // to the service.
  flow.connector.clear();
  flow.memory.clear();
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
  auto& front = front_of(flow.request);
  const auto language = language_of(flow.request, request);
  auto response = co_await answer(front, std::move(flow.request), std::move(session),
                                  std::move(person), std::move(event));
  if (request.method == "POST" && leaves_us(response)) {
    const std::string location(*response.headers.get("Location"));
    response = rooms_.pages.leave(language, location, host_of(location));
  }
  for (const auto& [name, value] : carrier.headers.entries()) response.headers.add(name, value);
  co_return response;
}

Login::Answer Login::answer(downstream::Front& front, flow::LoginRequest asked,
                            flow::Session session, identity::Person person, Event event) {
  if (!co_await rooms_.people.note_recipient(person, asked.audience)) {
    co_return front.refuse(asked, Refusal::person_gone);
  }
  co_await rooms_.sessions.note_service(session, asked.client);
  flow::Grant grant{.pseudonym = identity::pseudonym(person, asked.audience),
                    .acr = session.acr,
                    .auth_time = session.auth_time_for(asked.client),
                    .sid = session.sid_for(asked.client),
                    .person_name = person.name()};
  auto response = co_await front.deliver(std::move(asked), std::move(grant));
  rooms_.journal(event);
  co_return response;
}

// ── A session that is already there
// ───────────────────────────────────────────────────────────────────────

awaitable<std::optional<http::Response>> Login::answer_from_session(downstream::Front& front,
                                                                    const flow::LoginRequest& asked,
                                                                    const http::Request& request) {
  auto session = co_await rooms_.sessions.open(request);
  if (!session || !will_do(*session, asked)) co_return std::nullopt;
  auto person = co_await rooms_.people.open(session->link.clone());
  if (!person) co_return std::nullopt;
  Event event{.kind = Event::Kind::session_login,
              .connector = session->connector,
              .client = asked.client,
              .request_id = request.request_id};
  co_return co_await answer(front, asked, std::move(*session), std::move(*person),
                            std::move(event));
}

bool Login::will_do(const flow::Session& session, const flow::LoginRequest& asked) const {
  const auto now = rooms_.clock.now();
  if (!identity::still_admitted(session.entry, session.connector, rooms_.allowlist, now))
    return false;
  const auto& required = asked.requirements;
  if (!rooms_.acr_order.reaches(session.acr, required.acr)) return false;
  const bool made_since = session.created_at >= asked.received_at;
  if (required.interaction == flow::Interaction::always && !made_since) return false;
  if (!required.max_age || (made_since && session.caused_by == asked.client)) return true;
  // Judged on the time that the service will be shown; if that fails, she logs in again (DESIGN
  // §3).
  return now - session.auth_time_for(asked.client) <= *required.max_age;
}

// ── Pages and posts
// ───────────────────────────────────────────────────────────────────────────────────────

std::vector<http::Route> Login::routes() {
  std::vector<http::Route> all;
  for (auto* front : rooms_.fronts) {
    for (auto& entry : front->entries()) {
      all.push_back({entry.method, entry.path, [this, front](const http::Request& request) {
                       return enter(*front, request);
                     }});
    }
  }
  const auto route = [&](const char* method, const char* path,
                         Answer (Login::*page)(const http::Request&)) {
    all.push_back({method, path,
                   [this, page](const http::Request& request) { return (this->*page)(request); }});
  };
  route("GET", "/login", &Login::show_sign_in);
  route("POST", "/login", &Login::take_address);
  route("GET", "/login/code", &Login::show_connector_page);
  route("POST", "/login/code", &Login::take_connector_form);
  route("GET", "/login/back", &Login::go_back_to_service);
  return all;
}

namespace {

struct OpenFlow {
  flow::Flow flow;
  http::Form form;
};

/// The flow that a form names, once its token has been compared.
std::expected<OpenFlow, Refusal> flow_of_form(const flow::FlowCookies& flows,
                                              const http::Request& request) {
  auto form = http::Form::of_body(request);
  if (!form) return std::unexpected(form.error());
  auto flow = flows.open(request, form->get("flow").value_or(""));
  if (!flow) return std::unexpected(flow.error());
  if (!crypto::equal_in_constant_time(form->get("token").value_or(""), flow->form_token)) {
    return std::unexpected(Refusal::token_mismatch);
  }
  return OpenFlow{std::move(*flow), std::move(*form)};
}

std::expected<flow::Flow, Refusal> flow_of_query(const flow::FlowCookies& flows,
                                                 const http::Request& request) {
  const auto query = http::Form::of_query(request);
  if (!query) return std::unexpected(query.error());
  return flows.open(request, query->get("flow").value_or(""));
}

}  // namespace

Login::Answer Login::show_sign_in(const http::Request& request) {
  const auto flow = flow_of_query(rooms_.flows, request);
  if (!flow) co_return refused(flow.error(), nullptr, request);
  auto& front = front_of(flow->request);
  if (auto answered = co_await answer_from_session(front, flow->request, request)) {
    co_return std::move(*answered);
  }
  if (flow->request.requirements.interaction == flow::Interaction::never) {
    co_return front.refuse(flow->request, Refusal::login_required);
  }
  co_return address_page(*flow, request, std::nullopt, std::nullopt);
}

Login::Answer Login::take_address(const http::Request& request) {
  auto open = flow_of_form(rooms_.flows, request);
  if (!open) co_return refused(open.error(), nullptr, request);
  auto& [flow, form] = *open;
  if (form.get("forget")) {
    auto response = http::see_other(of_flow("/login", flow));
    response.headers.add("Set-Cookie", rooms_.cookies.remove(kOrganisation, http::SameSite::lax));
    co_return response;
  }
  if (!co_await rooms_.visits.allows(request.client_address)) {
    co_return refused(Refusal::too_many_requests, &flow, request);
  }

  // Two ways in: an address that was typed, or the choice of a provider for the one that was typed
  // before.
  const auto chosen = form.get("connector");
  std::string typed(chosen ? flow.memory : form.get("address").value_or(""));
  const auto remembered = rooms_.cookies.read(request, kOrganisation);
  if (!chosen && remembered && typed.find('@') == std::string::npos) typed += "@" + *remembered;
  auto address = identity::EmailAddress::parse(typed);
  crypto::wipe(typed);
  if (!address) co_return address_page(flow, request, address.error(), std::nullopt);

  const auto entry = rooms_.allowlist.find(address->domain(), rooms_.clock.now());
  if (!entry) co_return address_page(flow, request, entry.error(), address->domain().text());
  auto canonical = address->with_domain((*entry)->domain);

  const auto& offered = (*entry)->connectors;
  if (chosen && std::ranges::find(offered, *chosen) == offered.end()) {
    co_return refused(Refusal::connector_not_permitted, &flow, request);
  }
  http::Response remembering;
  if (form.get("remember")) {
    remembering.headers.add("Set-Cookie",
                            rooms_.cookies.set(kOrganisation, address->domain().text(),
                                               http::SameSite::lax, kRemembered));
  }
  if (!chosen && offered.size() > 1) {
    flow.memory = std::string(canonical.expose().expose());
    std::vector<portal::Choice> choices;
    for (const auto& id : offered) {
      const auto& name = rooms_.connectors.at(id)->description().name;
      choices.push_back({id, name.in(language_of(flow.request, request))});
    }
    const portal::SignIn sign_in{.flow = flow,
                                 .language = language_of(flow.request, request),
                                 .service = front_of(flow.request).service_name(flow.request)};
    auto page = portal::choice_page(rooms_.pages, sign_in, choices);
    if (const auto saved = rooms_.flows.save(flow, request, page); !saved) {
      co_return refused(saved.error(), &flow, request);
    }
    for (const auto& [name, value] : remembering.headers.entries()) page.headers.add(name, value);
    co_return page;
  }
  flow.connector = chosen ? std::string(*chosen) : offered.front();
  auto response = co_await begin(std::move(flow), std::move(canonical), request);
  for (const auto& [name, value] : remembering.headers.entries()) response.headers.add(name, value);
  co_return response;
}

Login::Answer Login::show_connector_page(const http::Request& request) {
  auto flow = flow_of_query(rooms_.flows, request);
  if (!flow) co_return refused(flow.error(), nullptr, request);
  // After the login this page is behind her: on to the service.
  if (flow->connector.empty()) co_return http::see_other(of_flow("/login", *flow));
  const auto& connector = *rooms_.connectors.at(flow->connector);
  const upstream::Arrival arrival{
      .request = request, .memory = flow->memory, .step = step_of(*flow, request)};
  auto page = connector.page(arrival);
  if (!page) co_return refused(page.error(), &*flow, request);
  co_return std::move(*page);
}

Login::Answer Login::take_connector_form(const http::Request& request) {
  auto open = flow_of_form(rooms_.flows, request);
  if (!open) co_return refused(open.error(), nullptr, request);
  if (open->flow.connector.empty()) co_return http::see_other(of_flow("/login", open->flow));
  if (!co_await rooms_.visits.allows(request.client_address)) {
    co_return refused(Refusal::too_many_requests, &open->flow, request);
  }
  co_return co_await finish(std::move(open->flow), request);
}

Login::Answer Login::go_back_to_service(const http::Request& request) {
  const auto flow = flow_of_query(rooms_.flows, request);
  if (!flow) co_return refused(flow.error(), nullptr, request);
  auto response = front_of(flow->request).refuse(flow->request, Refusal::login_cancelled);
  rooms_.flows.remove(*flow, response);
  co_return response;
}

// ── Small things
// ──────────────────────────────────────────────────────────────────────────────────────────

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
          .client_address = request.client_address};
}

web::Language Login::language_of(const flow::LoginRequest& asked,
                                 const http::Request& request) const {
  return web::choose_language(request, asked.languages);
}

http::Response Login::depart(flow::Flow& flow, upstream::Departure departure,
                             const http::Request& request) const {
  flow.memory = std::move(departure.memory);
  const bool is_ours = departure.location.starts_with('/');
  auto response = is_ours ? http::see_other(departure.location)
                          : rooms_.pages.leave(language_of(flow.request, request),
                                               departure.location, host_of(departure.location));
  if (const auto saved = rooms_.flows.save(flow, request, response); !saved) {
    return refused(saved.error(), &flow, request);
  }
  return response;
}

http::Response Login::refused(Refusal refusal, const flow::Flow* flow,
                              const http::Request& request) const {
  web::RefusalContext context{.request_id = request.request_id};
  Event event{.kind = Event::Kind::refused, .refusal = refusal, .request_id = request.request_id};
  if (flow) {
    context.language = language_of(flow->request, request);
    context.service = front_of(flow->request).service_name(flow->request);
    context.way_back = of_flow("/login/back", *flow);
    event.client = flow->request.client;
    event.connector = flow->connector;
  } else {
    context.language = web::choose_language(request, {});
    context.way_back = "/";
  }
  rooms_.journal(event);
  return web::refusal_page(rooms_.pages, refusal, context);
}

http::Response Login::address_page(const flow::Flow& flow, const http::Request& request,
                                   std::optional<Refusal> problem,
                                   std::optional<std::string> domain) const {
  if (problem) {
    rooms_.journal({.kind = Event::Kind::refused,
                    .refusal = problem,
                    .client = flow.request.client,
                    .request_id = request.request_id});
  }
  std::optional<std::string> remembered;
  if (const auto cookie = rooms_.cookies.read(request, kOrganisation)) {
    if (const auto parsed = identity::DomainName::parse(*cookie)) remembered = parsed->text();
  }
  return portal::address_page(rooms_.pages,
                              {.flow = flow,
                               .language = language_of(flow.request, request),
                               .service = front_of(flow.request).service_name(flow.request),
                               .organisation = remembered,
                               .problem = problem,
                               .problem_domain = std::move(domain)});
}

}  // namespace sluis
