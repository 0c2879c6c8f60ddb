#pragma once

// How OAuth 2.0 and OpenID Connect spell a Refusal.

#include <string_view>

#include "fault/refusal.h"
#include "http/message.h"

namespace sluis::downstream {

/// At the authorization endpoint (RFC 6749 §4.1.2.1, OIDC Core 3.1.2.6). What was wrong with the
/// person, her address or her provider is `access_denied`, whatever it was: the service learns
/// nothing about her.
std::string_view authorization_error_code(Refusal refusal);

/// At the token endpoint (RFC 6749 §5.2).
std::string_view token_error_code(Refusal refusal);

/// For a developer to read: our own words in ASCII without quotes or backslashes (RFC 6749 §5.2),
/// nothing foreign.
std::string_view error_description(Refusal refusal);

/// The answer of RFC 6749 §5.2: 400, 401 for invalid_client, 429 for too many attempts.
http::Response token_error(Refusal refusal);

}  // namespace sluis::downstream
