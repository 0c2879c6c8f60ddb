#pragma once

// The configuration (DESIGN §10: a contract, operators' files must keep working). Read once at the
// start and again at SIGHUP; relative paths count from the folder of the file.

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/token.h"
#include "downstream/clients.h"
#include "downstream/jitsi_clients.h"
#include "downstream/saml_clients.h"
#include "http/client.h"
#include "http/server.h"
#include "http/tls.h"
#include "identity/acr.h"
#include "identity/allowlist.h"
#include "operate/mistake.h"
#include "operate/realm_memory.h"
#include "store/redis_settings.h"
#include "upstream/connector.h"
#include "upstream/mailer.h"
#include "upstream/oidc.h"
#include "upstream/saml.h"
#include "web/page.h"

namespace sluis {

struct TlsFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;
  http::TlsServerContext::Oldest oldest = http::TlsServerContext::Oldest::tls_1_3;
};

struct KeyFiles {
  std::filesystem::path ring;
  std::filesystem::path passphrase;
  std::chrono::seconds rotate_every = std::chrono::days(80);
  std::optional<crypto::TokenAddress> token;  // where pseudonym keys are made
};

struct MailCodeConnector {
  upstream::ConnectorDescription description;
  std::string acr;
};

struct Config {
  std::string issuer;          // origin, no trailing slash
  bool is_laboratory = false;  // an http:// issuer on loopback
  std::vector<http::Listener> listen;
  std::optional<TlsFiles> tls;  // wherever an https listener is
  std::vector<std::string> trusted_proxies;
  std::optional<http::Listener> operate;
  store::RedisSettings redis;
  KeyFiles keys;
  std::chrono::seconds identifier_retention = std::chrono::days(90);
  std::chrono::seconds access_log_retention = std::chrono::days(90);
  std::chrono::seconds audit_log_retention = std::chrono::days(183);
  std::optional<std::filesystem::path> access_log;
  std::optional<std::filesystem::path> audit_log;
  std::optional<identity::Allowlist> allowlist;  // always there when there was no mistake
  identity::AcrOrder acr{{}};
  std::optional<upstream::SmtpSettings> smtp;  // none: the console
  unsigned mails_per_address = 3;
  unsigned mails_per_network = 200;
  unsigned logins_per_network = 600;
  web::House house;
  http::ClientSettings outbound;  // to providers
  std::vector<MailCodeConnector> mail_code_connectors;
  std::vector<upstream::OidcSettings> oidc_connectors;
  std::vector<upstream::SamlSettings> saml_connectors;
  operate::Realms known_realms;  // when it last ran
  std::vector<downstream::Client> clients;
  std::vector<downstream::SamlClient> saml_clients;
  std::vector<downstream::JitsiClient> jitsi_clients;
};

/// Every mistake with its file and line. The configuration is good if none of them is an error.
struct ReadConfig {
  Config config;
  std::vector<operate::Mistake> mistakes;

  bool is_good() const;
};

ReadConfig read_config(const std::filesystem::path& file);

}  // namespace sluis
