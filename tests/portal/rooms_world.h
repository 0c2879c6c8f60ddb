#pragma once

// The pages about rooms with everything they work with, and browsers in which people are logged in.
// A login itself is played: its front's request is answered as the line would answer it.

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "http/form.h"
#include "portal/new_rooms.h"
#include "portal/room_hand_over.h"
#include "portal/room_pages.h"
#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/identity/rings.h"
#include "tests/store/memory_store.h"
#include "tests/store/run_awaitable.h"
#include "tests/web/gallery.h"

namespace sluis::tests {

/// What stands in a page between two signs; the first time.
inline std::string between(std::string_view body, std::string_view before, std::string_view after) {
  const auto begin = body.find(before);
  if (begin == std::string_view::npos) return {};
  const auto from = begin + before.size();
  return std::string(body.substr(from, body.find(after, from) - from));
}

inline std::string token_on(const http::Response& page) {
  return between(page.body, "name=\"token\" value=\"", "\"");
}

struct RoomsWorld {
  FakeClock clock;
  FixedRandom random;
  MemoryStore store{clock};
  http::CookieStyle cookies{true};
  crypto::Keyring ring = ring_of(1, {{.id = "p1"}, {.id = "s1", .purpose = crypto::Purpose::seal}});
  flow::Sessions sessions{store, ring, clock, random, cookies};
  flow::FlowCookies flows{ring, clock, random, cookies};
  identity::People people{store, clock, random};
  crypto::PseudonymMac mac{ring};
  identity::Rooms rooms{store, mac, clock, random, std::chrono::days(90)};
  web::Pages pages{{.name = "Rijksconnect",
                    .email = "hulp@rijksconnect.example",
                    .security = "https://rijksconnect.example/kwetsbaarheid"}};
  bool admits = true;  // what the list says now
  portal::RoomsParts parts{.sessions = sessions,
                           .is_admitted = [this](const flow::Grounds&) { return admits; },
                           .people = people,
                           .rooms = rooms,
                           .flows = flows,
                           .limit = portal::RoomLimit(store, ring, clock),
                           .hand_overs = portal::HandOvers(store, random),
                           .random = random,
                           .clock = clock,
                           .cookies = cookies,
                           .pages = pages,
                           .issuer = "https://login.example",
                           .retention = std::chrono::days(90),
                           .deployments = {{.id = "meet",
                                            .name = "Rijksconnect Video",
                                            .base_url = "https://meet.example",
                                            .tenant = ""}},
                           .keyring = ring};
  portal::NewRooms new_rooms{parts};
  portal::RoomPages room_pages{parts};
  portal::RoomHandOver room_hand_over{parts};

  std::size_t count(std::string_view prefix) {
    std::size_t found = 0;
    for (const auto& record : store.names()) found += record.name.starts_with(prefix) ? 1 : 0;
    return found;
  }
};

class Browser {
 public:
  explicit Browser(RoomsWorld& world, std::string language = "nl")
      : world_(world), language_(std::move(language)) {}

  /// Another one with her session, and nothing else of what this one was given.
  Browser with_session_only() const {
    Browser other(world_, language_);
    other.person_name_ = person_name_;
    other.link_ = link_.clone();
    for (const auto& [name, value] : cookies_) {
      if (name.contains("session")) other.cookies_[name] = value;
    }
    return other;
  }

  /// As a login leaves her behind.
  void log_in(const std::string& who) {
    flow::Session session = world_.sessions.draft();
    identity::Person person{.link = world_.random.secret(32),
                            .seed = world_.random.secret(32),
                            .handle = "id:" + who,
                            .first_seen = world_.clock.now(),
                            .last_login = world_.clock.now(),
                            .recipients = {},
                            .sessions = {session.name()}};
    run(world_.store.put({person.name(), person.seal(world_.random), std::chrono::days(90)}));
    person_name_ = person.name();
    link_ = person.link.clone();
    session.link = person.link.clone();
    session.organisation = "Ministerie van BZK";
    run(world_.sessions.begin(session, std::nullopt, http::Request{}));
    http::Response response;
    world_.sessions.set_cookie(session, response);
    keep_cookies(response);
  }

