#pragma once

// What this provider says of itself: OpenID Connect Discovery 1.0 and RFC 8414 (one document for
// both, standards NLO-25 and OPX-19), and its public keys (RFC 7517).

#include <string>

#include "downstream/oidc_parts.h"

namespace sluis::downstream {

class Discovery {
 public:
  explicit Discovery(const OidcParts& parts);

  http::Response metadata() const;
  http::Response keys() const;

 private:
  const OidcParts& parts_;
  std::string metadata_;
};

}  // namespace sluis::downstream
