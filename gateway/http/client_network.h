#pragma once

// The network that an address counts for in rate limits: an IPv4 address is one network, an IPv6
// address counts by its /64, since one machine can have all of it.

#include <optional>
#include <string>
#include <string_view>

namespace sluis::http {

/// The site that an IPv6 address counts for besides: its /48, which is what one customer is given
/// at most (RFC 6177) and holds 65,536 networks. Nothing for IPv4. Sites are allowed
/// kNetworksOfASite times what a network is.
std::optional<std::string> client_site(std::string_view client_address);
inline constexpr unsigned kNetworksOfASite = 4;

/// "192.0.2.1" → "192.0.2.1", "2001:db8::1" → "2001:db8::/64", "::ffff:192.0.2.1" → "192.0.2.1";
/// anything else → "unknown".
std::string client_network(std::string_view client_address);

}  // namespace sluis::http
