#pragma once

// Dates as people in the Netherlands read them: "zaterdag 21 november 2026 om 14.05 uur", "Saturday
// 21 November 2026 at 14:05". Always the time of Amsterdam: that is where the readers are, and the
// page says nothing of their own zone.

#include <string>

#include "crypto/clock.h"
#include "web/language.h"

namespace sluis::portal {

std::string date_in_words(crypto::TimePoint time, web::Language language);
std::string date_and_time_in_words(crypto::TimePoint time, web::Language language);

}  // namespace sluis::portal
