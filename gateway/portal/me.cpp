#include "portal/me.h"

#include <algorithm>

#include "portal/date.h"
#include "portal/me_logout.h"
#include "web/texts.h"

namespace sluis::portal {

namespace {

using boost::asio::awaitable;

constexpr std::string_view kSelf = "me";

/// How strong the login was, in words; a value that only the operator knows is shown as it is.
std::string strength_of(const std::string& acr, web::Language language) {
  if (acr == "urn:sluis:mail") return std::string(web::text("me.acr_mail", language));
  if (acr == "urn:sluis:federated") return std::string(web::text("me.acr_federated", language));
  if (acr == "urn:sluis:federated-mfa") return std::string(web::text("me.acr_mfa", language));
  return acr;
}

}  // namespace

Me::Me(MeParts parts) : parts_(std::move(parts)) {}

awaitable<downstream::Front::Accepted> Me::accept(const http::Request&) {
  co_return flow::LoginRequest{.front = std::string(kSelf),
                               .client = std::string(kSelf),
                               .audience = identity::Audience::sector(std::string(kSelf)),
                               .requirements = {},
                               .languages = {},
                               .received_at = parts_.clock.now(),
                               .memory = {}};
}

awaitable<http::Response> Me::deliver(flow::LoginRequest, flow::Grant) {
  co_return http::see_other("/me");
}

awaitable<http::Response> Me::refuse(flow::LoginRequest, Refusal) const {
  co_return http::see_other("/");
}

std::vector<http::Route> Me::routes() {
  return {
      {"GET", "/me", [this](const http::Request& request) { return show(request); }},
  };
}

awaitable<http::Response> Me::show(const http::Request& request) {
  const auto session = co_await parts_.sessions.open(request);
  if (!session) co_return http::see_other("/me/login");
  const auto person = co_await parts_.people.open(session->link.clone());
  if (person) co_return page(*session, *person, web::choose_language(request, {}));
  // Forgotten or expired since: the session has outlived its person, and a login makes a new one.
  co_await parts_.sessions.end(*session);
  http::Response response = http::see_other("/me/login");
  parts_.sessions.remove_cookie(response);
  co_return response;
}

http::Response Me::page(const flow::Session& session, const identity::Person& person,
                        web::Language language) const {
  auto rows = recipients(person, language);
  web::Values shown = values(session, person, language);
  shown["has_recipients"] = rows.empty() ? "" : "yes";
  return parts_.pages.make({.name = "me",
                            .language = language,
                            .values = std::move(shown),
                            .lists = {{"recipients", std::move(rows)}},
                            .same_page = "/me"});
}

web::Values Me::values(const flow::Session& session, const identity::Person& person,
                       web::Language language) const {
  const auto connector = parts_.connectors.find(session.connector);
  const auto end_of_session = std::min(session.created_at + flow::Sessions::kLongest,
                                       parts_.clock.now() + flow::Sessions::kIdle);
  const auto moment = [&](crypto::TimePoint time) {
    return date_and_time_in_words(time, language);
  };
  return {
      {"organisation", session.organisation},
      {"connector",
       connector == parts_.connectors.end() ? session.connector : connector->second.in(language)},
      {"strength", strength_of(session.acr, language)},
      {"logged_in_at", moment(session.authenticated_at)},
      {"session_ends", moment(end_of_session)},
      {"first_seen", moment(person.first_seen)},
      {"last_login", moment(person.last_login)},
      {"kept_until", moment(person.last_login + parts_.retention)},
      {"room_count", person.rooms.empty() ? "" : std::to_string(person.rooms.size())},
      {"token", logout_token(session)},
  };
}

std::vector<web::Values> Me::recipients(const identity::Person& person,
                                        web::Language language) const {
  std::vector<web::Values> rows;
  for (const identity::Recipient& recipient : person.recipients) {
    if (recipient.sector == kSelf) continue;
    const auto service = parts_.services.find(recipient.sector);
    rows.push_back({
        {"name", service == parts_.services.end() ? recipient.sector : service->second},
        {"first", date_in_words(recipient.first, language)},
        {"last", date_in_words(recipient.last, language)},
    });
  }
  return rows;
}

}  // namespace sluis::portal
