// Deployments of Jitsi Meet: what the configuration says of them.

#include <algorithm>
#include <utility>

#include "config_parts.h"
#include "crypto/key_lifetimes.h"
#include "identity/domain_name.h"
#include "identity/room_name.h"

namespace sluis {

namespace {

using downstream::JitsiClient;

constexpr std::chrono::minutes kShortestToken{5};
constexpr std::chrono::minutes kLongestToken = crypto::kLongestJitsiToken;
constexpr std::size_t kLimitFeatures = 16;
constexpr std::size_t kLimitFeatureName = 40;

/// Prosody's and Jitsi's own words: "livestreaming", "outbound-call".
bool is_feature(std::string_view name) {
  return !name.empty() && name.size() <= kLimitFeatureName && name.front() != '-' &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

std::string read_base_url(YamlMap& map) {
  auto url = map.required("base_url");
  if (url.empty()) return url;
  const auto origin = parse_origin(url);
  if (!origin || (origin->scheme != "https" && !origin->is_loopback())) {
    map.mistake("base_url",
                "must be an https origin with nothing behind it, not even a slash (http only on "
                "loopback)");
  }
  return url;
}

std::string read_domain(YamlMap& map) {
  auto domain = map.required("xmpp_domain");
  if (domain.empty()) return domain;
  const auto parsed = identity::DomainName::parse(domain);
  // Prosody compares it as it stands.
  if (domain != "localhost" && (!parsed || parsed->text() != domain)) {
    map.mistake("xmpp_domain", "must be the host name of Prosody's VirtualHost, in lower case");
  }
  return domain;
}

downstream::Hosts read_hosts(YamlMap& map) {
  const auto hosts = map.text_or("hosts", "admitted");
  if (hosts == "owner") return downstream::Hosts::owner;
  if (hosts != "admitted") map.mistake("hosts", "must be owner or admitted");
  return downstream::Hosts::admitted;
}

std::set<std::string> read_features(YamlMap& features, std::string_view role) {
  const auto names = features.texts(role);
  if (names.size() > kLimitFeatures) features.mistake(role, "must not name more than 16 features");
  for (const auto& name : names) {
    if (is_feature(name)) continue;
    features.mistake(role, "'" + name + "' is no feature of Jitsi: lower-case letters and '-'");
  }
  return {names.begin(), names.end()};
}

void read_lifetime(YamlMap& map, JitsiClient& client) {
  const auto lifetime = map.duration("token_lifetime");
  if (!lifetime) return;
  if (*lifetime < kShortestToken || *lifetime > kLongestToken) {
    map.mistake("token_lifetime", "must be 5m to 60m");
    return;
  }
  client.token_lifetime = std::chrono::floor<std::chrono::minutes>(*lifetime);
}

}  // namespace

JitsiClient read_jitsi_client(YamlMap& map) {
  JitsiClient client{.id = map.required("id"),
                     .name = map.required("name"),
                     .sector = map.required("sector"),
                     .base_url = read_base_url(map),
                     .xmpp_domain = read_domain(map),
                     .app_id = map.required("app_id"),
                     .tenant = map.text_or("tenant", ""),
                     .hosts = read_hosts(map)};
  if (!client.app_id.empty() && !is_plain_id(client.app_id)) {
    map.mistake("app_id", "must be 1 to 64 letters, digits, '-', '_' or '.'");
  }
  if (!client.tenant.empty() &&
      (!is_plain_id(client.tenant) || identity::room_name(client.tenant) != client.tenant)) {
    map.mistake("tenant", "must be 1 to 64 lower-case letters, digits, '-', '_' or '.'");
  }
  read_lifetime(map, client);
  if (auto features = map.map("features")) {
    client.features.owner = read_features(*features, "owner");
    client.features.member = read_features(*features, "member");
    features->refuse_the_rest();
  }
  map.refuse_the_rest();
  return client;
}

}  // namespace sluis
