// Services that speak SAML: what the configuration says of them, and what their metadata must say.

#include <algorithm>
#include <array>
#include <utility>

#include "config_parts.h"
#include "crypto/clock.h"
#include "downstream/saml_service.h"
#include "saml/metadata.h"

namespace sluis {

namespace {

using downstream::NameIdKind;
using downstream::PersonalWord;
using downstream::SamlClient;

constexpr std::size_t kLimitAttributes = 32;
constexpr std::size_t kLimitAttributeName = 256;  // standards SAM-02

constexpr std::array<std::pair<std::string_view, NameIdKind>, 3> kNameIds{
    {{"persistent", NameIdKind::persistent},
     {"transient", NameIdKind::transient},
     {"email", NameIdKind::email}}};
constexpr std::array<std::pair<std::string_view, PersonalWord>, 4> kWords{
    {{"pseudonym", PersonalWord::pseudonym},
     {"username", PersonalWord::username},
     {"name", PersonalWord::name},
     {"email", PersonalWord::email}}};

/// Standards SAM-05. What stands in a file is known already: what is wrong with it, too.
std::optional<saml::SpMetadata> read_file(YamlMap& map, const saml::MetadataSource& source,
                                          const SamlClient& client) {
  auto metadata = saml::read_sp_metadata(source.text, source.rules(crypto::SystemClock().now()));
  if (!metadata) {
    map.mistake("metadata", metadata_complaint(metadata.error(), "service"));
    return std::nullopt;
  }
  if (!source.entity_id.empty() && metadata->entity.entity_id != source.entity_id) {
    map.mistake("metadata", metadata_complaint(Refusal::saml_issuer, "service"));
  }
  for (const auto shortcoming : downstream::shortcomings_of(*metadata, client, source)) {
    map.mistake("metadata", std::string(shortcoming));
  }
  return *std::move(metadata);
}

void warn_of_habits(YamlMap& map, const saml::SpMetadata& metadata) {
  if (metadata.subject_id_requirement == "subject-id") {
    map.warning("metadata",
                "ask for subject-id, which is the same at all services: it does not "
                "exist here, and pairwise-id is sent instead");
  }
  if (!metadata.entity.logout.empty() && metadata.entity.signing_keys.empty()) {
    map.warning("metadata",
                "have a SingleLogoutService and no signing key: its logout requests "
                "will be refused, since anybody could have sent them");
  }
}

/// False, and a mistake, where they cannot be used.
bool read_metadata(YamlMap& map, const std::filesystem::path& folder, const Config& config,
                   SamlClient& client) {
  auto source = read_metadata_source(map, folder, config);
  source.may_be_plain = config.is_laboratory;
  if (!source.url.empty()) {
    client.metadata.entity.entity_id = source.entity_id;
    client.published = std::move(source);
    return true;
  }
  if (source.text.empty()) return false;
  auto metadata = read_file(map, source, client);
  if (!metadata) return false;
  warn_of_habits(map, *metadata);
  client = downstream::with_metadata(std::move(client), *std::move(metadata));
  return true;
}

template <typename Kind, std::size_t Count>
std::optional<Kind> named(const std::array<std::pair<std::string_view, Kind>, Count>& all,
                          std::string_view name) {
  const auto found = std::ranges::find(all, name, &std::pair<std::string_view, Kind>::first);
  return found == all.end() ? std::nullopt : std::optional(found->second);
}

void read_name_id(YamlMap& map, SamlClient& client) {
  if (const auto kind = named(kNameIds, map.text_or("nameid", "persistent"))) {
    client.name_id = *kind;
  } else {
    map.mistake("nameid", "must be persistent, transient or email");
  }
}

void read_encryption(YamlMap& map, SamlClient& client) {
  const auto wish = map.text_or("encrypt", "as_published");
  if (wish == "never") {
    client.encryption = downstream::Encryption::never;
  } else if (wish != "as_published") {
    map.mistake("encrypt", "must be as_published or never");
  }
}

void read_attributes(YamlMap& map, SamlClient& client) {
  auto attributes = map.map("attributes");
  if (!attributes) return;
  for (const auto& name : attributes->keys()) {
    const auto word = named(kWords, attributes->required(name));
    if (!word) {
      attributes->mistake(name, "must be username, name, email or pseudonym: nothing else exists");
    } else if (name.empty() || name.size() > kLimitAttributeName) {
      map.mistake("attributes", "has a name that is empty or longer than 256 characters");
    } else {
      client.attributes.push_back({.name = name, .value = *word});
    }
  }
  if (client.attributes.size() > kLimitAttributes) {
    map.mistake("attributes", "must not have more than 32 names");
  }
}

}  // namespace

std::optional<SamlClient> read_saml_client(YamlMap& map, Preset preset,
                                           const std::filesystem::path& folder,
                                           const Config& config) {
  SamlClient client{.id = map.required("id"),
                    .name = read_client_name(map, preset),
                    .sector = {},
                    .metadata = {}};
  client.sector = read_client_sector(map, preset, client.id);
  if (preset == Preset::rocketchat_saml) {
    prepare_for_rocketchat(map, client);
  } else {
    read_name_id(map, client);
    read_encryption(map, client);
    read_attributes(map, client);
  }
  const bool is_known = read_metadata(map, folder, config, client);
  map.refuse_the_rest();
  return is_known ? std::optional(std::move(client)) : std::nullopt;
}

}  // namespace sluis
