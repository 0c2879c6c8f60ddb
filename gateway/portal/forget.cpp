#include "portal/forget.h"

#include <exception>
#include <string>
#include <utility>

#include "http/form.h"
#include "portal/form_token.h"
#include "portal/leave_rooms.h"
#include "web/refusal_page.h"
#include "web/texts.h"

namespace sluis::portal {

namespace {

using boost::asio::awaitable;

constexpr int kTooManyRequests = 429;
constexpr std::string_view kPath = "/me/forget";

std::string_view name_of(store::Copied copied) {
  if (copied == store::Copied::no_replica) return "none";
  return copied == store::Copied::yes ? "confirmed" : "silent";
}

}  // namespace

Forget::Forget(ForgetParts parts) : parts_(std::move(parts)) {}

std::vector<http::Route> Forget::routes() {
  return {
      {"GET", "/me/forget", [this](const http::Request& request) { return ask(request); }},
      {"POST", "/me/forget", [this](const http::Request& request) { return forget(request); }},
  };
}

awaitable<http::Response> Forget::ask(const http::Request& request) {
  const web::Language language = web::choose_language(request, {});
  const auto visitor = co_await visitor_of(parts_.sessions, parts_.people, request);
  if (!visitor) co_return http::see_other("/me");
  if (!co_await parts_.limit.allows(visitor->person)) co_return too_soon(language);
  co_return question(visitor->session, language);
}

awaitable<http::Response> Forget::forget(const http::Request& request) {
  const web::Language language = web::choose_language(request, {});
  auto visitor = co_await visitor_of(parts_.sessions, parts_.people, request);
  if (!visitor) co_return http::see_other("/me");
  const auto form = http::Form::of_body(request);
  if (!form || !has_form_token(*form, visitor->session, kPath)) {
    co_return web::refusal_page(
        parts_.pages, Refusal::token_mismatch,
        {.language = language, .request_id = request.request_id, .way_back = "/me"});
  }
  if (!co_await parts_.limit.claim(visitor->person)) co_return too_soon(language);
  co_await forget_and_note(std::move(visitor->person));
  // Her record lists her last eight sessions; this one may be none of them.
  co_await parts_.sessions.end(visitor->session);
  co_return forgotten(visitor->session, language);
}

// That she asked is what counts when a backup is restored, also if nobody knows whether it was done
// (`failed`).
awaitable<void> Forget::forget_and_note(identity::Person person) {
  AuditEntry line{.action = "person.forget.asked",
                  .object = person.name(),
                  .origin = "browser",
                  .actor = "sluis"};
  co_await parts_.audit_first(line);
  line.action = "person.forget";
  line.result = AuditEntry::Result::failed;
  std::exception_ptr failure;
  try {
    co_await leave_rooms(parts_.rooms, person);
    const store::Copied copied = co_await parts_.people.forget(std::move(person));
    line.details = {{"replica", std::string(name_of(copied))}};
    line.result = AuditEntry::Result::done;
  } catch (...) {
    failure = std::current_exception();
  }
  parts_.audit(line);
  if (failure) std::rethrow_exception(failure);
}

http::Response Forget::question(const flow::Session& session, web::Language language) const {
  return parts_.pages.make({.name = "forget",
                            .language = language,
                            .values = {{"token", form_token(session, kPath)}},
                            .same_page = "/me/forget"});
}

http::Response Forget::too_soon(web::Language language) const {
  return parts_.pages.make({.name = "forget_later",
                            .language = language,
                            .status = kTooManyRequests,
                            .same_page = "/me/forget"});
}

http::Response Forget::forgotten(const flow::Session& session, web::Language language) const {
  http::Response response = parts_.pages.make({.name = "forgotten",
                                               .language = language,
                                               .values = {{"organisation", session.organisation}}});
  parts_.sessions.remove_cookie(response);
  response.headers.set("Clear-Site-Data", "\"cache\"");  // standards WEB-04; the cookie is gone
  return response;
}

}  // namespace sluis::portal
