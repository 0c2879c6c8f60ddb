#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "config_parts.h"
#include "crypto/keyring_file.h"
#include "downstream/reply_address.h"

namespace sluis {

namespace {

using downstream::Client;
using downstream::ClientAuthentication;

constexpr std::uintmax_t kLimitJwksBytes = 256 * 1024;

std::vector<std::string> read_addresses(YamlMap& client, std::string_view key, bool is_laboratory) {
  auto all = client.texts(key);
  for (const auto& url : all) {
    if (!downstream::is_reply_address(url, is_laboratory)) {
      client.mistake(
          key,
          "'" + url +
              "' must be an absolute https address without a fragment (http only on loopback)");
    }
  }
  return all;
}

void read_secret(YamlMap& map, Client& client, const std::filesystem::path& folder) {
  if (!map.has("secret_file")) {
    map.mistake("secret_file", "is missing (or say auth: private_key_jwt, or auth: none)");
    return;
  }
  client.secret = read_secret_file(map, "secret_file", folder);
  if (!client.secret.empty() && client.secret.size() < 22) {
    map.mistake("secret_file", "the secret is shorter than 128 bits (22 characters)");  // OPX-15
  }
}

void read_key_file(YamlMap& map, Client& client, const std::filesystem::path& folder) {
  const auto file = folder / map.required("jwks_file");
  std::error_code failed;
  if (std::filesystem::file_size(file, failed) > kLimitJwksBytes || failed) {
    map.mistake("jwks_file", "cannot be read, or is larger than 256 KiB");
    return;
  }
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  auto keys = crypto::parse_jwks(text.str());
  if (keys && !keys->empty()) {
    client.keys = std::move(*keys);
  } else {
    map.mistake("jwks_file", "holds no public key that we can use (RSA of 2048 bits, or P-256)");
  }
}

/// Standards NLO-35: from one place and never from two.
void read_keys(YamlMap& map, Client& client, const std::filesystem::path& folder,
               const Config& config) {
  if (map.has("jwks_uri") == map.has("jwks_file")) {
    map.mistake("jwks_uri",
                "name either jwks_uri or jwks_file: where the client's public keys are");
    return;
  }
  if (map.has("jwks_file")) return read_key_file(map, client, folder);
  client.jwks_uri = map.required("jwks_uri");
  if (!is_askable(client.jwks_uri, config.outbound.allow_private)) {
    map.mistake("jwks_uri",
                "must be an https address (http only to loopback, with outbound.allow_private)");
  }
}

void read_authentication(YamlMap& map, Client& client, const std::filesystem::path& folder,
                         const Config& config) {
  const auto how = map.text_or("auth", "client_secret");
  if (how == "client_secret") {
    read_secret(map, client, folder);
  } else if (how == "private_key_jwt") {
    client.authentication = ClientAuthentication::private_key_jwt;
    read_keys(map, client, folder, config);
  } else if (how == "none") {
    client.authentication = ClientAuthentication::none;
  } else {
    map.mistake("auth", "must be client_secret, private_key_jwt or none");
  }
}

void read_assertion_audience(YamlMap& map, Client& client) {
  const auto audience = map.text_or("assertion_audience", "issuer");
  if (audience == "token_endpoint") {
    client.assertion_audience = downstream::AssertionAudience::token_endpoint;
  } else if (audience != "issuer") {
    map.mistake("assertion_audience", "must be issuer or token_endpoint");
  }
}

void read_redirects(YamlMap& map, Client& client, const Config& config) {
  client.redirect_uris = read_addresses(map, "redirect_uris", config.is_laboratory);
  if (client.redirect_uris.empty()) map.mistake("redirect_uris", "must name at least one address");
  if (client.redirect_uris.size() > 32)
    map.mistake("redirect_uris", "must not name more than 32 addresses");
  client.post_logout_redirect_uris =
      read_addresses(map, "post_logout_redirect_uris", config.is_laboratory);
}

Client read_client(YamlMap& map, Preset preset, const std::filesystem::path& folder,
                   const Config& config) {
  Client client;
  client.id = map.required("id");
  client.name = read_client_name(map, preset);
  client.sector = read_client_sector(map, preset, client.id);
  if (preset == Preset::rocketchat_oauth && map.has("site")) {
    read_site(map, client, config);
  } else {
    read_redirects(map, client, config);
  }
  read_authentication(map, client, folder, config);
  read_assertion_audience(map, client);
  if (preset == Preset::rocketchat_oauth) prepare_for_rocketchat(map, client);
  client.requires_pkce = map.flag("require_pkce").value_or(client.requires_pkce);
  client.requires_nonce = map.flag("require_nonce").value_or(client.requires_nonce);
  if (client.authentication == ClientAuthentication::none && !client.requires_pkce) {
    map.mistake("require_pkce", "a client without authentication must use PKCE");
  }
  const auto algorithm = map.text_or("id_token_alg", "RS256");
  if (const auto known = crypto::algorithm_named(algorithm)) {
    client.id_token_algorithm = *known;
  } else {
    map.mistake("id_token_alg", "must be RS256, ES256 or PS256");
  }
  map.refuse_the_rest();
  return client;
}

/// What holds between clients of every kind.
class Roll {
 public:
  /// False, and a mistake, for an id that is taken.
  bool enter(YamlMap& map, const std::string& id, const std::string& sector) {
    if (!id.empty() && !is_plain_id(id)) {
      map.mistake("id", "must be 1 to 64 letters, digits, '-', '_' or '.'");
    }
    if (id == "me" || id == "rooms") map.mistake("id", "'" + id + "' is the gateway's own");
    if (sector == "me") map.mistake("sector", "'me' is the gateway's own");
    if (!ids_.insert(id).second) {
      map.mistake("id", "'" + id + "' comes twice");
      return false;
    }
    const auto [other, is_new] = sectors_.emplace(sector, id);
    if (!is_new) {
      map.warning("sector",
                  "'" + id + "' and '" + other->second +
                      "' share a sector: they see the same pseudonym and can compare their people");
    }
    return true;
  }

