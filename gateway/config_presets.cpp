// Presets: what an operator need not know of a service that he connects. What stands beside one
// must not contradict it.

#include <array>
#include <utility>

#include "config_parts.h"
#include "downstream/reply_address.h"

namespace sluis {

namespace {

using downstream::PersonalWord;

/// What our settings for Rocket.Chat call the service (deploy/rocketchat).
constexpr std::string_view kRocketChatCallback = "/_oauth/sluis";

void refuse_beside(YamlMap& map, std::string_view key, std::string_view why) {
  if (map.has(key)) map.mistake(key, std::string(why));
}

}  // namespace

Preset read_preset(YamlMap& map) {
  const auto name = map.text("preset");
  if (!name) return Preset::none;
  if (*name == "rocketchat-oauth") return Preset::rocketchat_oauth;
  if (*name == "rocketchat-saml") return Preset::rocketchat_saml;
  map.mistake("preset", "must be rocketchat-oauth or rocketchat-saml");
  return Preset::none;
}

std::string read_client_type(YamlMap& map, Preset preset) {
  if (preset == Preset::none) return map.required("type");
  const std::string meant = preset == Preset::rocketchat_saml ? "saml" : "oidc";
  if (map.text_or("type", meant) != meant) {
    map.mistake("type", "must be " + meant + " with this preset, or left out");
  }
  return meant;
}

std::string read_client_name(YamlMap& map, Preset preset) {
  return preset == Preset::none ? map.required("name") : map.text_or("name", "Rocket.Chat");
}

std::string read_client_sector(YamlMap& map, Preset preset, const std::string& id) {
  return preset == Preset::none ? map.required("sector") : map.text_or("sector", id);
}

void read_site(YamlMap& map, downstream::Client& client, const Config& config) {
  for (const std::string_view key : {"redirect_uris", "post_logout_redirect_uris"}) {
    refuse_beside(map, key, "follows from 'site': name one of them");
  }
  const auto site = map.required("site");
  client.redirect_uris = {site + std::string(kRocketChatCallback)};
  client.post_logout_redirect_uris = {site + "/"};
  const bool is_good =
      parse_origin(site) && downstream::is_reply_address(site, config.is_laboratory);
  if (!site.empty() && !is_good) {
    map.mistake("site",
                "must be https://host without anything behind it (http only on loopback); for one "
                "under a path name redirect_uris");
  }
}

// relying-parties §2.1: no PKCE and no nonce up to 7.x, Basic without form-encoding, the token in
// the query.
void prepare_for_rocketchat(YamlMap& map, downstream::Client& client) {
  if (map.text_or("auth", "client_secret") != "client_secret") {
    map.mistake("auth", "Rocket.Chat has a secret and nothing else");
  }
  if (map.flag("require_nonce").value_or(false)) {
    map.mistake("require_nonce", "Rocket.Chat sends none: nobody could log in");
  }
  client.requires_pkce = false;
  client.allows_query_token = true;
  client.allows_plain_basic = true;
}

// relying-parties §2.2: it asks for an address as NameID, wants one as attribute too, compares
// short names, and offers to decrypt nothing but CBC.
void prepare_for_rocketchat(YamlMap& map, downstream::SamlClient& client) {
  for (const std::string_view key : {"nameid", "attributes", "encrypt"}) {
    refuse_beside(map, key, "is what the preset says: leave it out, or the preset");
  }
  client.name_id = downstream::NameIdKind::email;
  client.attributes = {{.name = "username", .value = PersonalWord::username},
                       {.name = "email", .value = PersonalWord::email},
                       {.name = "cn", .value = PersonalWord::name}};
  client.encryption = downstream::Encryption::never;
  client.password_wish = downstream::PasswordWish::is_a_habit;
}

}  // namespace sluis
