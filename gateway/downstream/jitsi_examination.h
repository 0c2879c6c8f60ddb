#pragma once

// A deployment of Jitsi Meet, looked at from here (`sluis doctor client`): its config.js is asked
// for as any browser does, and held against what is known to go wrong (relying-parties §1.2, §1.4).

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>

#include "downstream/jitsi_clients.h"
#include "downstream/jitsi_config_js.h"
#include "fault/finding.h"
#include "http/client.h"

namespace sluis::downstream {

/// Where a meeting must send who logs in: what stands before the '?' of its tokenAuthUrl.
std::string auth_address(const JitsiClient& client, std::string_view issuer);

/// What its config.js says.
Findings examine_config_js(const JitsiClient& client, std::string_view issuer,
                           const JitsiConfigJs& config);

/// The same, and what the network says. The arguments outlive it.
boost::asio::awaitable<Findings> examine_jitsi(const JitsiClient& client, const std::string& issuer,
                                               http::Client& outbound);

}  // namespace sluis::downstream