 private:
  std::set<std::string> ids_;
  std::map<std::string, std::string> sectors_;
};

void read_saml(YamlMap& map, Preset preset, const std::filesystem::path& folder, Config& config,
               Roll& roll) {
  auto client = read_saml_client(map, preset, folder, config);
  if (!client || !roll.enter(map, client->id, client->sector)) return;
  for (const auto& other : config.saml_clients) {
    if (other.entity_id() != client->entity_id()) continue;
    map.mistake("metadata", "is of the same entityID as that of '" + other.id + "'");
    return;
  }
  config.saml_clients.push_back(*std::move(client));
}

// All deployments trust the same keys: what keeps the tokens of one out of another is what stands
// in them.
void read_jitsi(YamlMap& map, Config& config, Roll& roll) {
  auto client = read_jitsi_client(map);
  if (!roll.enter(map, client.id, client.sector)) return;
  for (const auto& other : config.jitsi_clients) {
    if (other.app_id != client.app_id || other.subject() != client.subject()) continue;
    map.mistake("app_id", "a token for '" + other.id + "' would open the rooms of '" + client.id +
                              "' too: the same app_id, and the same tenant or xmpp_domain");
    return;
  }
  config.jitsi_clients.push_back(std::move(client));
}

}  // namespace

void read_clients(YamlMap& root, const std::filesystem::path& folder, Config& config) {
  Roll roll;
  for (auto& map : root.maps("clients")) {
    const auto preset = read_preset(map);
    const auto type = read_client_type(map, preset);
    if (type == "saml") {
      read_saml(map, preset, folder, config, roll);
    } else if (type == "jitsi") {
      read_jitsi(map, config, roll);
    } else if (type == "oidc") {
      auto client = read_client(map, preset, folder, config);
      if (roll.enter(map, client.id, client.sector)) config.clients.push_back(std::move(client));
    } else if (!type.empty()) {
      map.mistake("type", "must be oidc, saml or jitsi");
    }
  }
}

}  // namespace sluis
