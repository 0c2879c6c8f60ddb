#include "downstream/logout.h"

#include <algorithm>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/fields.h"
#include "downstream/words.h"
#include "web/language.h"
#include "web/logout_page.h"
#include "web/refusal_page.h"

namespace sluis::downstream {

namespace {

using boost::asio::awaitable;

constexpr std::size_t kLimitState = 1024;

bool is_registered(const Client& client, std::string_view uri) {
  const auto& registered = client.post_logout_redirect_uris;
  return std::ranges::find(registered, uri) != registered.end();
}

}  // namespace

std::string Logout::Asked::way_back() const {
  if (post_logout_redirect_uri.empty() || state.empty()) return post_logout_redirect_uri;
  return http::with_query(post_logout_redirect_uri, {{"state", state}});
}

std::string Logout::serialise(const Asked& asked) {
  return crypto::length_prefixed({asked.client ? asked.client->id : "",
                                  crypto::number_field(asked.hint ? 1 : 0),
                                  asked.post_logout_redirect_uri, asked.state});
}

Logout::Asked Logout::parse(std::string_view octets) const {
  crypto::FieldReader reader(octets);
  const auto text = [&] { return std::string(reader.next().value_or("")); };
  const auto client = text();
  const bool is_proven = reader.next_number() == 1;
  Asked asked{
      .client = parts_.clients.find(client), .post_logout_redirect_uri = text(), .state = text()};
  if (!asked.client) return {};
  if (is_proven) asked.hint = Hint{.client = client, .sub = {}, .sid = {}};
  // The configuration may have been read again since.
  if (!is_registered(*asked.client, asked.post_logout_redirect_uri)) {
    asked.post_logout_redirect_uri.clear();
  }
  return asked;
}

std::string Logout::location_of(const flow::LogoutRequest& request) const {
  const auto asked = parse(request.memory);
  std::string wanted;
  for (const std::string& language : request.languages) {
    wanted += (wanted.empty() ? "" : " ") + language;
  }
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
  if (asked.client) parameters.emplace_back("client_id", asked.client->id);
  if (!asked.post_logout_redirect_uri.empty()) {
    parameters.emplace_back("post_logout_redirect_uri", asked.post_logout_redirect_uri);
  }
  if (!asked.state.empty()) parameters.emplace_back("state", asked.state);
  if (!wanted.empty()) parameters.emplace_back("ui_locales", wanted);
  return http::with_query("/logout", parameters);
}

Logout::Asked Logout::read(const http::Form& form) const {
  Asked asked;
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
  // RP-Initiated Logout 3: exactly one that is registered, or no redirection at all (standards
  // OPX-06).
  if (!uri || !is_registered(*asked.client, *uri)) return asked;
  asked.post_logout_redirect_uri = *uri;
  const auto state = form.get("state").value_or("");
  if (state.size() <= kLimitState) asked.state = state;
  return asked;
}

awaitable<flow::WayOut::Heard> Logout::hear(const http::Request& request, std::optional<Origin>) {
  using enum flow::LogoutRequest::ThisBrowser;
  const bool is_post = request.method == "POST";
  const auto form = is_post ? http::Form::of_body(request) : http::Form::of_query(request);
  if (!form) {
    const web::RefusalContext context{.language = web::choose_language(request, {}),
                                      .request_id = request.request_id};
    co_return web::refusal_page(parts_.pages, form.error(), context);
  }
  const auto asked = read(*form);
  flow::LogoutRequest heard{.way = std::string(id()),
                            .client = asked.hint ? asked.hint->client : "",
                            .this_browser = if_she_says_so,
                            .languages = languages_of(form->get("ui_locales")),
                            .memory = serialise(asked)};
  if (is_post && form_.is_confirmed(request, *form)) {
    heard.this_browser = is_meant;
  } else if (asked.hint && !asked.hint->sid.empty()) {
    // The sid is a secret between that service and us (DESIGN §3), so a hint that names it needs no
    // question.
    heard.sids = {asked.hint->sid};
  }
  co_return heard;
}

std::optional<http::Response> Logout::question(const flow::LogoutRequest& request,
                                               const http::Request& browser,
                                               Presence presence) const {
  const auto location = location_of(request);
  if (browser.method == "POST") return http::see_other(location);
  if (presence == Presence::is_not) return std::nullopt;
  const auto asked = parse(request.memory);
  web::LogoutQuestion page{.language = web::choose_language(browser, request.languages),
                           .action = "/logout",
                           .fields = {},
                           .same_page = location};
  if (asked.client) {
    page.service = asked.client->name;
    page.fields.emplace_back("client_id", asked.client->id);
  }
  if (!asked.post_logout_redirect_uri.empty()) {
    page.fields.emplace_back("post_logout_redirect_uri", asked.post_logout_redirect_uri);
  }
  if (!asked.state.empty()) page.fields.emplace_back("state", asked.state);
  return form_.ask(std::move(page), browser);
}

std::vector<flow::WayOut::Party> Logout::parties() const {
  std::vector<Party> parties;
  for (const auto& [id, client] : parts_.clients.all()) {
    parties.push_back({.id = id, .name = client.name, .sector = client.sector});
  }
  return parties;
}

awaitable<flow::WayOut::Ending> Logout::answer(flow::LogoutRequest request, Reach) {
  const auto asked = parse(request.memory);
  if (asked.hint && !asked.post_logout_redirect_uri.empty()) {
    co_return http::see_other(asked.way_back());
  }
  co_return WayBack{.name = asked.client ? asked.client->name : "", .location = asked.way_back()};
}

}  // namespace sluis::downstream
