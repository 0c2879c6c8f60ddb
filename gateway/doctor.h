#pragma once

// `sluis doctor`: builds what the one to be examined needs, lets it be examined by the room that
// knows it, and prints what was found. Touches neither the store nor the key ring; the gateway may
// run meanwhile, or not.

#include <string>

#include "config.h"
#include "operate/console.h"

namespace sluis {

/// The exit code: 1 if something is bad, or if there is no such connector.
int doctor_connector(Config config, const std::string& id, operate::Format format,
                     operate::Console console);
int doctor_client(Config config, const std::string& id, operate::Format format,
                  operate::Console console);

/// Which domains of the allowlist lead to this connector, and whether any does today.
Findings examine_domains(const identity::Allowlist& allowlist, const std::string& connector,
                         crypto::TimePoint now);

}  // namespace sluis
