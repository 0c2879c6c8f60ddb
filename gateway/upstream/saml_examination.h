#pragma once

// A SAML provider's metadata, looked at from here (`sluis doctor connector`): what a login needs of
// them, how long they last, and what the provider must know of us. Nobody is sent anywhere.
//
// Throws nothing of the provider's: whatever it does is a finding.

#include <boost/asio/awaitable.hpp>

#include "crypto/clock.h"
#include "fault/finding.h"
#include "http/client.h"

namespace sluis::upstream {

struct SamlSettings;  // saml.h

struct SamlExaminationParts {
  http::Client& client;
  const crypto::Clock& clock;
};

/// `settings` outlives it.
boost::asio::awaitable<Findings> examine_saml(const SamlSettings& settings,
                                              SamlExaminationParts parts);

}  // namespace sluis::upstream
