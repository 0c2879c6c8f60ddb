#pragma once

// A person as a service that speaks SAML sees her: everything comes from her pseudonym there.

#include <string_view>
#include <vector>

#include "downstream/saml_clients.h"
#include "identity/pseudonym.h"
#include "saml/message.h"

namespace sluis::downstream {

/// "…@pseudonym.invalid": of the form of an address, and none (RFC 2606 §2).
inline constexpr std::string_view kNoSuchDomain = "pseudonym.invalid";

struct SamlNames {
  std::string_view idp;    // our entityID
  std::string_view scope;  // for pairwise-id
};

/// A transient one is made from the sid, so that it is another one in each session and the same
/// again when that session ends.
saml::NameId name_id_of(const identity::Pseudonym& pseudonym, const SamlClient& client,
                        const SamlNames& names, std::string_view sid);

/// The client's own map; and pairwise-id (SAML Subject Identifier Attributes 3.3), unless the
/// service asks for none or for a NameID that it could not recognise her by.
std::vector<saml::Attribute> attributes_of(const identity::Pseudonym& pseudonym,
                                           const SamlClient& client, const SamlNames& names);

/// The Format that this service gets.
std::string_view format_of(NameIdKind kind);

}  // namespace sluis::downstream
