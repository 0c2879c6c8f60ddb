#include "tests/downstream/saml_world.h"

#include <algorithm>
#include <stdexcept>

#include "crypto/encoding.h"
#include "http/form.h"
#include "saml/binding.h"
#include "saml/names.h"
#include "saml/writing.h"

namespace sluis::tests {

namespace {

using downstream::NameIdKind;
using downstream::PersonalWord;
using downstream::SamlClient;

saml::PrivateKey make_key(const std::string& name) {
  const auto pair = crypto::SigningKey::generate(crypto::Algorithm::rs256, name);
  const auto day = std::chrono::floor<std::chrono::days>(FakeClock().now());
  return saml::PrivateKey::from_jwk(
      pair.private_jwk(),
      {.common_name = name, .not_before = day, .not_after = day + std::chrono::days(9)});
}

crypto::Key key_of(std::string id, crypto::Purpose purpose,
                   decltype(crypto::Key::material) material) {
  const auto now = FakeClock().now();
  return {
      .id = std::move(id),
      .purpose = purpose,
      .serial = 1,
      .timetable = {.published_at = now, .active_at = now, .retired_at = {}, .destroyed_at = {}},
      .material = std::move(material)};
}

saml::Endpoint endpoint(saml::Binding binding, std::string location) {
  return {.binding = binding, .location = location, .response_location = location};
}

SamlClient client_of(const std::string& id, const std::string& name) {
  const std::string site = "https://" + id + ".example";
  saml::SpMetadata metadata;
  metadata.entity.entity_id = site + "/saml";
  metadata.entity.signing_keys = {service_key().public_key()};
  metadata.consumers = {endpoint(saml::Binding::post, site + "/acs")};
  return {.id = id, .name = name, .sector = id, .metadata = std::move(metadata)};
}

std::string unescaped(std::string text) {
  for (const auto& [entity, octet] :
       {std::pair{"&quot;", "\""}, std::pair{"&lt;", "<"}, std::pair{"&gt;", ">"},
        std::pair{"&#39;", "'"}, std::pair{"&#x2F;", "/"}, std::pair{"&amp;", "&"}}) {
    const std::string_view name(entity);
    for (auto at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
      text.replace(at, name.size(), octet);
    }
  }
  return text;
}

std::string value_at(const std::string& html, std::string_view before) {
  const auto begin = html.find(before);
  if (begin == html.npos) throw std::runtime_error("not on this page: " + std::string(before));
  const auto end = html.find('"', begin + before.size());
  return unescaped(html.substr(begin + before.size(), end - begin - before.size()));
}

http::Request request_to(const std::string& method, const std::string& path, std::string query) {
  return {.method = method,
          .path = path,
          .query = std::move(query),
          .headers = {},
          .body = {},
          .client_address = "192.0.2.7",
          .request_id = "request-1"};
}

std::string query_of(const std::string& location) {
  return location.substr(location.find('?') + 1);
}

std::string signed_query(saml::MessageKind kind, const std::string& xml,
                         const saml::PrivateKey& key, std::optional<std::string> relay_state) {
  const std::optional<std::string_view> state = relay_state;
  return query_of(saml::redirect_url({.kind = kind,
                                      .location = "https://login.example/saml/slo",
                                      .xml = xml,
                                      .relay_state = state},
                                     key));
}

}  // namespace

const saml::PrivateKey& service_key() {
  static const auto key = make_key("wiki.example");
  return key;
}

const saml::PrivateKey& stranger_key() {
  static const auto key = make_key("stranger.example");
  return key;
}

const crypto::Keyring& saml_ring() {
  static const crypto::Keyring ring = [] {
    std::vector<crypto::Key> keys;
    keys.push_back(
        key_of("seal-1", crypto::Purpose::seal, crypto::Secret::copy_of(std::string(32, 's'))));
    keys.push_back(key_of("sign-1", crypto::Purpose::saml_sign,
                          crypto::SigningKey::generate(crypto::Algorithm::rs256, "sign-1")));
    return crypto::Keyring(1, std::move(keys));
  }();
  return ring;
}

SamlClient wiki_client() {
  SamlClient wiki = client_of("wiki", "Wiki");
  wiki.metadata.consumers.push_back(endpoint(saml::Binding::post, "https://wiki.example/acs/2"));
  wiki.metadata.consumers.back().index = 2;
  wiki.metadata.entity.logout = {endpoint(saml::Binding::redirect, "https://wiki.example/slo?x=1")};
  wiki.attributes = {{"username", PersonalWord::username},
                     {"urn:oid:2.5.4.3", PersonalWord::name},
                     {"email", PersonalWord::email}};
  return wiki;
}

std::vector<SamlClient> example_saml_clients() {
  SamlClient chat = client_of("chat", "Chat");
  chat.metadata.signs_requests = true;
  SamlClient forum = client_of("forum", "Forum");
  forum.name_id = NameIdKind::transient;
  forum.metadata.entity.encryption_keys = {{.key = service_key().public_key()}};
  forum.recipient = saml::Recipient::choose(forum.metadata.entity.encryption_keys);
  SamlClient desk = client_of("desk", "Desk");
  desk.name_id = NameIdKind::email;
  return {wiki_client(), std::move(chat), std::move(forum), std::move(desk)};
}

saml::AuthnRequest wiki_question() {
  return {.id = "_question1",
          .issue_instant = FakeClock().now(),
          .issuer = std::string(kWikiEntity),
          .destination = "https://login.example/saml/sso",
          .consumer_url = std::string(kWikiConsumer)};
}

saml::LogoutRequest wiki_logout(const saml::Assertion& assertion) {
  return {.id = "_logout1",
          .issue_instant = FakeClock().now(),
          .issuer = std::string(kWikiEntity),
          .destination = "https://login.example/saml/slo",
          .name_id = saml::NameId{.value = assertion.name_id.value().value},
          .session_indexes = {assertion.authn_statements.at(0).session_index.value()}};
}

std::string unsigned_logout(const saml::LogoutRequest& request) {
  const auto query =
      signed_query(saml::MessageKind::request, saml::to_xml(request), service_key(), {});
  return query.substr(0, query.find("&SigAlg="));
}

std::string signed_answer(const saml::LogoutResponse& response) {
  return signed_query(saml::MessageKind::response, saml::to_xml(response), service_key(), {});
}

std::string unsigned_answer(const saml::LogoutResponse& response) {
  const auto query = signed_answer(response);
  return query.substr(0, query.find("&SigAlg="));
}

std::map<std::string, std::string> form_of(const http::Response& page) {
  std::map<std::string, std::string> form;
  for (const std::string name : {"SAMLResponse", "RelayState"}) {
    const std::string before = "name=\"" + name + "\" value=\"";
    if (page.body.contains(before)) form[name] = value_at(page.body, before);
  }
  return form;
}

std::string action_of(const http::Response& page) { return value_at(page.body, "action=\""); }

SamlWorld::SamlWorld(std::vector<SamlClient> all) : clients(std::move(all)), idp(parts()) {}

downstream::SamlParts SamlWorld::parts() {
  return {.issuer = "https://login.example",
          .scope = "login.example",
          .clients = clients,
          .acr_weakest_first = {"urn:sluis:mail", "urn:sluis:federated", "urn:sluis:federated-mfa"},
          .keys = keys,
          .clock = clock,
          .random = random,
          .pool = pool,
          .outbound = outbound,
          .pages = pages,
          .journal = [this](const Event& event) { events.push_back(event); }};
}

downstream::Front::Accepted SamlWorld::post(const saml::AuthnRequest& question,
                                            const std::string& relay_state) {
  return post_xml(saml::to_xml(question), relay_state);
}

downstream::Front::Accepted SamlWorld::post_xml(const std::string& xml,
                                                const std::string& relay_state) {
  const std::string value = saml::post_value(xml);
  auto request = request_to("POST", "/saml/sso", "");
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.body =
      http::with_query("", {{"SAMLRequest", value}, {"RelayState", relay_state}}).substr(1);
  return run(idp.accept(request));
}

downstream::Front::Accepted SamlWorld::redirect(const saml::AuthnRequest& question,
                                                const saml::PrivateKey* key) {
  const std::string xml = saml::to_xml(question);
  std::string query = query_of(saml::redirect_url({.kind = saml::MessageKind::request,
                                                   .location = "https://login.example/saml/sso",
                                                   .xml = xml},
                                                  key ? *key : service_key()));
  if (!key) query = query.substr(0, query.find("&SigAlg="));
  const auto request = request_to("GET", "/saml/sso", query);
  return run(idp.accept(request));
}

flow::LoginRequest SamlWorld::accepted(const saml::AuthnRequest& question,
                                       const std::string& relay_state) {
  return std::get<flow::LoginRequest>(post(question, relay_state));
}

http::Response SamlWorld::delivered(const saml::AuthnRequest& question) {
  return run(idp.deliver(accepted(question), grant()));
}

http::Response SamlWorld::log_out(const saml::LogoutRequest& request, const saml::PrivateKey& key,
                                  std::optional<std::string> relay_state) {
  const std::string xml = saml::to_xml(request);
  return logout_by(signed_query(saml::MessageKind::request, xml, key, std::move(relay_state)));
}

http::Response SamlWorld::logout_by(std::string query) {
  const auto request = request_to("GET", "/saml/slo", std::move(query));
  return line.answer(idp.way_out(), request, pages);
}

flow::FarewellAnswer SamlWorld::heard(const saml::LogoutResponse& response,
                                      const saml::PrivateKey& key) {
  return heard_by(signed_query(saml::MessageKind::response, saml::to_xml(response), key, {}));
}

flow::FarewellAnswer SamlWorld::heard_by(std::string query) {
  const auto request = request_to("GET", "/saml/slo", std::move(query));
  return std::get<flow::FarewellAnswer>(run(idp.way_out().hear(request, std::nullopt)));
}

http::Response SamlWorld::get(const std::string& path, std::string query) {
  const auto routes = idp.routes();
  const auto route = std::ranges::find(routes, path, &http::Route::path);
  if (route == routes.end()) throw std::logic_error("no route for " + path);
  const auto request = request_to("GET", path, std::move(query));
  return run(route->handler(request));
}

saml::Answer SamlWorld::opened(const http::Response& page) const {
  const auto received = saml::receive_post(saml::MessageKind::response,
                                           form_of(page).at("SAMLResponse"), std::nullopt);
  const std::vector<saml::PublicKey> ours = keys.published_signing(clock.now());
  const std::vector<saml::PrivateKey> theirs{service_key()};
  const auto verified = saml::xml_signed_answer(
      received.value(), {.signers = ours,
                         .decryption_keys = theirs,
                         .response_signature = saml::ResponseSignature::required});
  return *verified.value();
}

saml::Status SamlWorld::status_of(const http::Response& page) const {
  return opened(page).response.value().status;
}

saml::LogoutResponse SamlWorld::logout_answer(const http::Response& response) const {
  std::string query = query_of(std::string(response.headers.get("Location").value()));
  query = query.substr(query.find("SAMLResponse="));  // the service's own parameters stand before
  const auto received = saml::receive_redirect(query);
  const std::vector<saml::PublicKey> ours = keys.published_signing(clock.now());
  return *saml::redirect_signed<saml::LogoutResponse>(received.value(), ours).value();
}

saml::LogoutRequest SamlWorld::farewell(const std::string& location) const {
  const auto received = saml::receive_redirect(location.substr(location.find("SAMLRequest=")));
  const std::vector<saml::PublicKey> ours = keys.published_signing(clock.now());
  return *saml::redirect_signed<saml::LogoutRequest>(received.value(), ours).value();
}

flow::Grant SamlWorld::grant() const {
  return {.pseudonym = identity::Pseudonym::kept(std::string(kSamlSub)),
          .acr = "urn:sluis:federated",
          .auth_time = clock.now() - std::chrono::seconds(42),
          .sid = "sid-of-this-service",
          .person_name = "pe:somebody"};
}

Refusal not_proven(const downstream::Front::Accepted& accepted) {
  return std::get<downstream::NotProven>(accepted).refusal;
}

}  // namespace sluis::tests
