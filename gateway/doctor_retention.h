#pragma once

// `sluis doctor retention`: does anything live longer than its rule? Looks at every name in the
// store (and at no value), at the logs and at Redis' own file. Reads only; the gateway may run
// meanwhile.

#include "config.h"
#include "operate/console.h"

namespace sluis {

/// The exit code: 1 if something outlives its rule, has no end or is of no known kind, or if the
/// store cannot be asked.
int doctor_retention(const Config& config, operate::Format format, operate::Console console);

}  // namespace sluis
