#include "parts.h"

#include <set>
#include <stdexcept>
#include <utility>

#include "config_parts.h"
#include "portal/start.h"
#include "saml/binding.h"
#include "upstream/mail_code.h"
#include "upstream/oidc.h"
#include "upstream/saml.h"
#include "web/language_switch.h"

namespace sluis {

namespace {

/// One for each worker: what is secret in it is cloned.
upstream::OidcSettings copy_of(const upstream::OidcSettings& settings) {
  upstream::OidcSettings copy{.description = settings.description,
                              .issuer = settings.issuer,
                              .client_id = settings.client_id,
                              .credentials = crypto::Secret(),
                              .identity = settings.identity,
                              .email_claim = settings.email_claim,
                              .authoritative = settings.authoritative,
                              .acr = settings.acr,
                              .default_acr = settings.default_acr,
                              .acr_weakest_first = settings.acr_weakest_first,
                              .algorithms = settings.algorithms,
                              .redirect_uri = settings.redirect_uri};
  if (const auto* secret = std::get_if<crypto::Secret>(&settings.credentials)) {
    copy.credentials = secret->clone();
  } else {
    copy.credentials = std::get<crypto::SigningKey>(settings.credentials);
  }
  return copy;
}

/// What people call the services that share a sector.
std::map<std::string, std::string> names_by_sector(const Reading& reading) {
  std::map<std::string, std::string> names;
  const auto add = [&](const auto& client) {
    auto& name = names[client.sector];
    name += (name.empty() ? "" : ", ") + client.name;
  };
  for (const auto& [id, client] : reading.registered->clients.all()) add(client);
  for (const auto& [id, client] : reading.registered->saml_clients.all()) add(client);
  for (const auto& [id, client] : reading.registered->jitsi_clients.all()) add(client);
  return names;
}

std::vector<std::string> organisations(const identity::Allowlist& allowlist) {
  std::set<std::string> names;
  for (const auto& [domain, entry] : allowlist.entries()) {
    if (!entry.alias_of) names.insert(entry.organisation);
  }
  return {names.begin(), names.end()};
}

/// Where rooms live.
std::vector<portal::Deployment> deployments(const Reading& reading) {
  std::vector<portal::Deployment> all;
  for (const auto& [id, client] : reading.registered->jitsi_clients.all()) {
    all.push_back({.id = id,
                   .name = client.name,
                   .base_url = client.base_url,
                   .tenant = client.tenant,
                   .has_other_hosts = client.hosts == downstream::Hosts::admitted});
  }
  return all;
}

}  // namespace

std::unique_ptr<upstream::Mailer> make_mailer(Config& config, Journal journal,
                                              const crypto::Clock& clock, crypto::Random& random) {
  if (!config.smtp) return upstream::make_console_mailer();
  config.smtp->from_name = config.house.name;
  if (const auto origin = parse_origin(config.issuer)) config.smtp->host = origin->host;
  return upstream::make_smtp_mailer(
      std::move(*config.smtp), {.journal = std::move(journal), .clock = clock, .random = random});
}

Registered::Registered(Config& read)
    : clients(std::move(read.clients)),
      saml_clients(std::move(read.saml_clients)),
      jitsi_clients(std::move(read.jitsi_clients)),
      pages(read.house),
      participants(organisations(*read.allowlist)) {}

Reading::Reading(Config read, crypto::Keyring ring)
    : registered(std::make_shared<const Registered>(read)),
      config(std::make_shared<const Config>(std::move(read))),
      keyring(std::move(ring)),
      saml_keys(keyring, host_of(config->issuer)) {}

Reading::Reading(const Reading& before, crypto::Keyring ring)
    : registered(before.registered),
      config(before.config),
      keyring(std::move(ring)),
      saml_keys(keyring, host_of(config->issuer)) {}

Parts::Parts(std::shared_ptr<const Reading> reading, Surroundings surroundings)
    : reading_(std::move(reading)),
      cookies_(!reading_->config->is_laboratory),
      flows_(reading_->keyring, surroundings.clock, surroundings.random, cookies_),
      sessions_(surroundings.store, reading_->keyring, surroundings.clock, surroundings.random,
                cookies_),
      walks_(reading_->keyring, surroundings.clock, surroundings.random, cookies_),
      visits_(surroundings.store, reading_->keyring, surroundings.clock,
              reading_->config->logins_per_network),
      pseudonym_mac_(reading_->keyring, surroundings.token),
      register_(surroundings.store, pseudonym_mac_, surroundings.clock, surroundings.random,
                reading_->config->identifier_retention),
      people_(surroundings.store, surroundings.clock, surroundings.random),
      rooms_(surroundings.store, pseudonym_mac_, surroundings.clock, surroundings.random,
             reading_->config->identifier_retention),
      rooms_parts_(rooms_parts(surroundings)),
      me_logout_(sessions_, reading_->registered->pages) {
  open_connectors(surroundings);
  open_providers(surroundings);
  open_saml_providers(surroundings);
  oidc_ = std::make_unique<downstream::Oidc>(oidc_parts(surroundings));
  saml_ = std::make_unique<downstream::SamlIdp>(saml_parts(surroundings));
  jitsi_ = std::make_unique<downstream::Jitsi>(jitsi_parts(surroundings));
  me_ = std::make_unique<portal::Me>(me_parts(surroundings));
  forget_ = std::make_unique<portal::Forget>(forget_parts(surroundings));
  open_rooms();
  login_ = std::make_unique<Login>(login_rooms(surroundings));
  logout_ = std::make_unique<Logout>(logout_rooms(surroundings));

  routes_ = std::make_unique<Routes>(reading_->registered->pages, surroundings.journal,
                                     !reading_->config->is_laboratory);
  routes_->add(login_->routes());
  routes_->add(logout_->routes());
  routes_->add(oidc_->routes());
  routes_->add(saml_->routes());
  routes_->add(jitsi_->routes());
  routes_->add({service_metadata_});
  routes_->add(me_->routes());
  routes_->add(forget_->routes());
  add_open_pages(surroundings);
  routes_->add(reading_->registered->pages.routes());
  routes_->add({web::language_switch(cookies_)});
  // An answer with many groups in it is no reason to be turned away.
  routes_->allow_body(upstream::kByPost.path,
                      {.bytes = saml::kLimitPostedBytes, .otherwise = Refusal::saml_malformed});
  for (const char* path : {"/saml/sso", "/saml/slo"}) {
    routes_->allow_body(path, {.bytes = 0, .otherwise = Refusal::request_malformed});
  }
}

void Parts::add_open_pages(const Surroundings& surroundings) {
  const portal::StartParts parts{.pages = reading_->registered->pages,
                                 .clock = surroundings.clock,
                                 .issuer = reading_->config->issuer,
                                 .identifier_retention = reading_->config->identifier_retention,
                                 .access_log_retention = reading_->config->access_log_retention};
  routes_->add(portal::open_routes(parts));
  if (!new_rooms_) {
    routes_->add({portal::start_route(parts)});
    return;
  }
  routes_->add(new_rooms_->routes());
  routes_->add(room_pages_->routes());
  routes_->add(room_hand_over_->routes());
}

void Parts::open_connectors(const Surroundings& surroundings) {
  const auto& config = *reading_->config;
  for (const auto& connector : config.mail_code_connectors) {
    upstream::MailCodeSettings settings{.description = connector.description,
                                        .acr = connector.acr,
                                        .gateway_name = config.house.name,
                                        .issuer = config.issuer,
                                        .mails_per_address = config.mails_per_address,
                                        .mails_per_network = config.mails_per_network};
    connectors_[connector.description.id] = std::make_unique<upstream::MailCode>(
        std::move(settings), upstream::MailCode::Parts{.store = surroundings.store,
                                                       .keyring = reading_->keyring,
                                                       .clock = surroundings.clock,
                                                       .random = surroundings.random,
                                                       .mailer = surroundings.mailer,
                                                       .pages = reading_->registered->pages});
  }
}

void Parts::open_providers(const Surroundings& surroundings) {
  for (const auto& settings : reading_->config->oidc_connectors) {
    connectors_[settings.description.id] = std::make_unique<upstream::Oidc>(
        copy_of(settings), upstream::Oidc::Parts{.client = surroundings.client,
                                                 .store = surroundings.store,
                                                 .keyring = reading_->keyring,
                                                 .clock = surroundings.clock,
                                                 .random = surroundings.random});
  }
}

void Parts::open_saml_providers(const Surroundings& surroundings) {
  const auto& config = *reading_->config;
  std::map<std::string, upstream::Saml*, std::less<>> all;
  for (auto settings : config.saml_connectors) {
    const auto id = settings.description.id;
    settings.gateway_name = config.house.name;
    settings.contact_email = config.house.email;
    auto saml = std::make_unique<upstream::Saml>(
        std::move(settings), upstream::Saml::Parts{.client = surroundings.client,
                                                   .store = surroundings.store,
                                                   .keyring = reading_->keyring,
                                                   .keys = reading_->saml_keys,
                                                   .clock = surroundings.clock,
                                                   .random = surroundings.random,
                                                   .pool = surroundings.pool,
                                                   .journal = surroundings.journal});
    all[id] = saml.get();
    connectors_[id] = std::move(saml);
  }
  service_metadata_ = upstream::service_metadata_route(all);
  provider_logout_ = std::make_unique<upstream::ProviderLogout>(
      std::move(all), upstream::ProviderLogout::Parts{.keys = reading_->saml_keys,
                                                      .clock = surroundings.clock,
                                                      .random = surroundings.random,
                                                      .pool = surroundings.pool,
                                                      .pages = reading_->registered->pages,
                                                      .journal = surroundings.journal});
}

downstream::SamlParts Parts::saml_parts(const Surroundings& surroundings) {
  return {.issuer = reading_->config->issuer,
          .scope = host_of(reading_->config->issuer),
          .clients = reading_->registered->saml_clients,
          .acr_weakest_first = reading_->config->acr.weakest_first(),
          .keys = reading_->saml_keys,
          .clock = surroundings.clock,
          .random = surroundings.random,
          .pool = surroundings.pool,
          .outbound = surroundings.client,
          .pages = reading_->registered->pages,
          .journal = surroundings.journal};
}

downstream::OidcParts Parts::oidc_parts(const Surroundings& surroundings) {
  return {.issuer = reading_->config->issuer,
          .clients = reading_->registered->clients,
          .acr_weakest_first = reading_->config->acr.weakest_first(),
          .keyring = reading_->keyring,
          .clock = surroundings.clock,
          .random = surroundings.random,
          .pool = surroundings.pool,
          .store = surroundings.store,
          .outbound = surroundings.client,
          .people = people_,
          .pages = reading_->registered->pages,
          .cookies = cookies_,
          .journal = surroundings.journal};
}

downstream::JitsiParts Parts::jitsi_parts(const Surroundings& surroundings) {
  return {
      .issuer = reading_->config->issuer,
      .clients = reading_->registered->jitsi_clients,
      .keyring = reading_->keyring,
      .clock = surroundings.clock,
      .random = surroundings.random,
      .pool = surroundings.pool,
      .store = surroundings.store,
      .rooms = rooms_,
      .pages = reading_->registered->pages,
      .cookies = cookies_,
      .uses_session = [this, stands = admission_check(surroundings)](
                          std::string sid) { return sessions_.use_by_sid(std::move(sid), stands); },
      .journal = surroundings.journal};
}

portal::MeParts Parts::me_parts(const Surroundings& surroundings) {
  std::map<std::string, web::Localised> connector_names;
  for (const auto& [id, connector] : connectors_)
    connector_names[id] = connector->description().name;
  return {.sessions = sessions_,
          .people = people_,
          .clock = surroundings.clock,
          .retention = reading_->config->identifier_retention,
          .pages = reading_->registered->pages,
          .services = names_by_sector(*reading_),
          .connectors = std::move(connector_names)};
}

// As Login asks before a session answers for her.
std::function<bool(const flow::Grounds&)> Parts::admission_check(
    const Surroundings& surroundings) const {
  return [config = reading_->config, &clock = surroundings.clock](const flow::Grounds& grounds) {
    const auto entry =
        identity::still_admitted(grounds.entry, grounds.connector, *config->allowlist, clock.now());
    return entry && config->acr.reaches(grounds.acr, (*entry)->acr);
  };
}

portal::RoomsParts Parts::rooms_parts(const Surroundings& surroundings) {
  return {.sessions = sessions_,
          .is_admitted = admission_check(surroundings),
          .people = people_,
          .rooms = rooms_,
          .flows = flows_,
          .limit = portal::RoomLimit(surroundings.store, reading_->keyring, surroundings.clock),
          .hand_overs = portal::HandOvers(surroundings.store, surroundings.random),
          .random = surroundings.random,
          .clock = surroundings.clock,
          .cookies = cookies_,
          .pages = reading_->registered->pages,
          .issuer = reading_->config->issuer,
          .retention = reading_->config->identifier_retention,
          .deployments = deployments(*reading_),
          .keyring = reading_->keyring};
}

void Parts::open_rooms() {
  if (rooms_parts_.deployments.empty()) return;
  new_rooms_ = std::make_unique<portal::NewRooms>(rooms_parts_);
  room_pages_ = std::make_unique<portal::RoomPages>(rooms_parts_);
  room_hand_over_ = std::make_unique<portal::RoomHandOver>(rooms_parts_);
}

portal::ForgetParts Parts::forget_parts(const Surroundings& surroundings) {
  return {.sessions = sessions_,
          .people = people_,
          .rooms = rooms_parts_,
          .limit = portal::ForgetLimit(surroundings.store, reading_->keyring, surroundings.clock),
          .pages = reading_->registered->pages,
          .audit = surroundings.audit,
          .audit_first = surroundings.audit_first};
}

std::map<std::string, upstream::Connector*, std::less<>> Parts::connectors_by_id() const {
  std::map<std::string, upstream::Connector*, std::less<>> connectors;
  for (const auto& [id, connector] : connectors_) connectors[id] = connector.get();
  return connectors;
}

Logout::Rooms Parts::logout_rooms(const Surroundings& surroundings) {
  return {.ways = {&oidc_->way_out(), &saml_->way_out(), &jitsi_->way_out(), &me_logout_,
                   provider_logout_.get()},
          .providers = *provider_logout_,
          .connectors = connectors_by_id(),
          .people = people_,
          .sessions = sessions_,
          .walks = walks_,
          .pages = reading_->registered->pages,
          .journal = surroundings.journal};
}

Login::Rooms Parts::login_rooms(const Surroundings& surroundings) {
  std::vector<downstream::Front*> fronts{oidc_.get(), saml_.get(), jitsi_.get(), me_.get()};
  if (new_rooms_) fronts.push_back(new_rooms_.get());
  return {.fronts = std::move(fronts),
          .connectors = connectors_by_id(),
          .allowlist = *reading_->config->allowlist,
          .acr_order = reading_->config->acr,
          .people_register = register_,
          .people = people_,
          .flows = flows_,
          .sessions = sessions_,
          .visits = visits_,
          .pages = reading_->registered->pages,
          .participants = reading_->registered->participants,
          .clock = surroundings.clock,
          .organisation = flow::OrganisationCookie(cookies_),
          .journal = surroundings.journal};
}

}  // namespace sluis
