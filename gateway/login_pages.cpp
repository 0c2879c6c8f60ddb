// What people see of a login and send back: the sign-in page, a connector's own page, the way back,
// and refusals.

#include <utility>

#include "crypto/secret.h"
#include "http/form.h"
#include "leaving.h"
#include "login.h"
#include "portal/login_page.h"
#include "web/refusal_page.h"

namespace sluis {

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
  route("POST", "/login", &Login::take_sign_in);
  route("GET", "/login/code", &Login::show_connector_page);
  route("POST", "/login/code", &Login::take_connector_form);
  route("GET", "/login/back", &Login::go_back_to_service);
  for (const auto* way : upstream::kWaysBack) {
    all.push_back({way->method, way->path, [this, way](const http::Request& request) {
                     return take_callback(*way, request);
                   }});
  }
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
  const auto query = http::Form::of_query(request);
  if (!query) co_return refused(query.error(), nullptr, request);
  if (const auto posted = query->get("posted")) {
    auto asked = rooms_.flows.open_posted(*posted);
    if (!asked) co_return refused(asked.error(), nullptr, request);
    auto& front = front_of(*asked);
    const auto language = language_of(*asked, request);
    const bool may_show = asked->requirements.interaction != flow::Interaction::never;
    auto response = co_await answer_or_ask(front, std::move(*asked), request);
    // The form may have been one of our own pages, whose CSP holds for what it leads to.
    if (may_show) response = leave_by_page(rooms_.pages, language, std::move(response));
    co_return response;
  }
  auto flow = flow_of_query(rooms_.flows, request);
  if (!flow) co_return refused(flow.error(), nullptr, request);
  auto& front = front_of(flow->request);
  if (auto answered = co_await answer_from_session(front, flow->request, request)) {
    co_return std::move(*answered);
  }
  co_return ways_in_.page(*query, visitor_of(*flow, request));
}

Login::Answer Login::take_sign_in(const http::Request& request) {
  auto open = flow_of_form(rooms_.flows, request);
  if (!open) co_return refused(open.error(), nullptr, request);
  auto& [flow, form] = *open;
  if (form.get("forget")) {
    auto response = http::see_other(of_flow("/login", flow));
    rooms_.organisation.forget(response);
    co_return response;
  }
  if (!co_await rooms_.visits.allows(request.client_address)) {
    co_return refused(Refusal::too_many_requests, &flow, request);
  }

  auto answered = ways_in_.read(form, visitor_of(flow, request));
  if (!answered) co_return refused(answered.error(), &flow, request);
  if (auto* asked = std::get_if<WaysIn::Question>(&*answered)) {
    if (asked->problem) {
      rooms_.journal({.kind = Event::Kind::refused,
                      .refusal = asked->problem,
                      .client = flow.request.client,
                      .request_id = request.request_id});
    }
    co_return std::move(asked->answer);
  }
  auto& way = std::get<WayIn>(*answered);
  const auto to_remember = way.to_remember;
  auto response = co_await begin(std::move(flow), std::move(way), request);
  if (to_remember) rooms_.organisation.write(*to_remember, response);
  co_return response;
}

Login::Answer Login::show_connector_page(const http::Request& request) {
  auto flow = flow_of_query(rooms_.flows, request);
  if (!flow) co_return refused(flow.error(), nullptr, request);
  // After the login this page is behind her: on to the service.
  if (flow->connector.empty()) co_return http::see_other(of_flow("/login", *flow));
  const auto* connector = connector_of(*flow);
  if (!connector) co_return refused(Refusal::flow_unknown, &*flow, request);
  const upstream::Arrival arrival{
      .request = request, .memory = flow->memory, .step = step_of(*flow, request)};
  auto page = connector->page(arrival);
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

Login::Answer Login::take_callback(const upstream::WayBack& way, const http::Request& request) {
  const auto form =
      way.is_cross_site_post() ? http::Form::of_body(request) : http::Form::of_query(request);
  if (!form) co_return refused(form.error(), nullptr, request);
  const auto state = form->get(way.parameter).value_or("");
  auto flow = rooms_.flows.open(request, state.substr(0, state.find('.')));
  if (!flow) co_return refused(flow.error(), nullptr, request);
  // After the login this is behind her: on to the service.
  if (flow->connector.empty()) co_return http::see_other(of_flow("/login", *flow));
  // A distinct address for each provider, and none may answer for another (standards NLR-10).
  const auto* connector = connector_of(*flow);
  if (http::segment_of(way.path, request.path) != flow->connector ||
      (connector && connector->way_back() != &way)) {
    co_return refused(Refusal::issuer_mismatch, &*flow, request);
  }
  // Pressed again (reload), it comes in the same way.
  if (way.is_cross_site_post()) flow->same_site = http::SameSite::none;
  co_return co_await finish(std::move(*flow), request);
}

Login::Answer Login::go_back_to_service(const http::Request& request) {
  const auto flow = flow_of_query(rooms_.flows, request);
  if (!flow) co_return refused(flow.error(), nullptr, request);
  auto response = co_await front_of(flow->request).refuse(flow->request, Refusal::login_cancelled);
  rooms_.flows.remove(*flow, response);
  co_return response;
}

WaysIn::Visitor Login::visitor_of(flow::Flow& flow, const http::Request& request) const {
  return {.flow = flow,
          .request = request,
          .language = language_of(flow.request, request),
          .service = front_of(flow.request).service_name(flow.request)};
}

web::RefusalContext Login::context_of(const flow::Flow& flow, const http::Request& request) const {
  web::RefusalContext context{.language = language_of(flow.request, request),
                              .request_id = request.request_id,
                              .service = front_of(flow.request).service_name(flow.request),
                              .way_back = of_flow("/login/back", flow)};
  const auto* connector = connector_of(flow);
  // One that needs the address is a door of ours: it has no help desk, her organisation has.
  if (connector && connector->needs() == upstream::Needs::nothing) {
    context.organisation = connector->description().name.in(context.language);
  }
  return context;
}

http::Response Login::unreachable(const flow::Flow& flow, const http::Request& request) const {
  rooms_.journal({.kind = Event::Kind::unavailable,
                  .connector = flow.connector,
                  .client = flow.request.client,
                  .request_id = request.request_id});
  return web::unavailable_page(rooms_.pages, Unavailable::What::provider,
                               context_of(flow, request));
}

void Login::note_refusal(Refusal refusal, const flow::Flow* flow,
                         const http::Request& request) const {
  Event event{.kind = Event::Kind::refused, .refusal = refusal, .request_id = request.request_id};
  if (flow) {
    event.client = flow->request.client;
    event.connector = flow->connector;
  }
  rooms_.journal(event);
}

http::Response Login::refused(Refusal refusal, const flow::Flow* flow,
                              const http::Request& request) const {
  note_refusal(refusal, flow, request);
  web::RefusalContext context{.language = web::choose_language(request, {}),
                              .request_id = request.request_id,
                              .way_back = "/"};
  if (flow) context = context_of(*flow, request);
  return web::refusal_page(rooms_.pages, refusal, context);
}

http::Response Login::not_proven(Refusal refusal, const http::Request& request) const {
  rooms_.journal(
      {.kind = Event::Kind::refused, .refusal = refusal, .request_id = request.request_id});
  const web::RefusalContext context{.language = web::choose_language(request, {}),
                                    .request_id = request.request_id,
                                    .way_back = "/",
                                    .is_of_service = true};
  return web::refusal_page(rooms_.pages, refusal, context);
}

}  // namespace sluis
