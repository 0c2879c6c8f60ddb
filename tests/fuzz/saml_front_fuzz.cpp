// The SAML front, asked anything through a browser, and the metadata of a service. Whatever is
// asked, an answer goes to an address of the service's metadata (standards SAM-11), signed, and no
// unsigned logout ends a session (XSW-27). The first octet says as what the rest is taken.

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "downstream/saml_service.h"
#include "http/form.h"
#include "http/wire.h"
#include "saml/binding.h"
#include "saml/deflate.h"
#include "saml/redirect_query.h"
#include "tests/downstream/saml_world.h"
#include "tests/fuzz/target.h"

using namespace sluis;
using tests::require;

namespace {

http::Request request_to(const std::string& method, const std::string& path, std::string query) {
  return {.method = method,
          .path = path,
          .query = std::move(query),
          .headers = {},
          .body = {},
          .client_address = "192.0.2.7",
          .request_id = "request-1"};
}

bool is_registered(const tests::SamlWorld& world, const std::string& address) {
  return std::ranges::any_of(world.clients.all(), [&](const auto& one) {
    const auto& metadata = one.second.metadata;
    const auto is_it = [&](const saml::Endpoint& endpoint) {
      return address == endpoint.location || address == endpoint.response_location;
    };
    return std::ranges::any_of(metadata.consumers, is_it) ||
           std::ranges::any_of(metadata.entity.logout, is_it);
  });
}

void check(const tests::SamlWorld& world, const http::Response& response) {
  (void)http::head_of(response, http::Afterwards::close, world.clock.now());  // does not throw
  require(response.status < 500);
  if (tests::form_of(response).contains("SAMLResponse")) {
    require(is_registered(world, tests::action_of(response)));
    (void)world.opened(response);  // throws where it is not signed
  }
  if (const auto location = response.headers.get("Location")) {
    require(location->starts_with("https://wiki.example/slo?x=1&SAMLResponse="));
  }
}

void sign_on(tests::SamlWorld& world, const http::Request& request) {
  const auto accepted = tests::run(world.idp.accept(request));
  if (const auto* response = std::get_if<http::Response>(&accepted)) check(world, *response);
  const auto* login = std::get_if<flow::LoginRequest>(&accepted);
  if (!login) return;
  const auto travelled = flow::LoginRequest::parse(login->serialise());
  require(travelled.has_value());
  check(world, tests::run(world.idp.deliver(*travelled, world.grant())));
  check(world, tests::run(world.idp.refuse(*travelled, Refusal::login_required)));
}

http::Request posted(std::string body) {
  auto request = request_to("POST", "/saml/sso", "");
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.body = std::move(body);
  return request;
}

std::string query_with(std::string_view document) {
  return "SAMLRequest=" + saml::percent_encoded(saml::post_value(saml::deflate(document)));
}

/// The same, signed by the service.
std::string signed_query(std::string_view document, const std::string& path) {
  const std::string location = "https://login.example" + path;
  return saml::redirect_url(
             {.kind = saml::MessageKind::request, .location = location, .xml = document},
             tests::service_key())
      .substr(location.size() + 1);
}

void log_out(tests::SamlWorld& world, std::string query) {
  const bool is_signed = query.contains("Signature=");
  auto& way = world.idp.way_out();
  auto heard = tests::run(way.hear(request_to("GET", "/saml/slo", std::move(query)), std::nullopt));
  if (const auto* response = std::get_if<http::Response>(&heard)) check(world, *response);
  if (const auto* answer = std::get_if<flow::FarewellAnswer>(&heard)) {
    require(is_signed || !answer->is_logged_out);
  }
  auto* const asked = std::get_if<flow::LogoutRequest>(&heard);
  if (!asked) return;
  require(is_signed);
  const auto ending = tests::run(way.answer(std::move(*asked), flow::WayOut::Reach::not_everybody));
  if (const auto* response = std::get_if<http::Response>(&ending)) check(world, *response);
}

void take_as_metadata(std::string_view text) {
  auto registered = tests::wiki_client();
  registered.published = saml::MetadataSource{.entity_id = std::string(tests::kWikiEntity),
                                              .url = "https://wiki.example/metadata"};
  const auto client = downstream::read_service(registered, text, tests::FakeClock().now());
  if (!client) return;
  require(client->entity_id() == tests::kWikiEntity &&
          !client->has_ended(tests::FakeClock().now()));
  require(client->metadata.default_consumer() != nullptr);
  for (const auto& consumer : client->metadata.consumers) {
    require(consumer.location.starts_with("http"));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  if (size == 0) return 0;
  tests::SamlWorld world;
  const std::string text(tests::text_of(octets, size).substr(1));
  switch (octets[0]) {
    case 'q':
      sign_on(world, request_to("GET", "/saml/sso", text));
      break;
    case 'i':
      sign_on(world, request_to("GET", "/saml/sso", query_with(text)));
      break;
    case 's':
      sign_on(world, request_to("GET", "/saml/sso", signed_query(text, "/saml/sso")));
      break;
    case 'f':
      sign_on(world, posted(text));
      break;
    case 'p':
      sign_on(world,
              posted(http::with_query("", {{"SAMLRequest", saml::post_value(text)}}).substr(1)));
      break;
    case 'l':
      log_out(world, text);
      break;
    case 'o':
      log_out(world, query_with(text));
      break;
    case 'x':
      log_out(world, signed_query(text, "/saml/slo"));
      break;
    default:
      take_as_metadata(text);
  }
  return 0;
}
