#pragma once

// What a service calls its view of a session in SAML: the sid (flow/grant.h) with a proof of which
// NameID it was given with. A LogoutRequest that brings both back is believed to be about that
// session, whatever it says of qualifiers and formats (Rocket.Chat makes them up), and nothing need
// be kept for it. The proof is under the sid, a secret of that service and ours: whatever becomes
// of the ring's keys, a LogoutRequest of ours names the session as it was named at the login.

#include <optional>
#include <string>
#include <string_view>

namespace sluis::downstream {

struct SessionOfService {
  std::string_view client;  // its id
  std::string_view name_id;
};

std::string session_index(std::string_view sid, const SessionOfService& whose);

/// The sid, if this SessionIndex was given to that service with that NameID.
std::optional<std::string> sid_of_index(std::string_view index, const SessionOfService& whose);

}  // namespace sluis::downstream
