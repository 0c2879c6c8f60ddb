// The OpenID Connect front, asked anything by a service or through a browser. Whatever is asked, a
// browser is only sent to an address that a service registered (standards OPX-06) or to our own
// page for logging out, and every answer can be put on the wire.
//
// The first line is method and target, header lines follow up to an empty one, the rest is the
// body. <code>, <access_token> and <id_token> stand for what a login of the client "chat" just
// gave.

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <variant>

#include "http/wire.h"
#include "tests/downstream/world.h"
#include "tests/fuzz/target.h"

using namespace sluis;
using tests::require;

namespace {

void replace_all(std::string& text, std::string_view name, const auto& make) {
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
    const std::string value = make();
    text.replace(at, name.size(), value);
    at += value.size();
    if (text.size() > 20'000) return;
  }
}

void fill_in(std::string& text, tests::World& world) {
  replace_all(text, "<code>", [&] { return world.code_for(tests::chat_request()); });
  for (const std::string name : {"access_token", "id_token"}) {
    replace_all(text, '<' + name + '>',
                [&] { return tests::text_of(world.tokens_for_chat(), name); });
  }
}

std::optional<http::Request> request_of(std::string_view text) {
  auto first = tests::take_line(text);
  const auto blank = first.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto target = http::parse_target(first.substr(blank + 1));
  if (!target) return std::nullopt;
  http::Request request{.method = std::string(first.substr(0, blank)),
                        .path = target->path,
                        .query = target->query,
                        .headers = {},
                        .body = {},
                        .client_address = "192.0.2.7",
                        .request_id = "request-1"};
  for (auto line = tests::take_line(text); !line.empty(); line = tests::take_line(text)) {
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) return std::nullopt;
    request.headers.add(std::string(line.substr(0, colon)), std::string(line.substr(colon + 2)));
  }
  request.body = text;
  return request;
}

bool leads_to(std::string_view location, std::string_view registered) {
  if (!location.starts_with(registered)) return false;
  const auto rest = location.substr(registered.size());
  return rest.empty() || rest.starts_with('?') || rest.starts_with('&');
}

bool is_registered(const tests::World& world, std::string_view location) {
  for (const auto& [id, client] : world.clients.all()) {
    for (const auto& uri : client.redirect_uris) {
      if (leads_to(location, uri)) return true;
    }
    for (const auto& uri : client.post_logout_redirect_uris) {
      if (leads_to(location, uri)) return true;
    }
  }
  return false;
}

void check(const tests::World& world, const http::Response& response) {
  (void)http::head_of(response, http::Afterwards::close, world.clock.now());  // does not throw
  require(response.status < 500);
  require((response.status / 100 == 3) == response.headers.has("Location"));
  if (const auto location = response.headers.get("Location")) {
    require(leads_to(*location, "/logout") || is_registered(world, *location));
  }
  if (response.headers.get("Content-Type") == "application/json") {
    require(boost::json::parse(response.body).is_object());
  }
}

void authorize(tests::World& world, const http::Request& request) {
  const auto accepted = tests::run(world.oidc.accept(request));
  if (const auto* response = std::get_if<http::Response>(&accepted)) check(world, *response);
  const auto* login = std::get_if<flow::LoginRequest>(&accepted);
  if (!login) return;
  const auto travelled = flow::LoginRequest::parse(login->serialise());
  require(travelled.has_value());
  check(world, tests::run(world.oidc.deliver(*travelled, world.grant())));
  check(world, tests::run(world.oidc.refuse(*travelled, Refusal::login_required)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  tests::World world;
  world.line.is_logged_in = size % 2 == 1;
  std::string text(tests::text_of(octets, size));
  fill_in(text, world);
  const auto request = request_of(text);
  if (!request) return 0;
  for (const auto& entry : world.oidc.entries()) {
    if (entry.method == request->method && entry.path == request->path) authorize(world, *request);
  }
  for (const auto& entry : world.oidc.way_out().entries()) {
    if (entry.method != request->method || entry.path != request->path) continue;
    check(world, world.line.answer(world.oidc.way_out(), *request, world.pages));
  }
  for (const auto& route : world.oidc.routes()) {
    if (route.method != request->method || route.path != request->path) continue;
    check(world, tests::run(route.handler(*request)));
  }
  return 0;
}
