#pragma once

// The keys that another party publishes, held against the algorithms that it may sign with (`sluis
// doctor`). Pure.

#include <string_view>
#include <vector>

#include "crypto/jwk.h"
#include "fault/finding.h"

namespace sluis::crypto {

/// `jwks`: the text as it was found. `algorithms`: at least one.
Findings examine_jwks(std::string_view jwks, const std::vector<Algorithm>& algorithms);

}  // namespace sluis::crypto
