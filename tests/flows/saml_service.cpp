#include "tests/flows/saml_service.h"

#include "saml/binding.h"
#include "saml/names.h"
#include "saml/verified.h"
#include "saml/writing.h"

namespace sluis::tests {

namespace {

constexpr const char* kOrigin = "https://login.example";

saml::Endpoint endpoint(saml::Binding binding, std::string location) {
  return {.binding = binding, .location = location, .response_location = location};
}

std::string path_of(const std::string& url) { return url.substr(std::string(kOrigin).size()); }

std::string query_in(const http::Response& response) {
  const auto where = destination(response);
  return where.substr(where.find('?') + 1);
}

}  // namespace

SamlService::SamlService(std::string id, House& house, const saml::PrivateKey& key)
    : id_(std::move(id)), house_(house), key_(key), ours_(house.keyring(), "login.example") {}

downstream::SamlClient SamlService::client(downstream::NameIdKind name_id) const {
  saml::SpMetadata metadata;
  metadata.entity.entity_id = entity();
  metadata.entity.signing_keys = {key_.public_key()};
  metadata.entity.logout = {endpoint(saml::Binding::redirect, site() + "/slo")};
  metadata.consumers = {endpoint(saml::Binding::post, site() + "/acs")};
  return {.id = id_,
          .name = "Dienst " + id_,
          .sector = id_,
          .metadata = std::move(metadata),
          .name_id = name_id};
}

std::string SamlService::login() const {
  const auto to = std::string(kOrigin) + "/saml/sso";
  const std::string xml = saml::to_xml(saml::AuthnRequest{.id = "_question1",
                                                          .issue_instant = house_.clock.now(),
                                                          .issuer = entity(),
                                                          .destination = to});
  return path_of(
      saml::redirect_url({.kind = saml::MessageKind::request, .location = to, .xml = xml}, key_));
}

void SamlService::take(const http::Response& page) {
  const auto received =
      saml::receive_post(saml::MessageKind::response, field(page, "SAMLResponse"), std::nullopt);
  const auto keys = ours_.published_signing(house_.clock.now());
  assertion_ = saml::xml_signed_answer(received.value(), {.signers = keys}).value()->assertion;
}

std::string SamlService::logout(const std::string& id) const {
  auto request = logout_request();
  request.id = id;
  return sent(request);
}

std::string SamlService::logout_by_name() const {
  auto request = logout_request();
  request.session_indexes.clear();
  return sent(request);
}

saml::LogoutRequest SamlService::logout_request() const {
  return {.id = "_logout1",
          .issue_instant = house_.clock.now(),
          .issuer = entity(),
          .destination = std::string(kOrigin) + "/saml/slo",
          .name_id = assertion().name_id,
          .session_indexes = {assertion().authn_statements.at(0).session_index.value()}};
}

std::string SamlService::sent(const saml::LogoutRequest& request) const {
  const std::string xml = saml::to_xml(request);
  return path_of(saml::redirect_url({.kind = saml::MessageKind::request,
                                     .location = *request.destination,
                                     .xml = xml,
                                     .relay_state = "mine"},
                                    key_));
}

saml::LogoutResponse SamlService::outcome(const http::Response& response) const {
  const auto received = saml::receive_redirect(query_in(response));
  const auto keys = ours_.published_signing(house_.clock.now());
  return *saml::redirect_signed<saml::LogoutResponse>(received.value(), keys).value();
}

bool SamlService::is_told(const http::Response& response) const {
  return destination(response).starts_with(site() + "/slo?SAMLRequest=");
}

saml::LogoutRequest SamlService::told(const http::Response& response) const {
  const auto received = saml::receive_redirect(query_in(response));
  const auto keys = ours_.published_signing(house_.clock.now());
  return *saml::redirect_signed<saml::LogoutRequest>(received.value(), keys).value();
}

saml::LogoutResponse SamlService::answer_to(const http::Response& response) const {
  return {.id = "_answer-of-" + id_,
          .issue_instant = house_.clock.now(),
          .issuer = entity(),
          .destination = std::string(kOrigin) + "/saml/slo",
          .in_response_to = told(response).id,
          .status = {.code = std::string(saml::status::kSuccess)}};
}

std::string SamlService::sent(const saml::LogoutResponse& answer) const {
  return sent_by(key_, answer);
}

std::string SamlService::sent_by(const saml::PrivateKey& key,
                                 const saml::LogoutResponse& answer) const {
  const std::string xml = saml::to_xml(answer);
  return path_of(saml::redirect_url({.kind = saml::MessageKind::response,
                                     .location = std::string(kOrigin) + "/saml/slo",
                                     .xml = xml},
                                    key));
}

}  // namespace sluis::tests
