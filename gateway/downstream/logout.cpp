#include "downstream/logout.h"

#include <algorithm>
#include <chrono>

#include "crypto/encoding.h"
#include "crypto/secret.h"
#include "downstream/words.h"
#include "web/language.h"
#include "web/logout_page.h"
#include "web/refusal_page.h"

namespace sluis::downstream {

namespace {

using boost::asio::awaitable;

// The form's token against cross-site posts is the value of a cookie that only we can set
// (__Host-).
constexpr std::string_view kCookie = "logout";
constexpr std::chrono::minutes kCookieLifetime{15};
constexpr std::size_t kTokenBytes = 16;
constexpr std::size_t kLimitState = 1024;

/// The token of a question that is still open in another tab is kept.
std::optional<std::string> token_of(const OidcParts& parts, const http::Request& request) {
  auto value = parts.cookies.read(request, kCookie);
  if (!value) return std::nullopt;
  const auto octets = crypto::base64url_decode(*value);
  if (!octets || octets->size() != kTokenBytes) return std::nullopt;
  return value;
}

}  // namespace

std::string Logout::Asked::way_back() const {
  if (post_logout_redirect_uri.empty() || state.empty()) return post_logout_redirect_uri;
  return http::with_query(post_logout_redirect_uri, {{"state", state}});
}

std::string Logout::Asked::location() const {
  std::string wanted;
  for (const std::string& language : languages) wanted += (wanted.empty() ? "" : " ") + language;
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
  if (client) parameters.emplace_back("client_id", client->id);
  if (!post_logout_redirect_uri.empty()) {
    parameters.emplace_back("post_logout_redirect_uri", post_logout_redirect_uri);
  }
  if (!state.empty()) parameters.emplace_back("state", state);
  if (!wanted.empty()) parameters.emplace_back("ui_locales", wanted);
  return http::with_query("/logout", parameters);
}

Logout::Asked Logout::read(const http::Form& form) const {
  Asked asked{.languages = languages_of(form.get("ui_locales"))};
  const auto named = form.get("client_id");
  if (const auto token = form.get("id_token_hint")) {
    asked.hint = id_tokens_.read_hint(*token);
    // RP-Initiated Logout 2: client_id and the hint's audience MUST match. A hint that proves
    // nothing names nobody.
    if (asked.hint && named && *named != asked.hint->client) asked.hint.reset();
    if (asked.hint) asked.client = parts_.clients.find(asked.hint->client);
  } else if (named) {
    asked.client = parts_.clients.find(*named);
  }
  if (!asked.client) return asked;

  const auto uri = form.get("post_logout_redirect_uri");
  const auto& registered = asked.client->post_logout_redirect_uris;
  // RP-Initiated Logout 3: exactly one that is registered, or no redirection at all (standards
  // OPX-06).
  if (!uri || std::ranges::find(registered, *uri) == registered.end()) return asked;
  asked.post_logout_redirect_uri = *uri;
  const auto state = form.get("state").value_or("");
  if (state.size() <= kLimitState) asked.state = state;
  return asked;
}

awaitable<http::Response> Logout::answer(const http::Request& request) const {
  const bool is_post = request.method == "POST";
  const auto form = is_post ? http::Form::of_body(request) : http::Form::of_query(request);
  if (!form) {
    const web::RefusalContext context{.language = web::choose_language(request, {}),
                                      .request_id = request.request_id};
    co_return web::refusal_page(parts_.pages, form.error(), context);
  }
  auto asked = read(*form);
  if (is_post && is_confirmed(request, *form)) {
    co_return co_await confirmed(request, std::move(asked));
  }
  // The sid is a secret between that service and us (DESIGN §3), so a hint that names it needs no
  // question.
  if (asked.hint && !asked.hint->sid.empty()) {
    if (co_await parts_.sessions.end_by_sid(asked.hint->sid) != EndedSession::none) {
      note_logout(request, asked);
      co_return done(request, asked);
    }
  }
  // A POST from another site brings no session cookie; the GET does.
  if (is_post) co_return http::see_other(asked.location());
  if (!co_await parts_.sessions.is_logged_in(request)) co_return done(request, asked);
  co_return question(request, asked);
}

http::Response Logout::question(const http::Request& request, const Asked& asked) const {
  auto token = token_of(parts_, request);
  if (!token) token = crypto::base64url_encode(parts_.random.octets(kTokenBytes));
  web::LogoutQuestion page{.language = web::choose_language(request, asked.languages),
                           .action = "/logout",
                           .fields = {{"token", *token}},
                           .same_page = asked.location()};
  if (asked.client) {
    page.service = asked.client->name;
    page.fields.emplace_back("client_id", asked.client->id);
  }
  if (!asked.post_logout_redirect_uri.empty()) {
    page.fields.emplace_back("post_logout_redirect_uri", asked.post_logout_redirect_uri);
  }
  if (!asked.state.empty()) page.fields.emplace_back("state", asked.state);
  auto response = web::logout_confirm_page(parts_.pages, page);
  response.headers.add("Set-Cookie",
                       parts_.cookies.set(kCookie, *token, http::SameSite::lax, kCookieLifetime));
  return response;
}

bool Logout::is_confirmed(const http::Request& request, const http::Form& form) const {
  const auto given = form.get("token");
  const auto expected = token_of(parts_, request);
  return given && expected && crypto::equal_in_constant_time(*given, *expected);
}

awaitable<http::Response> Logout::confirmed(const http::Request& request, Asked asked) const {
  auto response = logged_out(request, asked);
  co_await parts_.sessions.end_this_browser(request, response);
  response.headers.add("Set-Cookie", parts_.cookies.remove(kCookie, http::SameSite::lax));
  note_logout(request, asked);
  co_return response;
}

http::Response Logout::done(const http::Request& request, const Asked& asked) const {
  if (!asked.hint || asked.post_logout_redirect_uri.empty()) return logged_out(request, asked);
  if (request.method != "POST") return http::see_other(asked.way_back());
  // DESIGN §6: after a form POST the browser leaves by a page.
  return parts_.pages.leave(web::choose_language(request, asked.languages), asked.way_back(),
                            asked.client->name);
}

http::Response Logout::logged_out(const http::Request& request, const Asked& asked) const {
  web::LoggedOut page{.language = web::choose_language(request, asked.languages),
                      .way_back = asked.way_back()};
  if (asked.client) page.service = asked.client->name;
  return web::logged_out_page(parts_.pages, page);
}

void Logout::note_logout(const http::Request& request, const Asked& asked) const {
  if (!parts_.journal) return;
  parts_.journal({.kind = Event::Kind::logout,
                  .client = asked.client ? asked.client->id : "",
                  .request_id = request.request_id});
}

}  // namespace sluis::downstream
