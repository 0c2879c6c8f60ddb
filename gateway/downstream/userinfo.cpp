#include "downstream/userinfo.h"

#include <algorithm>
#include <boost/json.hpp>
#include <vector>

#include "downstream/bearer_secret.h"
#include "downstream/friendly_name.h"
#include "downstream/oauth_error.h"
#include "http/ascii.h"
#include "http/form.h"

namespace sluis::downstream {

namespace {

using boost::asio::awaitable;

/// RFC 6750 §3. Without a token there is no error to name.
http::Response unauthorized() {
  auto response = http::json_text(401, "{}");
  response.headers.add("WWW-Authenticate", R"(Bearer realm="userinfo")");
  return response;
}

http::Response bearer_error(int status, std::string_view code, Refusal refusal) {
  const boost::json::object body{{"error", code},
                                 {"error_description", error_description(refusal)}};
  auto response = http::json_text(status, boost::json::serialize(body));
  response.headers.add("WWW-Authenticate",
                       R"(Bearer realm="userinfo", error=")" + std::string(code) + '"');
  return response;
}

http::Response claims_answer(const AccessTokenContents& contents) {
  // Standards NLO-24: the same sub as in the ID token. No e-mail and no other claim exists
  // (NLO-39).
  boost::json::object claims{{"sub", contents.sub}};
  if (contents.wants_profile) {
    const auto friendly = friendly_name_of(identity::Pseudonym::kept(contents.sub));
    claims["preferred_username"] = friendly.username;
    claims["name"] = friendly.name;
  }
  return http::json_text(200, boost::json::serialize(claims));
}

}  // namespace

std::expected<std::optional<UserInfo::Presented>, Refusal> UserInfo::read_token(
    const http::Request& request) {
  std::vector<Presented> found;
  for (const auto header : request.headers.all("Authorization")) {
    const auto space = std::min(header.find(' '), header.size());
    if (!http::equal_without_case(header.substr(0, space), "Bearer")) continue;
    found.push_back({std::string(http::trimmed(header.substr(space))), Transport::header});
  }
  const auto query = http::Form::of_query(request);
  if (!query) return std::unexpected(query.error());
  if (const auto token = query->get("access_token")) {
    found.push_back({std::string(*token), Transport::query});
  }
  if (request.method == "POST" && !request.body.empty()) {
    const auto form = http::Form::of_body(request);
    if (!form) return std::unexpected(form.error());
    if (const auto token = form->get("access_token")) {
      found.push_back({std::string(*token), Transport::form});
    }
  }
  // RFC 6750 §2: clients MUST NOT use more than one method in each request.
  if (found.size() > 1) return std::unexpected(Refusal::request_malformed);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

awaitable<std::optional<AccessTokenContents>> UserInfo::open(Presented presented) const {
  const auto token = BearerSecret::parse(BearerSecret::Kind::access_token, presented.token);
  if (!token) co_return std::nullopt;
  const auto sealed = co_await parts_.store.get(token->name());
  if (!sealed) co_return std::nullopt;
  const auto opened = token->open(*sealed);
  auto contents = opened ? AccessTokenContents::parse(opened->expose()) : std::nullopt;
  if (!contents || contents->expires_at <= parts_.clock.now()) co_return std::nullopt;
  const Client* client = parts_.clients.find(contents->client);
  if (!client) co_return std::nullopt;
  // Standards OAU-11: never in the query, where logs and histories see it; Rocket.Chat can do no
  // better.
  if (presented.transport == Transport::query && !client->allows_query_token) {
    co_return std::nullopt;
  }
  // "No person, no use" (DESIGN §3).
  if (!co_await parts_.people.is_there(contents->person_name)) co_return std::nullopt;
  co_return contents;
}

awaitable<http::Response> UserInfo::answer(const http::Request& request) const {
  auto presented = read_token(request);
  if (!presented) co_return bearer_error(400, "invalid_request", presented.error());
  if (!*presented) co_return unauthorized();
  const auto contents = co_await open(**std::move(presented));
  if (!contents) co_return bearer_error(401, "invalid_token", Refusal::token_invalid);
  co_return claims_answer(*contents);
}

}  // namespace sluis::downstream
