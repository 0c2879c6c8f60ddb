// Services that speak SAML: what the configuration says of them, and what their metadata must say.

#include <algorithm>
#include <array>
#include <utility>

#include "config_parts.h"
#include "crypto/clock.h"
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

/// What a file of ours that was refused lacks, in an operator's words.
std::string complaint_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::saml_expired:
      return "have ended (validUntil): ask the service for new ones";
    case Refusal::saml_algorithm:
      return "hold a key that is too small, or of another kind than RSA and elliptic curves";
    default:
      return "must be the SAML 2.0 metadata of one service: an EntityDescriptor with one "
             "SPSSODescriptor, without DTD or entities";
  }
}

std::optional<saml::SpMetadata> read_metadata(YamlMap& map, const std::filesystem::path& folder) {
  if (map.required("metadata").contains("://")) {
    map.mistake("metadata", "fetching them is not supported yet: put them in a file and name that");
    return std::nullopt;
  }
  const auto text = read_metadata_file(map, "metadata", folder);
  if (!text) return std::nullopt;
  // Standards SAM-05: our own file, so how it came here is what is trusted.
  auto metadata =
      saml::read_sp_metadata(*text, {.signers = {}, .now = crypto::SystemClock().now()});
  if (!metadata) {
    map.mistake("metadata", complaint_of(metadata.error()));
    return std::nullopt;
  }
  return *std::move(metadata);
}

/// Where answers go. Standards SAM-11: from here and from nowhere else.
void check_addresses(YamlMap& map, const saml::SpMetadata& metadata, bool is_laboratory) {
  if (!metadata.default_consumer()) {
    map.mistake("metadata", "name no AssertionConsumerService by HTTP-POST");
  }
  auto all = metadata.consumers;
  all.insert(all.end(), metadata.entity.logout.begin(), metadata.entity.logout.end());
  for (const auto& endpoint : all) {
    for (const auto& url : {endpoint.location, endpoint.response_location}) {
      if (is_good_redirect(url, is_laboratory)) continue;
      map.mistake("metadata",
                  "have an address that is not absolute https without a fragment (http "
                  "only on loopback)");
      return;
    }
  }
}

void check_promises(YamlMap& map, const saml::SpMetadata& metadata) {
  if (metadata.signs_requests && metadata.entity.signing_keys.empty()) {
    map.mistake("metadata",
                "promise signed requests (AuthnRequestsSigned) and have no key to "
                "verify them with");
  }
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

/// Standards SAM-13: a service that publishes a key for it asks for encrypted assertions.
void read_recipient(YamlMap& map, SamlClient& client) {
  const auto& keys = client.metadata.entity.encryption_keys;
  if (keys.empty()) return;
  client.recipient = saml::Recipient::choose(keys);
  if (!client.recipient) {
    map.mistake("metadata",
                "ask for encryption in a way that is not supported: it must be RSA "
                "with RSA-OAEP, and AES-GCM of 128 or 256 bits");
  }
}

template <typename Kind, std::size_t Count>
std::optional<Kind> named(const std::array<std::pair<std::string_view, Kind>, Count>& all,
                          std::string_view name) {
  const auto found = std::ranges::find(all, name, &std::pair<std::string_view, Kind>::first);
  return found == all.end() ? std::nullopt : std::optional(found->second);
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

std::optional<SamlClient> read_saml_client(YamlMap& map, const std::filesystem::path& folder,
                                           const Config& config) {
  auto metadata = read_metadata(map, folder);
  SamlClient client{.id = map.required("id"),
                    .name = map.required("name"),
                    .sector = map.required("sector"),
                    .metadata = metadata.value_or(saml::SpMetadata{})};
  if (const auto kind = named(kNameIds, map.text_or("nameid", "persistent"))) {
    client.name_id = *kind;
  } else {
    map.mistake("nameid", "must be persistent, transient or email");
  }
  read_attributes(map, client);
  map.refuse_the_rest();
  if (!metadata) return std::nullopt;
  check_addresses(map, client.metadata, config.is_laboratory);
  check_promises(map, client.metadata);
  read_recipient(map, client);
  return client;
}

}  // namespace sluis
