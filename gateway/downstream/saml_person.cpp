#include "downstream/saml_person.h"

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "downstream/friendly_name.h"
#include "saml/names.h"

namespace sluis::downstream {

namespace {

/// SAML Core 8.3.8. The sid is a secret of that service and ours, so nobody else finds it out.
std::string transient_of(std::string_view sid) {
  const auto octets = crypto::hmac_sha256(crypto::Secret::copy_of(sid), "sluis/saml-transient/1");
  return "_" + crypto::base32_lower_encode(octets.expose());
}

std::string no_address_of(const identity::Pseudonym& pseudonym) {
  return pseudonym.text() + "@" + std::string(kNoSuchDomain);
}

std::string value_of(PersonalWord word, const identity::Pseudonym& pseudonym) {
  switch (word) {
    case PersonalWord::pseudonym:
      return pseudonym.text();
    case PersonalWord::username:
      return friendly_name_of(pseudonym).username;
    case PersonalWord::name:
      return friendly_name_of(pseudonym).name;
    case PersonalWord::email:
      break;
  }
  return no_address_of(pseudonym);
}

/// Standards SAM-14 wants URIs. Rocket.Chat compares the Name with a short word, and to call that a
/// URI would be untrue (SAML Core 8.2).
std::string_view name_format_of(std::string_view name) {
  return name.contains(':') ? saml::kNameFormatUri : saml::kNameFormatBasic;
}

bool gets_pairwise_id(const SamlClient& client) {
  const auto& required = client.metadata.subject_id_requirement;
  if (required == "none") return false;
  return client.name_id != NameIdKind::transient || required == "pairwise-id" || required == "any";
}

}  // namespace

std::string_view format_of(NameIdKind kind) {
  switch (kind) {
    case NameIdKind::persistent:
      return saml::name_id_format::kPersistent;
    case NameIdKind::transient:
      return saml::name_id_format::kTransient;
    case NameIdKind::email:
      break;
  }
  return saml::name_id_format::kEmailAddress;
}

saml::NameId name_id_of(const identity::Pseudonym& pseudonym, const SamlClient& client,
                        const SamlNames& names, std::string_view sid) {
  saml::NameId id{.value = pseudonym.text(),
                  .format = std::string(format_of(client.name_id)),
                  .name_qualifier = std::string(names.idp),
                  .sp_name_qualifier = client.entity_id()};
  if (client.name_id == NameIdKind::transient) {
    id.value = transient_of(sid);
  }
  if (client.name_id == NameIdKind::email) {
    id.value = no_address_of(pseudonym);
    // SAML Core 8.3.2: an address is the same whoever says it.
    id.name_qualifier.reset();
    id.sp_name_qualifier.reset();
  }
  return id;
}

std::vector<saml::Attribute> attributes_of(const identity::Pseudonym& pseudonym,
                                           const SamlClient& client, const SamlNames& names) {
  std::vector<saml::Attribute> attributes;
  if (gets_pairwise_id(client)) {
    attributes.push_back({.name = std::string(saml::kPairwiseId),
                          .name_format = std::string(saml::kNameFormatUri),
                          .values = {pseudonym.text() + "@" + std::string(names.scope)}});
  }
  for (const SamlAttribute& attribute : client.attributes) {
    attributes.push_back({.name = attribute.name,
                          .name_format = std::string(name_format_of(attribute.name)),
                          .values = {value_of(attribute.value, pseudonym)}});
  }
  return attributes;
}

}  // namespace sluis::downstream
