#pragma once

// A registered service, looked at from here (`sluis doctor client`): what its registration means,
// whether its addresses answer over TLS, whether its keys can be used. It is asked for its front
// page and its keys, and nothing else.

#include <boost/asio/awaitable.hpp>

#include "downstream/clients.h"
#include "fault/finding.h"
#include "http/client.h"

namespace sluis::downstream {

/// What can be said without asking anybody.
Findings examine_registration(const Client& client, const Clients& all);

/// The same, and what the network says. The arguments outlive it.
boost::asio::awaitable<Findings> examine_client(const Client& client, const Clients& all,
                                                http::Client& outbound);

}  // namespace sluis::downstream
