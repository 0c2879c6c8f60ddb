// Any payload under a good signature: what is accepted was for us, now, from this provider, in this
// login. Asked of a second reading of the JSON, not of the one that was checked.

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "tests/fuzz/target.h"
#include "upstream/foreign_json.h"
#include "upstream/id_token.h"

using namespace sluis;
using tests::require;
namespace json = boost::json;

namespace {

constexpr std::int64_t kNow = 1'767'225'600;
constexpr std::int64_t kLeeway = 60;

// The key of RFC 7515 A.3.
constexpr std::string_view kKey =
    R"({"kty":"EC","crv":"P-256","kid":"one","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",)"
    R"("d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"})";

upstream::IdTokenExpectations expectations() {
  return {.issuer = "https://idp.example",
          .client_id = "sluis",
          .nonce = "the-nonce",
          .access_token = "access-token",
          .email_claim = "email",
          .now = crypto::TimePoint{std::chrono::seconds{kNow}}};
}

std::optional<crypto::VerifiedJws> signed_and_verified(std::string_view payload) {
  static const auto key = crypto::SigningKey::from_private_jwk(kKey, crypto::Algorithm::es256);
  static const std::vector keys{crypto::VerificationKey::from_jwk(key.public_jwk()).value()};
  const auto verified = crypto::verify_jws(crypto::sign_jws(key, "JWT", payload), keys,
                                           upstream::id_token_rules({crypto::Algorithm::es256}));
  if (!verified) return std::nullopt;  // larger than a token may be
  return *verified;
}

bool holds_us(const json::value& audience) {
  if (audience.is_string()) return audience == "sluis";
  for (const auto& one : audience.as_array()) {
    if (one == "sluis") return true;
  }
  return false;
}

void check(const json::object& claims, const upstream::IdTokenClaims& accepted) {
  require(claims.at("iss") == "https://idp.example");
  require(holds_us(claims.at("aud")) && claims.at("nonce") == "the-nonce");
  if (const auto* party = claims.if_contains("azp")) require(*party == "sluis");
  const auto& audience = claims.at("aud");
  if (audience.is_array() && audience.get_array().size() > 1) require(claims.contains("azp"));
  require(claims.at("exp").to_number<double>() > kNow - kLeeway);
  require(claims.at("iat").to_number<double>() < kNow + kLeeway + 1);
  if (const auto* start = claims.if_contains("nbf")) {
    require(start->to_number<double>() < kNow + kLeeway + 1);
  }
  if (const auto* hash = claims.if_contains("at_hash")) {
    const auto digest = crypto::sha256("access-token").substr(0, 16);
    require(std::string_view(hash->as_string()) == crypto::base64url_encode(digest));
  }
  const auto& subject = claims.at("sub").as_string();
  require(accepted.subject.expose() == std::string_view(subject));
  require(!subject.empty() && subject.size() <= 255);
  require(crypto::unix_seconds(accepted.authenticated_at) >= 0);
  require(crypto::unix_seconds(accepted.authenticated_at) <= kNow && accepted.acr.size() <= 255);
}

void check_address(const json::object& claims, const upstream::IdTokenClaims& accepted) {
  require(accepted.address.has_value() == claims.contains("email"));
  if (!accepted.address) return;
  const auto* verified = claims.if_contains("email_verified");
  require(accepted.address->is_verified == (verified && *verified == true));
  if (accepted.address->address) require(claims.at("email").is_string());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const auto text = tests::text_of(octets, size);
  const auto verified = signed_and_verified(text);
  if (!verified) return 0;
  require(verified->payload() == text);

  auto expected = expectations();
  if (const auto accepted = upstream::check_id_token(*verified, expected)) {
    const auto claims = json::parse(text).as_object();
    check(claims, *accepted);
    check_address(claims, *accepted);
  }
  expected.must_say_when = true;
  expected.logged_in_since = expected.now - std::chrono::hours(1);
  if (upstream::check_id_token(*verified, expected)) {
    const auto when = json::parse(text).at("auth_time").to_number<double>();
    require(when > kNow - 3600 - kLeeway - 1 && when < kNow + kLeeway + 1);
  }
  return 0;
}
