#include "tests/upstream/lying_provider.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "fault/unavailable.h"
#include "http/form.h"

namespace sluis::tests {

namespace json = boost::json;

namespace {

constexpr std::string_view kAccessToken = "access-token";

std::string value_in(const std::map<std::string, std::string>& all, std::string_view name) {
  const auto found = all.find(std::string(name));
  return found == all.end() ? std::string() : found->second;
}

}  // namespace

http::Response json_answer(std::string body, int status) {
  http::Response response{.status = status, .headers = {}, .body = std::move(body)};
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  return response;
}

std::string set_of(const ForeignKey& key, std::string_view kid) {
  return R"({"keys":[)" + key.jwk(R"(,"kid":")" + std::string(kid) + "\"") + "]}";
}

std::string LyingProvider::authorize(std::string_view location) {
  asked_for_.clear();
  const auto asked = http::Form::parse(location.substr(location.find('?') + 1)).value();
  for (const auto& [name, value] : asked.entries()) asked_for_[name] = value;
  return http::with_query("", {{"code", "the-code"}, {"state", in_authorization("state")}})
      .substr(1);
}

boost::asio::awaitable<http::Response> LyingProvider::send(http::ClientRequest request) {
  requests.push_back(request);
  // An answer takes its time: others get a turn in between.
  co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
  if (silent.contains(request.url)) {
    throw Unavailable(Unavailable::What::provider, "a test says so");
  }
  if (const auto lie = instead.find(request.url); lie != instead.end()) co_return lie->second;
  auto response = answer(request);
  response.headers.add("Cache-Control", cache_control);
  co_return response;
}

http::Response LyingProvider::answer(const http::ClientRequest& request) const {
  if (request.url == kDiscovery) return json_answer(json::serialize(metadata));
  if (request.url == kJwks) return json_answer(jwks);
  if (request.url == kToken) return tokens(request);
  if (request.url == kUserinfo &&
      request.headers.get("Authorization") == "Bearer " + std::string(kAccessToken)) {
    return json_answer(json::serialize(userinfo));
  }
  return json_answer("{}", 404);
}

// RFC 7636 §4.6, RFC 6749 §4.1.3: a provider that does its work.
http::Response LyingProvider::tokens(const http::ClientRequest& request) const {
  const auto form = http::Form::parse(request.body).value();
  const auto verifier = std::string(form.get("code_verifier").value_or(""));
  const auto challenge = crypto::base64url_encode(crypto::sha256(verifier));
  if (form.get("code") != "the-code" || challenge != in_authorization("code_challenge") ||
      form.get("redirect_uri") != in_authorization("redirect_uri")) {
    return json_answer(R"({"error":"invalid_grant"})", 400);
  }
  const auto made =
      id_token.value_or(key.token(algorithm, header, json::serialize(id_token_claims())));
  return json_answer(json::serialize(
      json::object{{"access_token", kAccessToken}, {"token_type", "Bearer"}, {"id_token", made}}));
}

json::object LyingProvider::id_token_claims() const {
  const auto now = crypto::unix_seconds(clock_.now());
  json::object made{{"iss", kIssuer},
                    {"sub", "7f3a"},
                    {"aud", in_authorization("client_id")},
                    {"exp", now + 300},
                    {"iat", now},
                    {"nonce", in_authorization("nonce")},
                    {"email", "anna@minbzk.nl"},
                    {"email_verified", true}};
  for (const auto& [name, value] : claims) made.insert_or_assign(name, value);
  for (const auto& name : dropped) made.erase(name);
  return made;
}

std::size_t LyingProvider::asked(std::string_view url) const {
  return static_cast<std::size_t>(std::ranges::count(requests, url, &http::ClientRequest::url));
}

std::string LyingProvider::in_token_request(std::string_view name) const {
  const auto last =
      std::ranges::find(requests.rbegin(), requests.rend(), kToken, &http::ClientRequest::url);
  return std::string(http::Form::parse(last->body).value().get(name).value_or(""));
}

std::string LyingProvider::in_authorization(std::string_view name) const {
  return value_in(asked_for_, name);
}

}  // namespace sluis::tests
