#pragma once

// Which rule a refusal of SAML comes from (standards: SAM what the profiles ask, XSW what attackers
// try), so that an operator finds it in the log and in docs/operate.md.

#include <string_view>

#include "fault/refusal.h"

namespace sluis::operate {

/// The rule's id; empty for a refusal that is not of SAML.
std::string_view rule_of(Refusal refusal);

}  // namespace sluis::operate
