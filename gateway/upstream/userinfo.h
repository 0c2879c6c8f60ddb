#pragma once

// The userinfo endpoint, asked where the ID token has no e-mail claim: OpenID Connect Core 5.3. In
// JSON only; what comes in a JWT is not asked for and not read.

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/secret.h"
#include "fault/refusal.h"
#include "http/client.h"
#include "upstream/claimed_address.h"

namespace sluis::upstream {

http::ClientRequest userinfo_request(std::string endpoint, const crypto::Secret& access_token);

/// Nothing if there is no e-mail claim here either. Refuses with userinfo_mismatch: Core 5.3.4, the
/// sub must be that of the ID token. Throws Unavailable (provider).
std::expected<std::optional<ClaimedAddress>, Refusal> read_userinfo(http::Response response,
                                                                    const crypto::Secret& subject,
                                                                    std::string_view email_claim);

}  // namespace sluis::upstream
