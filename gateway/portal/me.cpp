#include "portal/me.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "http/form.h"
#include "portal/date.h"
#include "web/logout_page.h"
#include "web/refusal_page.h"
#include "web/texts.h"

namespace sluis::portal {

namespace {

using boost::asio::awaitable;

constexpr std::string_view kSelf = "me";

/// Against cross-site posts: only a page of ours that was made for this session can hold it.
std::string form_token(const flow::Session& session) {
  return crypto::hmac_name(session.secret, crypto::length_prefixed({"sluis/form/1", "/me/logout"}));
}

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
      {"POST", "/me/logout", [this](const http::Request& request) { return log_out(request); }},
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

awaitable<http::Response> Me::log_out(const http::Request& request) {
  const web::Language language = web::choose_language(request, {});
  const auto session = co_await parts_.sessions.open(request);
  if (!session) co_return web::logged_out_page(parts_.pages, {.language = language});
  const auto form = http::Form::of_body(request);
  const std::string expected = form_token(*session);
  if (!form || !crypto::equal_in_constant_time(form->get("token").value_or(""), expected)) {
    co_return web::refusal_page(
        parts_.pages, Refusal::token_mismatch,
        {.language = language, .request_id = request.request_id, .way_back = "/me"});
  }
  co_await parts_.sessions.end(*session);
  http::Response response = web::logged_out_page(
      parts_.pages, {.language = language, .organisation = session->organisation});
  parts_.sessions.remove_cookie(response);
  response.headers.set("Clear-Site-Data", "\"cache\"");  // standards WEB-04; the cookie is gone
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
      {"token", form_token(session)},
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
