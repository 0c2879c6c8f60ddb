#pragma once

// What a crowd leaves in memory goes back to the system.

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <vector>

#include "worker.h"

namespace sluis {

/// Looks every few seconds, and never ends by itself. What a crowd leaves lies between what is in
/// use, and the C library would keep it. The workers outlive it.
boost::asio::awaitable<void> return_memory(const std::vector<std::unique_ptr<Worker>>& workers);

}  // namespace sluis
