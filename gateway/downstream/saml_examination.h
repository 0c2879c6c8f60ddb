#pragma once

// A registered service that speaks SAML, looked at from here (`sluis doctor client`): what its
// metadata mean for a login. Nobody is asked: the metadata say all that there is, and a login the
// rest.

#include "crypto/clock.h"
#include "downstream/saml_clients.h"
#include "fault/finding.h"

namespace sluis::downstream {

Findings examine_saml_client(const SamlClient& client, crypto::TimePoint now);

}  // namespace sluis::downstream
