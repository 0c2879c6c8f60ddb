#include "tests/downstream/world.h"

#include <algorithm>
#include <stdexcept>

#include "crypto/encoding.h"
#include "http/form.h"

namespace sluis::tests {

namespace {

using downstream::Client;
using downstream::ClientAuthentication;

std::string form_text(const Parameters& parameters) {
  std::vector<std::pair<std::string_view, std::string_view>> views(parameters.begin(),
                                                                   parameters.end());
  const std::string text = http::with_query("", views);
  return text.empty() ? text : text.substr(1);
}

crypto::Key key_of(std::string id, crypto::Purpose purpose, crypto::TimePoint now,
                   decltype(crypto::Key::material) material) {
  return {
      .id = std::move(id),
      .purpose = purpose,
      .serial = 1,
      .timetable = {.published_at = now, .active_at = now, .retired_at = {}, .destroyed_at = {}},
      .material = std::move(material)};
}

}  // namespace

crypto::Keyring light_ring(crypto::TimePoint now) {
  using crypto::Purpose;
  static const auto signing = crypto::SigningKey::generate(crypto::Algorithm::es256, "es-1");
  std::vector<crypto::Key> keys;
  keys.push_back(
      key_of("seal-1", Purpose::seal, now, crypto::Secret::copy_of(std::string(32, 's'))));
  keys.push_back(key_of("es-1", Purpose::oidc_sign_es256, now, signing));
  return crypto::Keyring(1, std::move(keys));
}

const crypto::SigningKey& portal_key() {
  static const auto key = crypto::SigningKey::generate(crypto::Algorithm::es256, "portal-1");
  return key;
}

std::vector<Client> example_clients() {
  std::vector<Client> all;
  Client portal{.id = "portal",
                .name = "Portaal",
                .sector = "portal",
                .redirect_uris = {"https://portal.example/cb"},
                .post_logout_redirect_uris = {},
                .authentication = ClientAuthentication::private_key_jwt,
                .id_token_algorithm = crypto::Algorithm::es256,
                .requires_nonce = true};
  portal.keys.push_back(*crypto::VerificationKey::from_jwk(portal_key().public_jwk()));
  all.push_back(std::move(portal));
  all.push_back(
      {.id = "chat",
       .name = "Rocket.Chat",
       .sector = "chat",
       .redirect_uris = {"https://chat.example/_oauth/sluis", "https://chat.example/other?x=1"},
       .post_logout_redirect_uris = {"https://chat.example/"},
       .secret = crypto::Secret::copy_of("s3cret%+chat/with odd:signs"),
       .id_token_algorithm = crypto::Algorithm::es256,
       .requires_pkce = false,
       .allows_query_token = true,
       .allows_plain_basic = true});
  all.push_back({.id = "wiki",
                 .name = "Wiki",
                 .sector = "wiki",
                 .redirect_uris = {"https://wiki.example/cb"},
                 .post_logout_redirect_uris = {"https://wiki.example/bye"},
                 .secret = crypto::Secret::copy_of("s3cret%+wiki/with odd:signs"),
                 .id_token_algorithm = crypto::Algorithm::es256});
  all.push_back({.id = "app",
                 .name = "App",
                 .sector = "app",
                 .redirect_uris = {"https://app.example/cb"},
                 .post_logout_redirect_uris = {},
                 .authentication = ClientAuthentication::none,
                 .id_token_algorithm = crypto::Algorithm::es256,
                 .requires_pkce = false});
  return all;
}

World::World() : World(light_ring(FakeClock().now())) {}

World::World(crypto::Keyring ring, std::vector<Client> all)
    : keyring(std::move(ring)), clients(std::move(all)), oidc(parts()) {
  run(store.put({.name = std::string(kPersonName),
                 .value = "sealed",
                 .time_to_live = std::chrono::hours(24 * 90)}));
}

downstream::OidcParts World::parts() {
  return {.issuer = std::string(kIssuer),
          .clients = clients,
          .acr_weakest_first = {"urn:sluis:mail", "urn:sluis:federated", "urn:sluis:federated-mfa"},
          .keyring = keyring,
          .clock = clock,
          .random = random,
          .pool = pool,
          .store = store,
          .outbound = outbound,
          .people = people,
          .pages = pages,
          .cookies = http::CookieStyle(true),
          .journal = [this](const Event& event) { events.push_back(event); }};
}

http::Response World::call(const std::string& method, const std::string& path,
                           const Parameters& parameters, const Parameters& headers) {
  if (path == "/logout") {
    const auto request = request_of(method, path, parameters, headers);
    return line.answer(oidc.way_out(), request, pages);
  }
  const auto routes = oidc.routes();
  const auto route = std::ranges::find_if(
      routes, [&](const auto& one) { return one.method == method && one.path == path; });
  if (route == routes.end()) throw std::logic_error("no route for " + method + " " + path);
  const auto request = request_of(method, path, parameters, headers);
  return run(route->handler(request));
}

downstream::Front::Accepted World::authorize(const Parameters& parameters) {
  const auto request = request_of("GET", "/authorize", parameters);
  return run(oidc.accept(request));
}

flow::LoginRequest World::accepted(const Parameters& parameters) {
  return std::get<flow::LoginRequest>(authorize(parameters));
}

flow::Grant World::grant() const {
  return {.pseudonym = identity::Pseudonym::kept(std::string(kSub)),
          .acr = "urn:sluis:mail",
          .auth_time = clock.now() - std::chrono::seconds(42),
          .sid = "sid-of-this-service",
          .person_name = std::string(kPersonName)};
}

std::string World::code_for(const Parameters& authorization_request) {
  return query_of(run(oidc.deliver(accepted(authorization_request), grant()))).at("code");
}

http::Response World::token(const Parameters& parameters, const Parameters& headers) {
  return call("POST", "/token", parameters, headers);
}

boost::json::object World::tokens_for_chat(const std::string& scope) {
  return json_of(token(chat_grant(code_for(with(chat_request(), "scope", scope)))));
}

void World::forget_person() { (void)run(store.take(std::string(kPersonName))); }

Parameters chat_request() {
  return {{"client_id", "chat"},
          {"redirect_uri", "https://chat.example/_oauth/sluis"},
          {"response_type", "code"},
          {"scope", "openid profile"},
          {"state", "st&te=ë%"}};
}

Parameters wiki_request() {
  return {{"client_id", "wiki"},
          {"redirect_uri", "https://wiki.example/cb"},
          {"response_type", "code"},
          {"scope", "openid"},
          {"state", "xyz"},
          {"nonce", "n-0S6_WzA2Mj"},
          {"code_challenge", std::string(kChallenge)},
          {"code_challenge_method", "S256"}};
}

Parameters chat_grant(std::string code) {
  return {{"grant_type", "authorization_code"},
          {"code", std::move(code)},
          {"redirect_uri", "https://chat.example/_oauth/sluis"},
          {"client_id", "chat"},
          {"client_secret", "s3cret%+chat/with odd:signs"}};
}

Parameters with(Parameters parameters, const std::string& name, const std::string& value) {
  parameters = without(std::move(parameters), name);
  parameters.emplace_back(name, value);
  return parameters;
}

Parameters without(Parameters parameters, const std::string& name) {
  std::erase_if(parameters, [&](const auto& parameter) { return parameter.first == name; });
  return parameters;
}

http::Request request_of(const std::string& method, const std::string& path,
                         const Parameters& parameters, const Parameters& headers) {
  http::Request request{.method = method,
                        .path = path,
                        .query = {},
                        .headers = {},
                        .body = {},
                        .client_address = "192.0.2.7",
                        .request_id = "request-1"};
  if (method == "POST") {
    request.body = form_text(parameters);
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  } else {
    request.query = form_text(parameters);
  }
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  return request;
}

std::map<std::string, std::string> query_of(const http::Response& response) {
  const std::string location(response.headers.get("Location").value_or(""));
  const auto form = http::Form::parse(location.substr(location.find('?') + 1));
  const auto& entries = form.value().entries();
  return {entries.begin(), entries.end()};
}

boost::json::object json_of(const http::Response& response) {
  return boost::json::parse(response.body).as_object();
}

boost::json::object claims_of(std::string_view token) {
  const auto first = token.find('.');
  const auto second = token.find('.', first + 1);
  const auto payload = crypto::base64url_decode(token.substr(first + 1, second - first - 1));
  return boost::json::parse(payload.value()).as_object();
}

std::string text_of(const boost::json::object& object, std::string_view name) {
  return std::string(object.at(name).as_string());
}

std::string error_of(const http::Response& response) { return text_of(json_of(response), "error"); }

std::string basic(std::string_view user_and_password) {
  return "Basic " + crypto::base64_encode(user_and_password);
}

}  // namespace sluis::tests
