#pragma once

// private_key_jwt (RFC 7523 §3, OIDC Core 9): a JWT that the client signed to say who it is.
// Standards OAU-04, OPX-13, OPX-14.

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <string_view>

#include "downstream/client_authentication.h"

namespace sluis::downstream {

/// Refuses with client_authentication whatever is wrong with it. The outcome carries a ReplayMark.
boost::asio::awaitable<std::expected<AuthenticatedClient, Refusal>> verify_client_assertion(
    const OidcParts& parts, ClientKeys& keys, std::string_view assertion);

}  // namespace sluis::downstream
