#pragma once

// What a provider says of itself, held against what we need of it (`sluis doctor connector`). Pure.

#include "fault/finding.h"
#include "upstream/oidc.h"

namespace boost::json {
class object;
}

namespace sluis::upstream {

/// A finding for each thing that OpenID Connect Discovery 3, RFC 8414, RFC 9207 and RFC 9126 let a
/// provider say and that matters to a login through us. What it leaves unsaid is never bad.
Findings examine_metadata(const boost::json::object& document, const OidcSettings& settings);

/// Those of ours that it says it signs ID tokens with; all of ours where it does not say.
std::vector<crypto::Algorithm> id_token_algorithms(const boost::json::object& document,
                                                   const OidcSettings& settings);

}  // namespace sluis::upstream
