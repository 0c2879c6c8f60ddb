// What doors remember of a login, and the records of the OpenID Connect front: whatever can be read
// is written as something that reads the same.

#include <string>
#include <variant>

#include "downstream/access_token.h"
#include "downstream/authorization_code.h"
#include "downstream/request_memory.h"
#include "downstream/saml_memory.h"
#include "tests/fuzz/target.h"
#include "upstream/code_memory.h"
#include "upstream/oidc_memory.h"
#include "upstream/saml_farewell.h"
#include "upstream/saml_memory.h"

using namespace sluis;
using tests::require;

namespace {

void check_oidc(std::string_view octets) {
  const auto memory = upstream::OidcMemory::parse(octets);
  if (!memory) return;
  const auto written = memory->serialise();
  require(upstream::OidcMemory::parse(written)->serialise() == written);
  (void)memory->logged_in_since();
}

void check_code(std::string_view octets) {
  const auto memory = upstream::CodeMemory::parse(octets);
  if (!memory) return;
  const auto written = memory->serialise();
  require(upstream::CodeMemory::parse(written)->serialise() == written);
}

void check_farewell(std::string_view octets) {
  const auto memory = upstream::SamlFarewell::parse(octets);
  if (!memory) return;
  const auto written = memory->serialise();
  require(upstream::SamlFarewell::parse(written)->serialise() == written);
}

void check_request(std::string_view octets) {
  const downstream::Client client{.id = "chat",
                                  .name = "Chat",
                                  .sector = "chat",
                                  .redirect_uris = {"https://chat.example/cb"},
                                  .post_logout_redirect_uris = {}};
  const auto memory = downstream::RequestMemory::parse(octets, client);
  if (!memory) return;
  require(memory->redirect_uri == "https://chat.example/cb");
  const auto written = memory->serialise();
  require(downstream::RequestMemory::parse(written, client)->serialise() == written);
}

void check_saml(std::string_view octets) {
  if (const auto memory = upstream::SamlMemory::parse(octets)) {
    const auto written = memory->serialise();
    require(upstream::SamlMemory::parse(written)->serialise() == written);
    require(!memory->relay_state.empty() && !memory->request_id.empty());
  }
  downstream::SamlClient client{.id = "wiki", .name = "Wiki", .sector = "wiki", .metadata = {}};
  const std::string consumer = "https://wiki.example/acs";
  client.metadata.consumers = {
      {.binding = saml::Binding::post, .location = consumer, .response_location = consumer}};
  if (const auto memory = downstream::SamlMemory::parse(octets, client)) {
    require(memory->consumer == consumer);
    const auto written = memory->serialise();
    require(downstream::SamlMemory::parse(written, client)->serialise() == written);
  }
}

void check_records(std::string_view octets) {
  if (const auto record = downstream::parse_code_record(octets)) {
    const auto written = std::visit([](const auto& one) { return serialise(one); }, *record);
    const auto again = downstream::parse_code_record(written.expose());
    require(again && again->index() == record->index());
  }
  if (const auto token = downstream::AccessTokenContents::parse(octets)) {
    const auto written = token->serialise();
    const auto again = downstream::AccessTokenContents::parse(written.expose());
    require(again && again->serialise() == written);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const auto text = tests::text_of(octets, size);
  check_oidc(text);
  check_code(text);
  check_farewell(text);
  check_request(text);
  check_saml(text);
  check_records(text);
  return 0;
}
