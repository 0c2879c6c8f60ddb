#pragma once

// What she sends to those whom she invites: a text to paste, and a file for a calendar.

#include <string>

#include "crypto/clock.h"
#include "web/language.h"

namespace sluis::portal {

struct Invitation {
  std::string title;
  std::string link;
  web::Language language;
};

std::string invitation_text(const Invitation& invitation);

/// An event of an hour that begins at the next full hour: she moves it in her calendar (RFC 5545).
/// `uid` is the same for one room, so that a second download replaces the first.
std::string invitation_calendar(const Invitation& invitation, const std::string& uid,
                                crypto::TimePoint now);

}  // namespace sluis::portal
