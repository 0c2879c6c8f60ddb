#pragma once

// What the metadata of a service must say for people to log in there (standards SAM-04, SAM-11,
// SAM-13).

#include <expected>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "downstream/saml_clients.h"
#include "fault/refusal.h"

namespace sluis::downstream {

/// What is wrong with them, in an operator's words: "metadata: …". Empty: nothing.
std::vector<std::string_view> shortcomings_of(const saml::SpMetadata& metadata,
                                              const SamlClient& client,
                                              const saml::MetadataSource& source);

/// That client with those metadata, and a key to encrypt for if they have one.
SamlClient with_metadata(SamlClient client, saml::SpMetadata metadata);

/// What its address gave. `registered` says where they come from and whose they must be. Refuses
/// with saml_issuer, with saml_malformed where they fall short, and as saml::read_sp_metadata does.
std::expected<SamlClient, Refusal> read_service(const SamlClient& registered, std::string_view text,
                                                crypto::TimePoint now);

}  // namespace sluis::downstream
