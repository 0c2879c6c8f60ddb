#include "crypto/public_pem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

#include "crypto/encoding.h"

namespace sluis::crypto {
namespace {

/// What stands between the two lines, decoded.
std::string octets_of(std::string pem) {
  constexpr std::string_view kBegin = "-----BEGIN PUBLIC KEY-----\n";
  constexpr std::string_view kEnd = "-----END PUBLIC KEY-----\n";
  EXPECT_TRUE(pem.starts_with(kBegin));
  EXPECT_TRUE(pem.ends_with(kEnd));
  pem = pem.substr(kBegin.size(), pem.size() - kBegin.size() - kEnd.size());
  std::erase(pem, '\n');
  return base64_decode(pem).value();
}

TEST(PublicPem_Rfc7468_13, HoldsModulusAndExponentAndNothingElse) {
  const auto key = SigningKey::generate(Algorithm::rs256, "k");
  const auto jwk = boost::json::parse(key.public_jwk());
  const auto modulus = base64url_decode(jwk.at("n").as_string()).value();

  const auto octets = octets_of(public_pem(key));

  EXPECT_EQ(octets.size(), 294u);  // RFC 8017 A.1.1, for 2048 bits and the exponent 65537
  EXPECT_TRUE(octets.contains(modulus));
  EXPECT_TRUE(octets.ends_with(std::string_view("\x02\x03\x01\x00\x01", 5)));
}

TEST(PublicPem_Rfc7468_13, IsOfRsaAlone) {
  const auto key = SigningKey::generate(Algorithm::es256, "k");

  EXPECT_THROW((void)public_pem(key), std::invalid_argument);
}

}  // namespace
}  // namespace sluis::crypto
