#pragma once

// The time of an answer (RFC 9110 §5.6.7).

#include <optional>
#include <string_view>

#include "crypto/clock.h"
#include "http/message.h"

namespace sluis::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT". The two obsolete forms are nothing: who sends them is not
/// asked for the time.
std::optional<crypto::TimePoint> parse_date(std::string_view text);

/// What the other side's clock says now: Date, and Age on top where the answer was kept by
/// somebody (RFC 9111 §4.2.3). Nothing where it does not say.
std::optional<crypto::TimePoint> clock_of(const Headers& headers);

}  // namespace sluis::http
