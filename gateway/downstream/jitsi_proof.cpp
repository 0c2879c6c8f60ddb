#include "downstream/jitsi_proof.h"

#include <algorithm>
#include <boost/json.hpp>

#include "crypto/encoding.h"
#include "crypto/mac.h"

namespace sluis::downstream {

namespace {

// {"alg":"HS256","typ":"sluis-session+jwt"}
constexpr std::string_view kHeader = "eyJhbGciOiJIUzI1NiIsInR5cCI6InNsdWlzLXNlc3Npb24rand0In0";

std::string mac_of(const crypto::Key& key, const JitsiClient& client,
                   std::string_view signed_part) {
  const crypto::Secret of_client = crypto::hmac_sha256(
      key.secret(), crypto::length_prefixed({"sluis/jitsi-proof/1", client.id}));
  return crypto::hmac_name(of_client, signed_part);
}

}  // namespace

std::string JitsiProofs::make(const JitsiClient& client, const JitsiProof& proof) const {
  const auto now = parts_.clock.now();
  const std::int64_t issued_at = crypto::unix_seconds(now);
  boost::json::object claims{
      {"iss", parts_.issuer},
      {"aud", client.id},
      {"sid", proof.sid},
      {"iat", issued_at},
      {"exp", issued_at + std::chrono::seconds(client.token_lifetime).count()}};
  if (!proof.nonce.empty()) claims["nonce"] = proof.nonce;
  std::string text(kHeader);
  text.append(".").append(crypto::base64url_encode(boost::json::serialize(claims)));
  const auto& key = parts_.keyring.primary(crypto::Purpose::seal, now);
  return text + "." + mac_of(key, client, text);
}

std::optional<std::string> JitsiProofs::sid_of(const JitsiClient& client,
                                               std::string_view proof) const {
  const auto dot = proof.rfind('.');
  if (dot == proof.npos) return std::nullopt;
  const std::string_view signed_part = proof.substr(0, dot);
  const auto keys = parts_.keyring.usable(crypto::Purpose::seal, parts_.clock.now());
  const bool is_ours = std::ranges::any_of(keys, [&](const crypto::Key* key) {
    return crypto::equal_in_constant_time(proof.substr(dot + 1), mac_of(*key, client, signed_part));
  });
  if (!is_ours) return std::nullopt;
  // From here on it says what `make` wrote.
  const auto claims = crypto::base64url_decode(signed_part.substr(signed_part.find('.') + 1));
  if (!claims) return std::nullopt;
  const boost::json::value said = boost::json::parse(*claims);
  return std::string(said.at("sid").as_string());
}

}  // namespace sluis::downstream
