#pragma once

// Who calls the token endpoint (RFC 6749 §2.3, RFC 7523, OIDC Core 9): exactly one method, and the
// one that the client is registered for.

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "downstream/client_keys.h"
#include "downstream/oidc_parts.h"
#include "http/form.h"

namespace sluis::downstream {

/// A client assertion works once (standards OAU-04). Under every version of the seal key that may
/// have named the mark; the first is the primary's.
struct ReplayMark {
  std::vector<std::string> names;
  store::TimeToLive time_to_live;
};

struct AuthenticatedClient {
  const Client* client;
  std::optional<ReplayMark> mark{};  // not authenticated until this is found free and taken
};

/// Refuses with client_authentication (unknown client, wrong secret or assertion, another method
/// than the client's) or request_malformed (two methods at once). Client ids are no secret: each
/// login shows one in a URL.
boost::asio::awaitable<std::expected<AuthenticatedClient, Refusal>> authenticate_client(
    const OidcParts& parts, ClientKeys& keys, const http::Request& request, const http::Form& form);

}  // namespace sluis::downstream
