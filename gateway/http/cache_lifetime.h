#pragma once

// How long an answer may be kept (RFC 9111), within bounds of our own.

#include <chrono>

#include "http/message.h"

namespace sluis::http {

/// Its max-age less its Age, from a minute to a day; an hour where it does not say (standards
/// NLR-07).
std::chrono::seconds cache_lifetime(const Headers& headers);

}  // namespace sluis::http
