#include "downstream/client_assertion.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>

#include "crypto/encoding.h"
#include "crypto/jws.h"
#include "crypto/key_lifetimes.h"
#include "crypto/mac.h"
#include "crypto/strict_json.h"

namespace sluis::downstream {

namespace {

constexpr std::int64_t kLimitFutureSeconds = 10;  // standards OPX-13: iat and nbf
// RFC 7523 §3: not unreasonably far ahead.
constexpr std::int64_t kLimitLifetimeSeconds =
    std::chrono::seconds(crypto::kLongestAssertion).count();
constexpr std::size_t kLimitAssertionBytes = 8192;
constexpr std::size_t kLimitJti = 256;

/// A member that comes twice could be read in two ways (RFC 7519 §4), so it is refused.
std::optional<boost::json::object> object_of(std::string_view json) {
  if (!crypto::is_strict_json_object(json)) return std::nullopt;
  boost::system::error_code failed;
  auto parsed = boost::json::parse(json, failed);
  if (failed || !parsed.is_object()) return std::nullopt;
  return std::move(parsed.as_object());
}

std::optional<std::string> text_of(const boost::json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (!value || !value->is_string()) return std::nullopt;
  return std::string(value->as_string());
}

/// Whole seconds; a fraction, which RFC 7519 §2 allows, is cut off.
std::optional<std::int64_t> time_of(const boost::json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (!value) return std::nullopt;
  if (value->is_int64()) return value->as_int64();
  if (value->is_double() && value->as_double() > 0 && value->as_double() < 1e12) {
    return static_cast<std::int64_t>(value->as_double());
  }
  return std::nullopt;
}

/// Whose keys to try. Nothing is believed of it until the signature was verified with them.
const Client* claimed_client(const OidcParts& parts, std::string_view assertion) {
  const auto first = assertion.find('.');
  const auto second = assertion.find('.', std::min(first, assertion.size() - 1) + 1);
  if (second == std::string_view::npos) return nullptr;
  const auto payload = crypto::base64url_decode(assertion.substr(first + 1, second - first - 1));
  const auto claims = payload ? object_of(*payload) : std::nullopt;
  const auto id = claims ? text_of(*claims, "sub") : std::nullopt;
  return id ? parts.clients.find(*id) : nullptr;
}

bool is_timely(const boost::json::object& claims, std::int64_t now) {
  const auto end = time_of(claims, "exp");
  const auto made = time_of(claims, "iat");
  if (!end || !made) return false;
  if (*end <= now || *end > now + kLimitLifetimeSeconds) return false;
  if (*made > now + kLimitFutureSeconds) return false;
  if (!claims.contains("nbf")) return true;
  const auto start = time_of(claims, "nbf");
  return start && *start <= now + kLimitFutureSeconds;
}

/// Standards X2: the issuer or the token endpoint, as the client is registered for; as one string
/// and never a list.
std::string audience_for(const OidcParts& parts, const Client& client) {
  if (client.assertion_audience == AssertionAudience::issuer) return parts.issuer;
  return parts.issuer + "/token";
}

ReplayMark mark_of(const OidcParts& parts, const Client& client, std::string_view jti,
                   std::int64_t lifetime_seconds) {
  ReplayMark mark{.names = {}, .time_to_live = std::chrono::seconds(lifetime_seconds + 1)};
  const std::string use = crypto::length_prefixed({"sluis/client-assertion/1", client.id, jti});
  for (const auto* key : parts.keyring.usable(crypto::Purpose::seal, parts.clock.now())) {
    mark.names.push_back("seen:" + crypto::hmac_name(key->secret(), use));
    if (mark.names.size() == 2) break;  // an assertion lives minutes, so at most one key ago
  }
  return mark;
}

}  // namespace

boost::asio::awaitable<std::expected<AuthenticatedClient, Refusal>> verify_client_assertion(
    const OidcParts& parts, ClientKeys& keys, std::string_view assertion) {
  using crypto::Algorithm;
  const auto refused = std::unexpected(Refusal::client_authentication);
  const Client* client = claimed_client(parts, assertion);
  if (!client || client->authentication != ClientAuthentication::private_key_jwt) co_return refused;

  const crypto::JwsRules rules{.algorithms = {Algorithm::rs256, Algorithm::ps256, Algorithm::es256},
                               .types = {},
                               .limit_bytes = kLimitAssertionBytes};
  const auto verified = co_await keys.verify(*client, assertion, rules);
  if (!verified) co_return refused;
  const auto claims = object_of(verified->payload());
  if (!claims) co_return refused;

  // RFC 7523 §3: iss and sub are the client; standards OPX-13: aud is a string, not a list.
  if (text_of(*claims, "iss") != client->id || text_of(*claims, "sub") != client->id) {
    co_return refused;
  }
  if (text_of(*claims, "aud") != audience_for(parts, *client)) co_return refused;
  const std::int64_t now = crypto::unix_seconds(parts.clock.now());
  if (!is_timely(*claims, now)) co_return refused;
  const auto jti = text_of(*claims, "jti");
  if (!jti || jti->empty() || jti->size() > kLimitJti) co_return refused;
  co_return AuthenticatedClient{
      .client = client, .mark = mark_of(parts, *client, *jti, *time_of(*claims, "exp") - now)};
}

}  // namespace sluis::downstream
