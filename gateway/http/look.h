#pragma once

// A document of somebody else's, fetched once for a look at it (`sluis doctor`).

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "fault/finding.h"
#include "http/client.h"

namespace sluis::http {

/// The text, and a finding that it was reached; or nothing, and a finding of why not. `what`: in
/// "the address of their metadata is reached".
boost::asio::awaitable<std::optional<std::string>> look_at(Client& client, std::string url,
                                                           std::string_view what, Findings& found);

}  // namespace sluis::http
