#include "downstream/id_token.h"

#include <array>
#include <boost/json.hpp>
#include <functional>
#include <utility>
#include <variant>

#include "crypto/encoding.h"
#include "crypto/jws.h"
#include "crypto/mac.h"

namespace sluis::downstream {

namespace {

constexpr std::string_view kType = "JWT";
constexpr std::array kAlgorithms = {crypto::Algorithm::rs256, crypto::Algorithm::ps256,
                                    crypto::Algorithm::es256};
constexpr std::size_t kJtiBytes = 16;  // standards NLO-14: 128 random bits
// A service whose clock is a little behind must not refuse a token as not valid yet.
constexpr std::int64_t kBackdatedSeconds = 10;

/// OIDC Core 3.1.3.6: the left half of the digest. SHA-256 belongs to all three of our algorithms.
std::string at_hash(std::string_view access_token) {
  return crypto::base64url_encode(crypto::sha256(access_token).substr(0, 16));
}

std::string text_of(const boost::json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (!value || !value->is_string()) return {};
  return std::string(value->as_string());
}

}  // namespace

IdTokens::IdTokens(const OidcParts& parts) : parts_(parts) {
  for (const auto& key : parts.keyring.keys()) {
    if (!std::holds_alternative<crypto::SigningKey>(key.material)) continue;
    auto half = crypto::VerificationKey::from_jwk(key.signing().public_jwk());
    if (half) public_halves_.emplace(&key, *std::move(half));
  }
}

std::vector<crypto::VerificationKey> IdTokens::usable_keys() const {
  std::vector<crypto::VerificationKey> keys;
  for (const auto algorithm : kAlgorithms) {
    for (const auto* key :
         parts_.keyring.usable(crypto::oidc_sign(algorithm), parts_.clock.now())) {
      const auto half = public_halves_.find(key);
      if (half != public_halves_.end()) keys.push_back(half->second);
    }
  }
  return keys;
}

std::string IdTokens::payload(const Client& client, const IdTokenClaims& claims) const {
  const std::int64_t now = crypto::unix_seconds(parts_.clock.now());
  // Standards NLO-12, NLO-13. No amr (NLO-17), and nothing of the person but her pseudonym
  // (NLO-39).
  boost::json::object all{
      {"iss", parts_.issuer},
      {"sub", claims.sub},
      {"aud", client.id},
      {"exp", now + kIdTokenLifetime.count()},
      {"iat", now},
      {"nbf", now - kBackdatedSeconds},
      {"jti", crypto::base64url_encode(parts_.random.octets(kJtiBytes))},
      {"acr", claims.acr},
      {"sid", claims.sid},
      {"at_hash", at_hash(claims.access_token)},
  };
  if (!claims.nonce.empty()) all["nonce"] = claims.nonce;
  if (claims.auth_time) all["auth_time"] = *claims.auth_time;
  return boost::json::serialize(all);
}

boost::asio::awaitable<std::string> IdTokens::sign(const Client& client,
                                                   IdTokenClaims claims) const {
  const auto purpose = crypto::oidc_sign(client.id_token_algorithm);
  const crypto::SigningKey key = parts_.keyring.primary(purpose, parts_.clock.now()).signing();
  std::string text = payload(client, claims);
  if (key.algorithm() == crypto::Algorithm::es256) {  // 32 µs
    co_return crypto::sign_jws(key, kType, text);
  }
  std::function<std::string()> work = [key, text = std::move(text)] {  // 400 µs and more
    return crypto::sign_jws(key, kType, text);
  };
  co_return co_await parts_.pool.run(std::move(work));
}

std::optional<Hint> IdTokens::read_hint(std::string_view token) const {
  const crypto::JwsRules rules{.algorithms = {kAlgorithms.begin(), kAlgorithms.end()},
                               .types = {std::string(kType)}};
  const auto verified = crypto::verify_jws(token, usable_keys(), rules);
  if (!verified) return std::nullopt;
  boost::system::error_code failed;
  const auto parsed = boost::json::parse(verified->payload(), failed);
  if (failed || !parsed.is_object()) return std::nullopt;
  const auto& claims = parsed.as_object();
  Hint hint{.client = text_of(claims, "aud"),
            .sub = text_of(claims, "sub"),
            .sid = text_of(claims, "sid")};
  if (text_of(claims, "iss") != parts_.issuer) return std::nullopt;
  if (hint.sub.empty() || !parts_.clients.find(hint.client)) return std::nullopt;
  return hint;
}

}  // namespace sluis::downstream
