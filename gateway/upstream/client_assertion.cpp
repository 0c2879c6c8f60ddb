#include "upstream/client_assertion.h"

#include <boost/json.hpp>

#include "crypto/encoding.h"
#include "crypto/jws.h"

namespace sluis::upstream {

namespace {

constexpr std::int64_t kLifetimeSeconds = 60;
constexpr std::size_t kJtiBytes = 16;

}  // namespace

std::string client_assertion(const crypto::SigningKey& key, const AssertionFacts& facts,
                             crypto::Random& random) {
  const auto now = crypto::unix_seconds(facts.now);
  const boost::json::object claims{
      {"iss", facts.client_id},        {"sub", facts.client_id},
      {"aud", facts.audience},         {"iat", now},
      {"exp", now + kLifetimeSeconds}, {"jti", crypto::base64url_encode(random.octets(kJtiBytes))},
  };
  return crypto::sign_jws(key, "JWT", boost::json::serialize(claims));
}

}  // namespace sluis::upstream
