#include "tests/flows/house.h"

#include <boost/json.hpp>
#include <boost/url/parse.hpp>
#include <regex>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "fault/unavailable.h"
#include "http/form.h"
#include "saml/names.h"
#include "tests/store/run_awaitable.h"
#include "tests/upstream/lying_saml_provider.h"

namespace sluis::tests {

namespace {

const std::vector<std::string> kAcr{"urn:sluis:mail", "urn:sluis:federated",
                                    "urn:sluis:federated-mfa"};
constexpr const char* kVerifier = "0123456789012345678901234567890123456789abc";

std::string callback_of(const std::string& client) { return "https://" + client + ".example/cb"; }

downstream::Client client_named(const std::string& id) {
  downstream::Client client;
  client.id = id;
  client.name = "Dienst " + id;
  client.sector = id;
  client.redirect_uris = {callback_of(id)};
  client.post_logout_redirect_uris = {"https://" + id + ".example/"};
  client.secret = crypto::Secret::copy_of("secret-of-" + id + "-0123456789");
  client.id_token_algorithm = crypto::Algorithm::es256;
  return client;
}

/// Does not sign its questions, and publishes no key.
downstream::SamlClient saml_client_named(const std::string& id) {
  const std::string site = "https://" + id + ".example";
  saml::SpMetadata metadata;
  metadata.entity.entity_id = site + "/saml";
  metadata.consumers = {{.binding = saml::Binding::post,
                         .location = site + "/acs",
                         .response_location = site + "/acs"}};
  return {.id = id, .name = "Dienst " + id, .sector = id, .metadata = std::move(metadata)};
}

bool is_of_provider(const std::string& id) { return id.starts_with("idp"); }

upstream::OidcSettings provider_named(const std::string& id) {
  return {.description = {.id = id,
                          .name = {.nl = "Dienstverlener " + id, .en = "Provider " + id},
                          .realm = "bzk"},
          .issuer = std::string(kIssuer),
          .client_id = "sluis",
          .credentials = crypto::Secret::copy_of("secret-of-sluis-0123456789"),
          .acr = {{"urn:example:mfa", "urn:sluis:federated-mfa"}},
          .default_acr = "urn:sluis:federated",
          .acr_weakest_first = kAcr,
          .redirect_uri = "https://login.example/login/callback/" + id};
}

upstream::SamlSettings saml_named(const std::string& id, crypto::TimePoint now) {
  return {.description = {.id = id, .name = {.nl = "DUO", .en = "DUO"}, .realm = "duo"},
          .metadata = {.entity_id = std::string(kProvider),
                       .text = metadata_of({&provider_key()}, now + std::chrono::days(90))},
          .email_attribute = std::string(kMailAttribute),
          .identity = {.by = upstream::SamlIdentity::By::attribute,
                       .attribute = std::string(saml::kPairwiseId)},
          .acr = {.ours_by_theirs = {{std::string(kMfaClass), "urn:sluis:federated-mfa"}},
                  .fallback = "urn:sluis:federated",
                  .weakest_first = kAcr},
          .origin = "https://login.example"};
}

MailCodeConnector mail_named(const std::string& id) {
  return {.description = {.id = id,
                          .name = {.nl = "Code per e-mail", .en = "Code by e-mail"},
                          .realm = "mail"},
          .acr = "urn:sluis:mail"};
}

}  // namespace

std::string KeptMails::last_code() const {
  std::string digits;
  for (const char c : mails.back().code.expose()) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

House::House() {
  // Keys take long to make, and no test alters them.
  static const crypto::Keyring kFresh = crypto::Keyring::fresh(clock.now(), random);
  move_in(copy_of(kFresh));
}

Config House::config() const {
  Config config;
  config.issuer = "https://login.example";
  config.acr = identity::AcrOrder(kAcr);
  config.house = {.name = "Rijksconnect",
                  .email = "help@rijksconnect.example",
                  .security = "https://rijksconnect.example"};
  for (const auto& id : connectors_) {
    if (id.starts_with("saml")) {
      config.saml_connectors.push_back(saml_named(id, clock.now()));
    } else if (is_of_provider(id)) {
      config.oidc_connectors.push_back(provider_named(id));
    } else {
      config.mail_code_connectors.push_back(mail_named(id));
    }
  }
  if (connectors_.size() > 1) config.mail_code_connectors.push_back(mail_named("other"));
  config.clients.push_back(client_named("chat"));
  config.clients.push_back(client_named("portal"));
  config.saml_clients = saml_services_;
  if (saml_services_.empty()) config.saml_clients.push_back(saml_client_named("wiki"));
  if (holds_meetings_) {
    config.jitsi_clients.push_back({.id = "meet",
                                    .name = "Vergaderen",
                                    .sector = "meet",
                                    .base_url = "https://meet.example",
                                    .xmpp_domain = "meet.example",
                                    .app_id = "sluis"});
  }
  std::vector<identity::AllowlistEntry> entries;
  for (const auto& domain : domains_) entries.push_back(entry_of(domain));
  config.allowlist.emplace(std::move(entries));
  return config;
}

identity::AllowlistEntry House::entry_of(const std::string& domain) const {
  return {.domain = *identity::DomainName::parse(domain),
          .organisation = "Ministerie " + domain,
          .connectors = connectors_,
          .acr = demanded_acr_,
          .valid_from = {},
          .valid_until = {},
          .alias_of = {}};
}

void House::allow(std::vector<std::string> domains) {
  domains_ = std::move(domains);
  read_again();
}

void House::demand(std::string acr) {
  demanded_acr_ = std::move(acr);
  read_again();
}

void House::rename_connector(std::string id) {
  connectors_ = {std::move(id)};
  read_again();
}

void House::offer(std::vector<std::string> connectors) {
  connectors_ = std::move(connectors);
  read_again();
}

void House::serve(std::vector<downstream::SamlClient> services) {
  saml_services_ = std::move(services);
  read_again();
}

void House::hold_meetings() {
  holds_meetings_ = true;
  read_again();
}

void House::read_again() { move_in(copy_of(*ring_)); }

crypto::Keyring copy_of(const crypto::Keyring& ring) {
  std::vector<crypto::Key> keys;
  for (const auto& key : ring.keys()) {
    crypto::Key copy{.id = key.id,
                     .purpose = key.purpose,
                     .serial = key.serial,
                     .timetable = key.timetable,
                     .material = crypto::Secret()};
    if (const auto* pair = std::get_if<crypto::SigningKey>(&key.material)) {
      copy.material = *pair;
    } else {
      copy.material = key.secret().clone();
    }
    keys.push_back(std::move(copy));
  }
  return crypto::Keyring(ring.serial(), std::move(keys));
}

boost::asio::awaitable<void> House::audit_first(AuditEntry entry) {
  if (!can_audit) throw Unavailable(Unavailable::What::store, "the audit log cannot be written");
  audited.push_back(std::move(entry));
  co_return;
}

void House::move_in(crypto::Keyring keyring) {
  ring_ = copy_of(keyring);
  const Journal journal = [this](const Event& event) { events.push_back(event); };
  const Audit audit = [this](const AuditEntry& entry) { audited.push_back(entry); };
  const AuditFirst first = [this](AuditEntry entry) { return audit_first(std::move(entry)); };
  auto reading = std::make_shared<Reading>(config(), std::move(keyring));
  parts_ = std::make_unique<Parts>(std::move(reading), Surroundings{.store = observed,
                                                                    .clock = clock,
                                                                    .random = random,
                                                                    .pool = pool_,
                                                                    .mailer = mails,
                                                                    .client = provider,
                                                                    .journal = journal,
                                                                    .audit = audit,
                                                                    .audit_first = first});
}

http::Response House::answer(http::Request request) {
  const auto& routes = parts_->routes();
  return run(routes.handle(request));
}

http::Response Browser::send(http::Request request, Bringing bringing) {
  std::string header;
  for (const auto& [name, value] : cookies) {
    if (bringing == Bringing::none_that_is_lax && !not_lax_.contains(name)) continue;
    header += (header.empty() ? "" : "; ") + name + "=" + value;
  }
  if (!header.empty()) request.headers.add("Cookie", header);
  request.client_address = "192.0.2.7";
  request.request_id = "test";
  auto response = house_.answer(std::move(request));
  for (const auto cookie : response.headers.all("Set-Cookie")) {
    const auto equals = cookie.find('=');
    const auto end = cookie.find(';');
    const std::string name(cookie.substr(0, equals));
    const bool is_removed = cookie.find("Max-Age=0") != cookie.npos;
    if (is_removed) {
      cookies.erase(name);
    } else {
      cookies[name] = cookie.substr(equals + 1, end - equals - 1);
    }
    not_lax_.erase(name);
    if (cookie.find("SameSite=None") != cookie.npos) not_lax_.insert(name);
  }
  return response;
}

http::Response Browser::get(const std::string& target) {
  http::Request request;
  request.method = "GET";
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  if (question != target.npos) request.query = target.substr(question + 1);
  return send(std::move(request));
}

http::Response Browser::post(const std::string& path,
                             const std::map<std::string, std::string>& form) {
  http::Request request;
  request.method = "POST";
  request.path = path;
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  for (const auto& [name, value] : form) {
    request.body += (request.body.empty() ? "" : "&") + name + "=" + http::percent_encode(value);
  }
  return send(std::move(request));
}

http::Response Browser::post_from_elsewhere(const std::string& path, std::string form) {
  http::Request request;
  request.method = "POST";
  request.path = path;
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.body = std::move(form);
  return send(std::move(request), Bringing::none_that_is_lax);
}

http::Response Browser::log_in(const std::string& client, const std::string& address,
                               const std::string& more) {
  return log_in_at(authorize_url(client, more), address);
}

http::Response Browser::log_in_at(const std::string& target, const std::string& address) {
  const auto entered = get(target);
  const auto where = destination(entered);
  if (!where.starts_with("/login")) return entered;
  const auto page = get(where);
  const auto flow = field(page, "flow");
  const auto token = field(page, "token");
  const auto sent = post("/login", {{"flow", flow}, {"token", token}, {"address", address}});
  if (sent.status != 303) return sent;
  return post("/login/code",
              {{"flow", flow}, {"token", token}, {"code", house_.mails.last_code()}});
}

std::string meeting_url() {
  return "/jitsi/meet/auth?room=overleg&nonce=n&code_challenge=" +
         crypto::base64url_encode(crypto::sha256(kVerifier));
}

std::string proof_of_meeting(House& house, const http::Response& finished) {
  const auto where = destination(finished);
  Browser window(house);
  const auto tokens = window.post("/jitsi/meet/token", {{"grant_type", "authorization_code"},
                                                        {"code", where.substr(where.find('=') + 1)},
                                                        {"code_verifier", kVerifier}});
  return json_member(tokens.body, "id_token");
}

std::string authorize_url(const std::string& client, const std::string& more) {
  const auto challenge = crypto::base64url_encode(crypto::sha256(kVerifier));
  return "/authorize?client_id=" + client +
         "&redirect_uri=" + http::percent_encode(callback_of(client)) +
         "&response_type=code&scope=openid%20profile&state=s&nonce=n&code_challenge_method=S256&"
         "code_challenge=" +
         challenge + more;
}

std::string destination(const http::Response& response) {
  if (const auto location = response.headers.get("Location")) return std::string(*location);
  std::smatch found;
  static const std::regex kRefresh("http-equiv=\"refresh\" content=\"0; ?url=([^\"]+)\"");
  if (!std::regex_search(response.body, found, kRefresh)) return {};
  std::string url = found[1];
  for (const auto& [escaped, plain] :
       {std::pair{"&amp;", "&"}, std::pair{"&#x2F;", "/"}, std::pair{"&#39;", "'"}}) {
    const std::string what = escaped;
    for (auto at = url.find(what); at != url.npos; at = url.find(what))
      url.replace(at, what.size(), plain);
  }
  return url;
}

std::string parameter(const std::string& url, const std::string& name) {
  const auto parsed = boost::urls::parse_uri_reference(url);
  if (!parsed) return {};
  const auto at = parsed->params().find(name);
  return at == parsed->params().end() ? std::string() : std::string((*at).value);
}

std::string field(const http::Response& page, const std::string& name) {
  std::smatch found;
  const std::regex pattern("name=\"" + name + "\" value=\"([^\"]*)\"");
  return std::regex_search(page.body, found, pattern) ? found[1].str() : std::string();
}

http::Response exchange(House& house, const std::string& client, const std::string& code) {
  Browser service(house);
  return service.post("/token", {{"grant_type", "authorization_code"},
                                 {"code", code},
                                 {"redirect_uri", callback_of(client)},
                                 {"code_verifier", kVerifier},
                                 {"client_id", client},
                                 {"client_secret", "secret-of-" + client + "-0123456789"}});
}

std::string json_member(const std::string& json, const std::string& name) {
  boost::system::error_code failed;
  const auto value = boost::json::parse(json, failed);
  if (failed || !value.is_object()) return {};
  const auto* member = value.as_object().if_contains(name);
  return member && member->is_string() ? std::string(member->as_string()) : std::string();
}

std::string sub_of(House& house, const std::string& client, const http::Response& finished) {
  const auto code = parameter(destination(finished), "code");
  if (code.empty()) return {};
  const auto token = json_member(exchange(house, client, code).body, "id_token");
  const auto first = token.find('.');
  const auto second = token.find('.', first + 1);
  if (second == token.npos) return {};
  const auto payload =
      crypto::base64url_decode(std::string_view(token).substr(first + 1, second - first - 1));
  return payload ? json_member(*payload, "sub") : std::string();
}

flow::Flow flow_of(House& house, const Browser& browser, const std::string& id) {
  const http::CookieStyle style(true);
  const auto name = style.name("flow-" + id);
  http::Request request;
  request.headers.add("Cookie", name + "=" + browser.cookies.at(name));
  const flow::FlowCookies flows(house.keyring(), house.clock, house.random, style);
  return flows.open(request, id).value();
}

}  // namespace sluis::tests
