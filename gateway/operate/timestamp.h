#pragma once

// Moments and days as an operator reads them: UTC, RFC 3339.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/clock.h"

namespace sluis::operate {

std::string timestamp(crypto::TimePoint time);          // 2026-11-21T20:47:03.512Z
std::string day_text(std::chrono::year_month_day day);  // 2026-11-21
/// The day that the text starts with; nothing if it does not start with one.
std::optional<std::chrono::year_month_day> leading_day(std::string_view text);
/// 2026-11-21T20:47Z, seconds too if there are any; nothing for any other text.
std::optional<crypto::TimePoint> moment_named(std::string_view text);

}  // namespace sluis::operate
