#pragma once

// THE LINE (DESIGN §1). One login from a service's question to its answer:
//
//   front.accept → (session will do?) → connector.begin → connector.finish → admit →
//   register.recognise
//                → pseudonym → front.deliver
//
// Each step knows less than the one before it. Nothing here knows a protocol.

#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "downstream/front.h"
#include "fault/event.h"
#include "flow/flow_cookie.h"
#include "flow/remembered.h"
#include "flow/session.h"
#include "flow/visit_limit.h"
#include "identity/admission.h"
#include "identity/people.h"
#include "identity/register.h"
#include "upstream/connector.h"
#include "ways_in.h"
#include "web/page.h"
#include "web/refusal_page.h"

namespace sluis {

class Login {
 public:
  struct Rooms {
    std::vector<downstream::Front*> fronts;
    std::map<std::string, upstream::Connector*, std::less<>> connectors;
    const identity::Allowlist& allowlist;
    const identity::AcrOrder& acr_order;
    identity::Register& people_register;
    identity::People& people;
    flow::FlowCookies& flows;
    flow::Sessions& sessions;
    flow::VisitLimit& visits;
    const web::Pages& pages;
    const std::vector<std::string>& participants;  // names of organisations, for the sign-in page
    const crypto::Clock& clock;
    flow::OrganisationCookie organisation;  // what her device remembers of the way in
    Journal journal;
  };

  explicit Login(Rooms rooms);

  /// The entries of every front, and /login with what belongs to it.
  std::vector<http::Route> routes();

 private:
  using Answer = boost::asio::awaitable<http::Response>;

  // The pages and posts of a login.
  Answer enter(downstream::Front& front, const http::Request& request);
  Answer show_sign_in(const http::Request& request);
  Answer take_sign_in(const http::Request& request);
  Answer show_connector_page(const http::Request& request);
  Answer take_connector_form(const http::Request& request);
  Answer take_callback(const upstream::WayBack& way, const http::Request& request);
  Answer go_back_to_service(const http::Request& request);

  // The line itself.
  Answer answer_or_ask(downstream::Front& front, flow::LoginRequest asked,
                       const http::Request& request);
  Answer begin(flow::Flow flow, WayIn way, const http::Request& request);
  Answer finish(flow::Flow flow, const http::Request& request);
  Answer welcome(flow::Flow flow, identity::Evidence evidence, const http::Request& request);
  Answer answer(downstream::Front& front, flow::LoginRequest asked, const flow::Session& session,
                const identity::Person& person);
  flow::Session draft_session(const identity::Admission& admission,
                              const flow::LoginRequest& asked) const;

  /// The answer, if this browser's session will do for what is asked. A login made since the
  /// question came counts as made for it.
  boost::asio::awaitable<std::optional<http::Response>> answer_from_session(
      downstream::Front& front, const flow::LoginRequest& asked, const http::Request& request);
  bool will_do(const flow::Session& session, const flow::LoginRequest& asked) const;

  static std::string of_flow(std::string_view path, const flow::Flow& flow);
  downstream::Front& front_of(const flow::LoginRequest& request) const;
  /// Nothing when a reload has taken the connector away while she was logging in.
  upstream::Connector* connector_of(const flow::Flow& flow) const;
  upstream::Step step_of(const flow::Flow& flow, const http::Request& request) const;
  web::Language language_of(const flow::LoginRequest& asked, const http::Request& request) const;
  http::Response depart(flow::Flow& flow, upstream::Departure departure,
                        const http::Request& request) const;
  WaysIn::Visitor visitor_of(flow::Flow& flow, const http::Request& request) const;
  web::RefusalContext context_of(const flow::Flow& flow, const http::Request& request) const;
  /// The provider does not answer: 503, and the page says whose it is.
  http::Response unreachable(const flow::Flow& flow, const http::Request& request) const;
  void note_refusal(Refusal refusal, const flow::Flow* flow, const http::Request& request) const;
  http::Response refused(Refusal refusal, const flow::Flow* flow,
                         const http::Request& request) const;
  /// A service asked what cannot be answered to it.
  http::Response not_proven(Refusal refusal, const http::Request& request) const;

  Rooms rooms_;
  WaysIn ways_in_;
};

}  // namespace sluis
