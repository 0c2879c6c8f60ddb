#pragma once

// How we prove to a provider who we are with a key instead of a secret: private_key_jwt (OpenID
// Connect Core 9, RFC 7523), ES256.

#include <string>

#include "crypto/clock.h"
#include "crypto/jwk.h"
#include "crypto/random.h"

namespace sluis::upstream {

struct AssertionFacts {
  std::string client_id;
  std::string audience;  // the provider's issuer, as one string (standards X2)
  crypto::TimePoint now;
};

/// Good for a minute; a new `jti` of 128 random bits each time (standards NLR-04).
std::string client_assertion(const crypto::SigningKey& key, const AssertionFacts& facts,
                             crypto::Random& random);

}  // namespace sluis::upstream
