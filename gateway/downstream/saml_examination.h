#pragma once

// A registered service that speaks SAML, looked at from here (`sluis doctor client`): what its
// metadata mean for a login. Where they are published their address is asked, and nobody else: the
// metadata say all that there is, and a login the rest.

#include <boost/asio/awaitable.hpp>

#include "crypto/clock.h"
#include "downstream/saml_clients.h"
#include "fault/finding.h"
#include "http/client.h"

namespace sluis::downstream {

/// One whose metadata are known.
Findings examine_saml_client(const SamlClient& client, crypto::TimePoint now);

/// `registered` and `outbound` outlive it. Throws nothing of the service's: whatever it does is a
/// finding.
boost::asio::awaitable<Findings> examine_saml_client(const SamlClient& registered,
                                                     http::Client& outbound, crypto::TimePoint now);

}  // namespace sluis::downstream
