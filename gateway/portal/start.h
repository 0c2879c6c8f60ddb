#pragma once

// The pages that need no login: the start page, privacy, accessibility; and security.txt and
// robots.txt.

#include <chrono>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "http/message.h"
#include "web/page.h"

namespace sluis::portal {

struct StartParts {
  const web::Pages& pages;
  const crypto::Clock& clock;
  std::string issuer;  // our public origin
  // As the privacy page states them; what the configuration says (DESIGN §10, retention).
  std::chrono::seconds identifier_retention = std::chrono::days(90);
  std::chrono::seconds access_log_retention = std::chrono::days(90);
};

/// GET /, where there are no rooms to make (new_rooms.h).
http::Route start_route(const StartParts& parts);
/// GET /privacy, /toegankelijkheid, /.well-known/security.txt, /robots.txt.
std::vector<http::Route> open_routes(const StartParts& parts);

}  // namespace sluis::portal
