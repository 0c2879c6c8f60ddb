// Providers that speak OpenID Connect, and the way to them.

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "config_parts.h"

namespace sluis {

namespace {

using upstream::OidcSettings;

/// An https origin with a path, compared to the letter with what the provider says of itself; http
/// to loopback only in a laboratory.
bool is_good_issuer(const std::string& issuer, bool allow_private) {
  const auto scheme_end = issuer.find("://");
  if (scheme_end == issuer.npos || issuer.size() > 512) return false;
  const auto origin = parse_origin(issuer.substr(0, issuer.find('/', scheme_end + 3)));
  if (!origin || issuer.find_first_of("?# ") != issuer.npos) return false;
  return origin->scheme == "https" || (allow_private && origin->is_loopback());
}

/// One credential, and one only.
void read_credentials(YamlMap& map, const std::filesystem::path& folder, OidcSettings& settings) {
  const bool has_secret = map.has("client_secret_file");
  if (has_secret == map.has("key_file")) {
    map.mistake("client_secret_file",
                "name either client_secret_file or key_file (private_key_jwt)");
    return;
  }
  if (has_secret) {
    settings.credentials = read_secret_file(map, "client_secret_file", folder);
    return;
  }
  // The same care as for a secret: a private JWK on one line.
  const auto jwk = read_secret_file(map, "key_file", folder);
  if (jwk.empty()) return;
  try {
    settings.credentials =
        crypto::SigningKey::from_private_jwk(jwk.expose(), crypto::Algorithm::es256);
  } catch (const std::invalid_argument&) {
    map.mistake("key_file", "must hold a private JWK for ES256 (P-256, with a kid) on one line");
  }
}

/// Standards OPX-14: what a token may be signed with, whatever it says of itself.
void read_algorithms(YamlMap& map, OidcSettings& settings) {
  if (!map.has("algorithms")) return;
  std::vector<crypto::Algorithm> algorithms;
  for (const auto& name : map.texts("algorithms")) {
    const auto known = crypto::algorithm_named(name);
    if (name == "none" || name.starts_with("HS")) {
      map.mistake("algorithms", "'" + name +
                                    "' is refused: anybody could make such a token, or anybody who "
                                    "knows our secret");
    } else if (!known) {
      map.mistake("algorithms", "'" + name + "' must be RS256, PS256 or ES256");
    } else if (std::ranges::find(algorithms, *known) != algorithms.end()) {
      map.mistake("algorithms", "'" + name + "' comes twice");
    } else {
      algorithms.push_back(*known);
    }
  }
  if (algorithms.empty()) map.mistake("algorithms", "must name RS256, PS256 or ES256");
  settings.algorithms = std::move(algorithms);
}

/// The same `sub` of another provider is another person, and would get her pseudonym.
void warn_of_another_issuer(YamlMap& map, const OidcSettings& settings, const Config& config) {
  if (settings.identity != OidcSettings::Identity::subject) return;
  const auto& realm = settings.description.realm;
  if (!operate::is_changed(config.known_realms, realm, settings.issuer)) return;
  map.warning("issuer", "the realm '" + realm +
                            "' had another issuer when this gateway last ran: unless it is the "
                            "same provider under a new name, people become other people. A new "
                            "provider gets a realm of its own");
}

void read_identity(YamlMap& map, OidcSettings& settings) {
  const auto identity = map.text_or("identity", "subject");
  if (identity == "address") {
    settings.identity = OidcSettings::Identity::address;
  } else if (identity != "subject") {
    map.mistake("identity", "must be subject or address");
  }
}

}  // namespace

OidcSettings read_oidc_connector(YamlMap& map, const std::filesystem::path& folder,
                                 upstream::ConnectorDescription description, const Config& config) {
  OidcSettings settings;
  settings.description = std::move(description);
  settings.issuer = map.required("issuer");
  if (!settings.issuer.empty() && !is_good_issuer(settings.issuer, config.outbound.allow_private)) {
    map.mistake("issuer",
                "must be an https address (http only to loopback, with outbound.allow_private)");
  }
  settings.client_id = map.required("client_id");
  read_credentials(map, folder, settings);
  read_identity(map, settings);
  warn_of_another_issuer(map, settings, config);
  read_algorithms(map, settings);
  settings.email_claim = map.text_or("email_claim", "email");
  settings.authoritative = map.flag("authoritative").value_or(false);
  auto acr = read_acr_map(map, config);
  settings.acr = std::move(acr.ours_by_theirs);
  settings.default_acr = std::move(acr.fallback);
  settings.acr_weakest_first = std::move(acr.weakest_first);
  settings.redirect_uri = config.issuer + "/login/callback/" + settings.description.id;
  return settings;
}

upstream::AcrMap::Settings read_acr_map(YamlMap& map, const Config& config) {
  upstream::AcrMap::Settings words{
      .ours_by_theirs = {}, .fallback = {}, .weakest_first = config.acr.weakest_first()};
  // A login of unknown strength is worth more than a code by e-mail and less than anything named.
  const auto& values = words.weakest_first;
  if (!values.empty()) words.fallback = values.at(values.size() > 1 ? 1 : 0);
  auto acr = map.map("acr");
  if (!acr) return words;
  for (const auto& theirs : acr->keys()) {
    const auto ours = acr->required(theirs);
    if (!config.acr.knows(ours)) {
      acr->mistake(theirs, "'" + ours + "' is not in the list of acr values");
      continue;
    }
    words.ours_by_theirs[theirs] = ours;
  }
  acr->refuse_the_rest();
  return words;
}

void read_outbound(YamlMap& root, const std::filesystem::path& folder, Config& config) {
  auto outbound = root.map("outbound");
  if (!outbound) return;
  if (const auto ca = outbound->text("ca")) {
    config.outbound.ca_file = (folder / *ca).string();
    if (!std::filesystem::is_regular_file(*config.outbound.ca_file)) {
      outbound->mistake("ca", "there is no such file");
    }
  }
  config.outbound.allow_private = outbound->flag("allow_private").value_or(false);
  if (config.outbound.allow_private) {
    outbound->warning("allow_private",
                      "providers may be on private addresses: for a laboratory only");
  }
  outbound->refuse_the_rest();
}

}  // namespace sluis
