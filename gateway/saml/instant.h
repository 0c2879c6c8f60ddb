#pragma once

// Times and spans as SAML writes them (SAML Core 1.3.3: UTC, and nothing but 'Z' for a zone). For
// this room only.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/clock.h"

namespace sluis::saml {

/// From the year 1970 to 9999, with any number of decimals; below milliseconds they are cut off.
std::optional<crypto::TimePoint> parse_instant(std::string_view text);
/// In whole seconds, cut off.
std::string format_instant(crypto::TimePoint instant);

/// xs:duration without a sign, of a hundred years at most; a year is 365 days and a month 30.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);
std::string format_duration(std::chrono::seconds span);

}  // namespace sluis::saml
