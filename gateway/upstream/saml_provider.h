#pragma once

// One SAML provider as its metadata show it: from a file that came with the configuration, or from
// an https address of its own (http/published.h). One per connector and worker thread.

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/clock.h"
#include "fault/event.h"
#include "fault/refusal.h"
#include "http/client.h"
#include "http/published.h"
#include "saml/metadata.h"
#include "saml/metadata_source.h"

namespace sluis::upstream {

/// What is in it, checked: its entity ID, a key that it signs with, and where it takes requests by
/// Redirect. Refuses with saml_issuer, and as saml::read_idp_metadata does.
std::expected<saml::IdpMetadata, Refusal> read_provider(const saml::MetadataSource& source,
                                                        std::string_view text,
                                                        crypto::TimePoint now);

/// Where it takes AuthnRequests by Redirect; nothing if nowhere that we may send people to.
const saml::Endpoint* sign_on_of(const saml::IdpMetadata& metadata, bool may_be_plain);

/// Where it takes LogoutRequests by Redirect; nothing if nowhere.
const saml::Endpoint* logout_of(const saml::IdpMetadata& metadata, bool may_be_plain);

struct SamlProviderParts {
  http::Client& client;
  const crypto::Clock& clock;
  Journal journal;
};

using SamlProvider = http::Published<saml::IdpMetadata>;

/// Refuses as read_provider does. `connector`: its id, for the journal.
SamlProvider published_provider(std::string connector, saml::MetadataSource source,
                                SamlProviderParts parts);

}  // namespace sluis::upstream
