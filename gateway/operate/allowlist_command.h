#pragma once

// `sluis allowlist test ADDRESS`: the decision, and the rule that made it. Prints the domain and
// never the local part.

#include <string_view>

#include "crypto/clock.h"
#include "identity/allowlist.h"
#include "operate/console.h"

namespace sluis::operate {

/// 0: admitted, once a connector vouches for the address. 1: refused.
int allowlist_test(std::string_view address, const identity::Allowlist& allowlist,
                   crypto::TimePoint now, Format format, std::ostream& out);

}  // namespace sluis::operate
