#include "downstream/jitsi_token.h"

#include <boost/json.hpp>
#include <functional>
#include <utility>
#include <vector>

#include "crypto/jws.h"
#include "crypto/key_lifetimes.h"

namespace sluis::downstream {

namespace {

using boost::asio::awaitable;
using crypto::Purpose;

constexpr std::string_view kTokenType = "JWT";
constexpr std::string_view kProofType = "sluis-session+jwt";
// Prosody knows no skew: to a clock a little behind ours it would not be valid yet.
constexpr std::int64_t kBackdatedSeconds = 10;

/// With none for anybody, Jitsi's own defaults hold. Else each that is named is given or denied:
/// one that is left out would be the server's choice.
boost::json::object features_of(const JitsiFeatures& features, RoomRole role) {
  const auto& given = role == RoomRole::owner ? features.owner : features.member;
  boost::json::object all;
  for (const auto* names : {&features.owner, &features.member}) {
    for (const std::string& name : *names) all[name] = given.contains(name);
  }
  return all;
}

/// Everything in `user` is shown to everybody in the meeting, guests too (relying-parties §1.3): no
/// address, no group, and an id that means nothing outside of this room.
boost::json::object context_of(const JitsiClient& client, const JitsiGuest& guest) {
  const bool is_owner = guest.role == RoomRole::owner;
  boost::json::object context{{"user", boost::json::object{
                                           {"id", guest.pseudonym.text()},
                                           {"name", guest.name},
                                           {"affiliation", is_owner ? "owner" : "member"},
                                           {"moderator", is_owner},
                                       }}};
  auto features = features_of(client.features, guest.role);
  if (!features.empty()) context["features"] = std::move(features);
  return context;
}

boost::json::object times(crypto::TimePoint now, std::chrono::seconds lifetime) {
  const std::int64_t seconds = crypto::unix_seconds(now);
  return {
      {"iat", seconds}, {"nbf", seconds - kBackdatedSeconds}, {"exp", seconds + lifetime.count()}};
}

std::string text_of(const boost::json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

awaitable<std::string> JitsiTokens::sign(const JitsiClient& client, JitsiGuest guest) const {
  boost::json::object claims = times(parts_.clock.now(), client.token_lifetime);
  claims["iss"] = client.app_id;
  claims["aud"] = client.app_id;  // one text: an array never equals Prosody's
  claims["sub"] = client.tenant.empty() ? client.xmpp_domain : client.tenant;
  claims["room"] = guest.room;
  claims["context"] = context_of(client, guest);
  return signed_as(std::string(kTokenType), boost::json::serialize(claims));
}

awaitable<std::string> JitsiTokens::prove(const JitsiClient& client, JitsiProof proof) const {
  boost::json::object claims = times(parts_.clock.now(), client.token_lifetime);
  claims["iss"] = parts_.issuer;
  claims["aud"] = client.id;
  claims["sid"] = proof.sid;
  if (!proof.nonce.empty()) claims["nonce"] = proof.nonce;
  return signed_as(std::string(kProofType), boost::json::serialize(claims));
}

awaitable<std::string> JitsiTokens::signed_as(std::string type, std::string payload) const {
  const crypto::SigningKey key =
      parts_.keyring.primary(Purpose::jitsi_sign, parts_.clock.now()).signing();
  std::function<std::string()> work = [key, type = std::move(type),
                                       payload = std::move(payload)] {  // 400 µs
    return crypto::sign_jws(key, type, payload);
  };
  co_return co_await parts_.pool.run(std::move(work));
}

std::optional<std::string> JitsiTokens::sid_of(const JitsiClient& client,
                                               std::string_view proof) const {
  std::vector<crypto::VerificationKey> keys;
  for (const auto* key : parts_.keyring.usable(Purpose::jitsi_sign, parts_.clock.now())) {
    auto half = crypto::VerificationKey::from_jwk(key->signing().public_jwk());
    if (half) keys.push_back(*std::move(half));
  }
  const crypto::JwsRules rules{.algorithms = {crypto::Algorithm::rs256},
                               .types = {std::string(kProofType)}};
  const auto verified = crypto::verify_jws(proof, keys, rules);
  if (!verified) return std::nullopt;
  const auto claims = boost::json::parse(verified->payload());
  const auto& members = claims.as_object();
  if (text_of(members, "iss") != parts_.issuer || text_of(members, "aud") != client.id) {
    return std::nullopt;
  }
  auto sid = text_of(members, "sid");
  return sid.empty() ? std::nullopt : std::optional(std::move(sid));
}

}  // namespace sluis::downstream