  identity::Person person() const {
    return std::move(run(world_.people.open(link_.clone())).value());
  }

  http::Response get(const std::string& target) { return answer(request_for("GET", target)); }
  http::Response post(const std::string& path,
                      const std::vector<std::pair<std::string_view, std::string_view>>& fields) {
    http::Request request = request_for("POST", path);
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body = http::with_query("", fields).substr(1);
    return answer(request);
  }

  /// GET, and on wherever it leads within these pages.
  http::Response follow(http::Response response) {
    for (int step = 0; step < 6 && response.status == 303; ++step) {
      const std::string to(response.headers.get("Location").value_or(""));
      last_ = to;
      response = get(to);
    }
    return response;
  }
  /// Where `follow` came last.
  const std::string& last() const { return last_; }

  http::Response make_room(std::string_view title) {
    const auto token = token_on(get("/"));
    return follow(post("/rooms", {{"token", token}, {"client", "meet"}, {"title", title}}));
  }

 private:
  http::Request request_for(const std::string& method, const std::string& target) const {
    http::Request request;
    request.method = method;
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string::npos) request.query = target.substr(question + 1);
    std::string line;
    for (const auto& [name, value] : cookies_) {
      line.append(line.empty() ? "" : "; ").append(name).append("=").append(value);
    }
    request.headers.add("Cookie", line);
    request.headers.add("Accept-Language", language_);
    request.request_id = "8f3b-22aa";
    return request;
  }

  void keep_cookies(const http::Response& response) {
    for (const std::string_view line : response.headers.all("Set-Cookie")) {
      const auto pair = line.substr(0, line.find(';'));
      const auto equals = pair.find('=');
      cookies_[std::string(pair.substr(0, equals))] = std::string(pair.substr(equals + 1));
    }
  }

  http::Response answer(const http::Request& request) {
    http::Response response = route(request);
    keep_cookies(response);
    return response;
  }

  http::Response route(const http::Request& request) {
    for (const auto& entry : world_.new_rooms.entries()) {
      if (entry.method == request.method && entry.path == request.path) return enter(request);
    }
    std::vector<http::Route> all = world_.new_rooms.routes();
    for (auto& route : world_.room_pages.routes()) all.push_back(std::move(route));
    for (auto& route : world_.room_hand_over.routes()) all.push_back(std::move(route));
    for (const bool is_exact : {true, false}) {
      for (const auto& route : all) {
        if (route.method != request.method || route.path.contains('{') == is_exact) continue;
        if (http::segment_of(route.path, request.path)) return run(route.handler(request));
      }
    }
    return {.status = 404, .headers = {}, .body = {}};
  }

  /// The line, with whoever is logged in; without anybody the answer says "login".
  http::Response enter(const http::Request& request) {
    auto accepted = run(world_.new_rooms.accept(request));
    if (auto* answered = std::get_if<http::Response>(&accepted)) return std::move(*answered);
    if (const auto* unproven = std::get_if<downstream::NotProven>(&accepted)) {
      return {.status = 400, .headers = {}, .body = std::string(name_of(unproven->refusal))};
    }
    if (person_name_.empty()) return {.status = 200, .headers = {}, .body = "login"};
    flow::Grant grant{.pseudonym = identity::Pseudonym::kept("nobody's"),
                      .acr = {},
                      .auth_time = {},
                      .sid = {},
                      .person_name = person_name_};
    return run(world_.new_rooms.deliver(std::get<flow::LoginRequest>(std::move(accepted)),
                                        std::move(grant)));
  }

  RoomsWorld& world_;
  std::string language_;
  std::map<std::string, std::string> cookies_;
  std::string person_name_;
  crypto::Secret link_;
  std::string last_;
};

}  // namespace sluis::tests
