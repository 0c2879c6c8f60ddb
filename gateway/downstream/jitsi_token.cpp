#include "downstream/jitsi_token.h"

#include <boost/json.hpp>
#include <functional>
#include <utility>

#include "crypto/jws.h"

namespace sluis::downstream {

namespace {

using boost::asio::awaitable;
using crypto::Purpose;

constexpr std::string_view kTokenType = "JWT";
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

}  // namespace

awaitable<std::string> JitsiTokens::sign(const JitsiClient& client, JitsiGuest guest) const {
  boost::json::object claims = times(parts_.clock.now(), client.token_lifetime);
  claims["iss"] = client.app_id;
  claims["aud"] = client.app_id;  // one text: an array never equals Prosody's
  claims["sub"] = client.subject();
  claims["room"] = guest.room;
  claims["context"] = context_of(client, guest);
  const crypto::SigningKey key =
      parts_.keyring.primary(Purpose::jitsi_sign, parts_.clock.now()).signing();
  std::function<std::string()> work = [key, payload = boost::json::serialize(claims)] {  // 400 µs
    return crypto::sign_jws(key, kTokenType, payload);
  };
  co_return co_await parts_.pool.run(std::move(work));
}

}  // namespace sluis::downstream
