#include "tests/downstream/jitsi_world.h"

#include <algorithm>
#include <stdexcept>

namespace sluis::tests {

namespace {

crypto::Keyring ring_of_meetings(crypto::TimePoint now) {
  using crypto::Purpose;
  static const auto pair = crypto::SigningKey::generate(crypto::Algorithm::rs256, "jitsi-1");
  const auto key = [now](std::string id, Purpose purpose, auto material) {
    return crypto::Key{
        .id = std::move(id),
        .purpose = purpose,
        .serial = 1,
        .timetable = {.published_at = now, .active_at = now, .retired_at = {}, .destroyed_at = {}},
        .material = std::move(material)};
  };
  std::vector<crypto::Key> keys;
  keys.push_back(key("seal-1", Purpose::seal, crypto::Secret::copy_of(std::string(32, 's'))));
  keys.push_back(
      key("pseudonym-1", Purpose::pseudonym, crypto::Secret::copy_of(std::string(32, 'p'))));
  keys.push_back(key("jitsi-1", Purpose::jitsi_sign, pair));
  return crypto::Keyring(1, std::move(keys));
}

}  // namespace

std::vector<downstream::JitsiClient> example_meetings() {
  const downstream::JitsiClient meet{.id = "meet",
                                     .name = "Rijksconnect Video",
                                     .sector = "meet",
                                     .base_url = "https://meet.example",
                                     .xmpp_domain = "meet.example",
                                     .app_id = "sluis"};
  auto board = meet;
  board.id = board.sector = "board";
  board.hosts = downstream::Hosts::owner;
  auto town = meet;
  town.id = town.sector = "town";
  town.tenant = "gemeente";
  town.token_lifetime = std::chrono::minutes(5);
  town.features = {.owner = {"livestreaming", "recording"}, .member = {"recording"}};
  return {meet, board, town};
}

JitsiWorld::JitsiWorld() : keyring(ring_of_meetings(FakeClock().now())), jitsi(parts()) {
  run(store.put({.name = std::string(kPersonName),
                 .value = "sealed",
                 .time_to_live = std::chrono::hours(24 * 90)}));
}

boost::asio::awaitable<bool> JitsiWorld::uses_session(std::string sid) const {
  co_return sessions.contains(sid);
}

downstream::JitsiParts JitsiWorld::parts() {
  return {.issuer = std::string(kIssuer),
          .clients = clients,
          .keyring = keyring,
          .clock = clock,
          .random = random,
          .pool = pool,
          .store = store,
          .rooms = rooms,
          .pages = pages,
          .cookies = http::CookieStyle(true),
          .uses_session = [this](std::string sid) { return uses_session(std::move(sid)); },
          .journal = [this](const Event& event) { events.push_back(event); }};
}

http::Response JitsiWorld::get(const std::string& path, const Parameters& parameters,
                               const Parameters& headers) {
  const auto request = request_of("GET", path, parameters, headers);
  if (path.ends_with("/logout")) return line.answer(jitsi.way_out(), request, pages);
  for (const auto& route : jitsi.routes()) {
    if (route.method == "GET" && http::segments_of(route.path, path)) {
      return run(route.handler(request));
    }
  }
  throw std::logic_error("no route for " + path);
}

http::Response JitsiWorld::post(const std::string& path, const Parameters& parameters,
                                const Parameters& headers) {
  const auto request = request_of("POST", path, parameters, headers);
  if (path.ends_with("/logout")) return line.answer(jitsi.way_out(), request, pages);
  for (const auto& route : jitsi.routes()) {
    if (route.method == "POST" && http::segments_of(route.path, path)) {
      return run(route.handler(request));
    }
  }
  throw std::logic_error("no route for " + path);
}

downstream::Front::Accepted JitsiWorld::accept(const Parameters& parameters,
                                               const std::string& client) {
  const auto request = request_of("GET", "/jitsi/" + client + "/auth", parameters);
  return run(jitsi.accept(request));
}

flow::LoginRequest JitsiWorld::accepted(const Parameters& parameters, const std::string& client) {
  return std::get<flow::LoginRequest>(accept(parameters, client));
}

flow::Grant JitsiWorld::grant(std::string_view sub) const {
  return {.pseudonym = identity::Pseudonym::kept(std::string(sub)),
          .acr = "urn:sluis:mail",
          .auth_time = clock.now(),
          .sid = std::string(kSid),
          .person_name = std::string(kPersonName)};
}

std::string JitsiWorld::location_for(const Parameters& parameters, const std::string& client,
                                     std::string_view sub) {
  const auto response = run(jitsi.deliver(accepted(parameters, client), grant(sub)));
  return std::string(response.headers.get("Location").value_or(""));
}

std::string JitsiWorld::fragment_of(const std::string& location, const std::string& name) {
  const auto begin = location.find("#" + name + "=");
  if (begin == std::string::npos) return {};
  const auto value = location.substr(begin + name.size() + 2);
  return value.substr(0, value.find('&'));
}

std::string JitsiWorld::token_of(const std::string& location) {
  const auto quoted = fragment_of(location, "jwt");
  if (!quoted.starts_with("%22") || !quoted.ends_with("%22")) return {};
  return quoted.substr(3, quoted.size() - 6);
}

boost::json::object JitsiWorld::window_tokens() {
  const auto code = fragment_of(location_for(window_link()), "code");
  return json_of(post("/jitsi/meet/token", code_grant(code)));
}

http::Response JitsiWorld::refresh(const std::string& refresh_token, const std::string& client) {
  return post("/jitsi/" + client + "/token",
              {{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}});
}

void JitsiWorld::have_room(const std::string& room, std::string_view owner) {
  for (const auto& [id, client] : clients.all()) {
    (void)run(
        rooms.create(client.place(room), "Titel", identity::Pseudonym::kept(std::string(owner))));
  }
}

Parameters link() { return {{"room", "Overleg"}}; }

Parameters window_link() {
  return {{"room", "Overleg"}, {"nonce", "n-1"}, {"code_challenge", std::string(kChallenge)}};
}

Parameters code_grant(const std::string& code) {
  return {{"grant_type", "authorization_code"},
          {"code", code},
          {"code_verifier", std::string(kVerifier)}};
}

}  // namespace sluis::tests
