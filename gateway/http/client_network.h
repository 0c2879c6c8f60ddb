#pragma once

// The network that an address counts for in rate limits: an IPv4 address is one network, an IPv6
// address counts by its /64, since one machine can have all of it.

#include <string>
#include <string_view>

namespace sluis::http {

/// "192.0.2.1" → "192.0.2.1", "2001:db8::1" → "2001:db8::/64", "::ffff:192.0.2.1" → "192.0.2.1";
/// anything else → "unknown".
std::string client_network(std::string_view client_address);

}  // namespace sluis::http
