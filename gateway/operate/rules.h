#pragma once

// Which rule a refusal of SAML comes from (standards: SAM what the profiles ask, XSW what attackers
// try), so that an operator finds it in the log. A refusal that the doors of both protocols know
// has the rule of OpenID Connect too (NLO, NLR, OAU, OPX), and one that several checks give has
// all of theirs: the check that failed is one of them.

#include <string_view>

#include "fault/event.h"

namespace sluis::operate {

/// The rules' ids; empty for an event without a refusal, and for a refusal that no rule of SAML
/// asks for.
std::string_view rules_of(const Event& event);

}  // namespace sluis::operate
