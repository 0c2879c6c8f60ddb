#include "config.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <stdexcept>
#include <utility>

#include "config_parts.h"
#include "yaml_map.h"

namespace sluis {

namespace {

// A person is looked up under each key of the last retention period, 16 of them at most.
constexpr std::chrono::days kShortestRotation{7};
constexpr std::chrono::days kLongestRotation{400};

bool is_network(const std::string& text) {
  boost::system::error_code failed;
  boost::asio::ip::make_network_v4(text, failed);
  if (!failed) return true;
  boost::asio::ip::make_network_v6(text, failed);
  return !failed;
}

std::optional<http::Listener> listener_of(const std::string& url) {
  const auto origin = parse_origin(url);
  if (!origin) return std::nullopt;
  boost::system::error_code failed;
  const auto address = boost::asio::ip::make_address(origin->host, failed);
  if (failed) return std::nullopt;
  using Scheme = http::Listener::Scheme;
  return http::Listener{origin->scheme == "https" ? Scheme::https : Scheme::http,
                        address.to_string(), origin->port};
}

void read_issuer(YamlMap& root, Config& config) {
  config.issuer = root.required("issuer");
  const auto origin = parse_origin(config.issuer);
  if (!origin) {
    if (!config.issuer.empty()) {
      root.mistake("issuer",
                   "must be an origin: https://host or https://host:port, nothing behind it");
    }
    return;
  }
  config.is_laboratory = origin->scheme == "http";
  if (!config.is_laboratory) return;
  if (origin->is_loopback()) {
    root.warning(
        "issuer",
        "http: this is a laboratory; cookies lose __Host- and Secure, and nothing is encrypted");
  } else {
    root.mistake("issuer", "must be https (http only on localhost, 127.0.0.1 or [::1])");
  }
}

void read_listeners(YamlMap& root, Config& config, const std::filesystem::path& folder) {
  for (const auto& url : root.texts("listen")) {
    if (auto listener = listener_of(url)) {
      config.listen.push_back(std::move(*listener));
    } else {
      root.mistake("listen", "must be like https://0.0.0.0:8443, http://[::]:8080");
    }
  }
  if (config.listen.empty()) root.mistake("listen", "must name at least one address");
  const bool has_https = std::ranges::any_of(config.listen, [](const auto& listener) {
    return listener.scheme == http::Listener::Scheme::https;
  });

  if (auto tls = root.map("tls")) {
    TlsFiles files{.certificate = folder / tls->required("certificate"),
                   .key = folder / tls->required("key")};
    const auto oldest = tls->text_or("min_version", "1.3");
    if (oldest == "1.2") {
      files.oldest = http::TlsServerContext::Oldest::tls_1_2;
    } else if (oldest != "1.3") {
      tls->mistake("min_version", "must be \"1.2\" or \"1.3\"");
    }
    for (const auto& [key, file] :
         {std::pair{"certificate", files.certificate}, std::pair{"key", files.key}}) {
      if (!std::filesystem::is_regular_file(file)) tls->mistake(key, "there is no such file");
    }
    tls->refuse_the_rest();
    config.tls = std::move(files);
  } else if (has_https) {
    root.mistake("tls", "is missing, and an https address is listened on");
  }

  config.trusted_proxies = root.texts("trusted_proxies");
  if (!std::ranges::all_of(config.trusted_proxies, is_network)) {
    root.mistake("trusted_proxies", "each must be a network like 127.0.0.1/32");
  }
  if (const auto url = root.text("operate")) {
    config.operate = listener_of(*url);
    if (!config.operate || config.operate->scheme != http::Listener::Scheme::http) {
      root.mistake("operate", "must be like http://127.0.0.1:9090");
    } else if (!boost::asio::ip::make_address(config.operate->address).is_loopback()) {
      root.warning("operate",
                   "is not on loopback: metrics and health are open to whoever can reach it");
    }
  }
}

void read_redis(YamlMap& root, Config& config, const std::filesystem::path& folder) {
  auto redis = root.map("redis");
  if (!redis) {
    if (!root.has("redis")) root.mistake("redis", "is missing");
    return;
  }
  const auto url = redis->required("url");
  if (auto settings = store::parse_redis_url(url)) {
    config.redis = std::move(*settings);
  } else if (!url.empty()) {
    redis->mistake("url", settings.error());
  }
  config.redis.user = redis->text_or("user", "");
  if (redis->has("password_file")) {
    config.redis.password = read_secret_file(*redis, "password_file", folder);
  }
  if (const auto ca = redis->text("ca")) config.redis.ca_file = (folder / *ca).string();
  redis->refuse_the_rest();
}

void read_token(YamlMap& keys, Config& config, const std::filesystem::path& folder) {
  auto pkcs11 = keys.map("pkcs11");
  if (!pkcs11) return;
  crypto::TokenAddress token{.module = folder / pkcs11->required("module"),
                             .token = pkcs11->required("token"),
                             .pin_file = folder / pkcs11->text_or("pin_file", "")};
  read_secret_file(*pkcs11, "pin_file", folder);  // of the right owner and mode, and with a line
  std::error_code ignored;
  if (pkcs11->has("module") && !std::filesystem::exists(token.module, ignored)) {
    pkcs11->mistake("module", "there is no such file");
  }
  pkcs11->refuse_the_rest();
  config.keys.token = std::move(token);
}

void read_keys(YamlMap& root, Config& config, const std::filesystem::path& folder) {
  auto keys = root.map("keys");
  if (!keys) {
    if (!root.has("keys")) root.mistake("keys", "is missing");
    return;
  }
  config.keys.ring = folder / keys->required("file");
  config.keys.passphrase = folder / keys->required("passphrase_file");
  config.keys.rotate_every = keys->duration("rotate_every").value_or(config.keys.rotate_every);
  if (config.keys.rotate_every < kShortestRotation || config.keys.rotate_every > kLongestRotation) {
    keys->mistake("rotate_every", "must be between 7d and 400d");
  }
  read_token(*keys, config, folder);
  keys->refuse_the_rest();
}

void read_known_realms(YamlMap& root, Config& config) {
  try {
    config.known_realms = operate::read_realms(operate::realm_memory_of(config.keys.ring));
  } catch (const std::runtime_error& unreadable) {
    root.warning("keys", std::string(unreadable.what()) +
                             ": whether an issuer changed since the last run is not known");
  }
}

void read_retention(YamlMap& root, Config& config, const std::filesystem::path& folder) {
  if (auto retention = root.map("retention")) {
    const auto read = [&](const char* key, std::chrono::seconds& into) {
      into = retention->duration(key).value_or(into);
    };
    read("identifier", config.identifier_retention);
    read("access_log", config.access_log_retention);
    read("audit_log", config.audit_log_retention);
    if (config.identifier_retention > std::chrono::days(90)) {
      retention->mistake("identifier", "must not be longer than 90d (standards PRI-14)");
    }
    if (config.access_log_retention < std::chrono::days(1)) {
      retention->mistake("access_log", "must be at least 1d: a file holds a day");
    }
    if (config.access_log_retention > std::chrono::days(90)) {
      retention->mistake("access_log", "must not be longer than 90d (standards PRI-15)");
    }
    retention->refuse_the_rest();
  }
  if (auto logs = root.map("logs")) {
    if (const auto access = logs->text("access")) config.access_log = folder / *access;
    if (const auto audit = logs->text("audit")) config.audit_log = folder / *audit;
    logs->refuse_the_rest();
  }
}

void read_mail(YamlMap& root, Config& config, const std::filesystem::path& folder) {
  auto mail = root.map("mail");
  if (!mail) {
    if (!config.mail_code_connectors.empty()) {
      root.mistake("mail", "is missing, and a connector of type mail_code needs it");
    }
    return;
  }
  const auto url = mail->required("smtp");
  const auto origin = parse_origin(config.issuer);
  if (url == "console") {
    if (origin && !origin->is_loopback()) {
      mail->mistake("smtp", "console is only for an issuer on localhost or 127.0.0.1");
    }
  } else if (url.starts_with("smtps://") || url.starts_with("smtp://")) {
    upstream::SmtpSettings settings{.url = url, .from = mail->required("from")};
    settings.user = mail->text_or("user", "");
    if (mail->has("password_file"))
      settings.password = read_secret_file(*mail, "password_file", folder);
    if (const auto ca = mail->text("ca")) settings.ca_file = (folder / *ca).string();
    config.smtp = std::move(settings);
  } else if (!url.empty()) {
    mail->mistake("smtp", "must be smtps://host:465, smtp://host:587 (STARTTLS) or console");
  }
  mail->text("from");
  mail->refuse_the_rest();
}

void read_limits(YamlMap& root, Config& config) {
  auto limits = root.map("limits");
  if (!limits) return;
  const auto read = [&](const char* key, unsigned& into) {
    into = static_cast<unsigned>(limits->number(key, 0, 1'000'000).value_or(into));
  };
  read("mail_per_address", config.mails_per_address);
  read("mail_per_ip", config.mails_per_network);
  read("logins_per_ip", config.logins_per_network);
  limits->refuse_the_rest();
}

void read_contact(YamlMap& root, Config& config) {
  config.house.is_laboratory = config.is_laboratory;
  auto contact = root.map("contact");
  if (!contact) {
    if (!root.has("contact")) root.mistake("contact", "is missing: the pages say whom to ask");
    return;
  }
  config.house.name = contact->required("name");
  config.house.email = contact->required("email");
  config.house.security = contact->text_or("security", "mailto:" + config.house.email);
  if (!config.house.security.starts_with("https://") &&
      !config.house.security.starts_with("mailto:")) {
    contact->mistake("security", "must begin with https:// or mailto:");
  }
  contact->refuse_the_rest();
}

void read_acr(YamlMap& root, Config& config) {
  auto values = root.texts("acr");
  if (values.empty() && !root.has("acr")) {
    values = {"urn:sluis:mail", "urn:sluis:federated", "urn:sluis:federated-mfa"};
  }
  auto sorted = values;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end())
    root.mistake("acr", "names a value twice");
  if (values.empty()) root.mistake("acr", "must name at least one value, weakest first");
  if (std::ranges::any_of(values,
                          [](const auto& value) { return value.find(' ') != value.npos; })) {
    root.mistake("acr", "a value must not hold a blank");
  }
  config.acr = identity::AcrOrder(std::move(values));
}

}  // namespace

bool ReadConfig::is_good() const {
  return std::ranges::none_of(
      mistakes, [](const auto& one) { return one.severity == operate::Mistake::Severity::error; });
}

ReadConfig read_config(const std::filesystem::path& file) {
  ReadConfig read;
  auto root = YamlMap::load(file, read.mistakes);
  if (!root) return read;
  auto& config = read.config;
  const auto folder = file.parent_path();

  read_issuer(*root, config);
  read_listeners(*root, config, folder);
  read_redis(*root, config, folder);
  read_keys(*root, config, folder);
  read_known_realms(*root, config);
  read_retention(*root, config, folder);
  read_acr(*root, config);
  read_outbound(*root, folder, config);
  read_connectors(*root, folder, config);
  read_mail(*root, config, folder);
  read_limits(*root, config);
  read_contact(*root, config);
  read_clients(*root, folder, config);
  read_allowlist(*root, folder, config, read.mistakes);
  root->refuse_the_rest();
  return read;
}

}  // namespace sluis
