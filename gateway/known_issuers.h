#pragma once

// The issuers of this configuration held against those that the gateway last ran with, and written
// down for the next time (operate/realm_memory.h).

#include <string>
#include <vector>

#include "config.h"
#include "crypto/random.h"

namespace sluis {

/// Ids of connectors with `identity: subject` that have another issuer than their realm had.
std::vector<std::string> connectors_of_another_issuer(const Config& config);

/// Writes the file where something is new. What a realm had before is replaced; a realm that is
/// gone stays known, should it come back. Throws std::system_error.
void remember_issuers(const Config& config, crypto::Random& random);

}  // namespace sluis
