#include "upstream/id_token.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "upstream/foreign_json.h"

namespace sluis::upstream {

namespace {

namespace json = boost::json;

constexpr std::size_t kLimitSubject = 255;  // OIDC Core 2: ASCII characters
constexpr std::size_t kLimitAcr = 255;

/// Nothing: the check is passed.
using Checked = std::optional<Refusal>;

Checked check_audience(const json::object& claims, const IdTokenExpectations& expected) {
  const auto* audience = claims.if_contains("aud");
  if (!audience) return Refusal::id_token_audience;
  bool has_others = false;
  if (const auto* list = audience->if_array()) {
    const auto is_us = [&](const json::value& one) {
      return one.is_string() && std::string_view(one.get_string()) == expected.client_id;
    };
    if (!std::ranges::all_of(*list, &json::value::is_string) ||
        std::ranges::none_of(*list, is_us)) {
      return Refusal::id_token_audience;
    }
    has_others = list->size() > 1;
  } else if (text_of(claims, "aud") != expected.client_id) {
    return Refusal::id_token_audience;
  }
  // Steps 4 and 5: several audiences need an azp, and whenever there is one it is us.
  if (!has_others && !claims.contains("azp")) return std::nullopt;
  if (text_of(claims, "azp") != expected.client_id) return Refusal::id_token_authorized_party;
  return std::nullopt;
}

Checked check_times(const json::object& claims, std::int64_t now) {
  const auto expiry = seconds_of(claims, "exp");
  if (!expiry || *expiry + kLeeway.count() <= now) return Refusal::id_token_expired;
  const auto issued_at = seconds_of(claims, "iat");
  if (!issued_at || *issued_at > now + kLeeway.count()) return Refusal::id_token_not_yet_valid;
  if (!claims.contains("nbf")) return std::nullopt;
  const auto not_before = seconds_of(claims, "nbf");
  if (!not_before || *not_before > now + kLeeway.count()) return Refusal::id_token_not_yet_valid;
  return std::nullopt;
}

Checked check_nonce(const json::object& claims, const IdTokenExpectations& expected) {
  const auto nonce = text_of(claims, "nonce");
  if (!nonce || expected.nonce.empty() || !crypto::equal_in_constant_time(*nonce, expected.nonce)) {
    return Refusal::id_token_nonce;
  }
  return std::nullopt;
}

Checked check_login_time(const json::object& claims, const IdTokenExpectations& expected) {
  if (!claims.contains("auth_time")) {
    return expected.must_say_when ? Checked(Refusal::id_token_auth_time) : std::nullopt;
  }
  const auto when = seconds_of(claims, "auth_time");
  if (!when || *when > crypto::unix_seconds(expected.now) + kLeeway.count()) {
    return Refusal::id_token_auth_time;
  }
  if (expected.logged_in_since &&
      *when + kLeeway.count() < crypto::unix_seconds(*expected.logged_in_since)) {
    return Refusal::id_token_auth_time;
  }
  return std::nullopt;
}

// OIDC Core 3.1.3.8, standards NLR-13: the left half of the digest. SHA-256 belongs to all three of
// our algorithms.
Checked check_access_token(const json::object& claims, const IdTokenExpectations& expected) {
  if (!claims.contains("at_hash")) return std::nullopt;
  const auto hash = crypto::base64url_encode(crypto::sha256(expected.access_token).substr(0, 16));
  if (text_of(claims, "at_hash") != hash) return Refusal::id_token_access_token_hash;
  return std::nullopt;
}

Checked check_subject(const json::object& claims) {
  const auto* subject = claims.if_contains("sub");
  if (!subject) return Refusal::subject_missing;
  if (!subject->is_string()) return Refusal::id_token_subject;
  const std::string_view text(subject->get_string());
  const bool is_printable =
      std::ranges::all_of(text, [](char octet) { return octet >= ' ' && octet <= '~'; });
  if (text.empty() || text.size() > kLimitSubject || !is_printable) {
    return Refusal::id_token_subject;
  }
  return std::nullopt;
}

Checked check(const json::object& claims, const IdTokenExpectations& expected) {
  if (text_of(claims, "iss") != expected.issuer) return Refusal::id_token_issuer;  // step 2
  if (const auto fault = check_audience(claims, expected)) return fault;           // 3 to 5
  const auto now = crypto::unix_seconds(expected.now);
  if (const auto fault = check_times(claims, now)) return fault;            // 9 and 10
  if (const auto fault = check_nonce(claims, expected)) return fault;       // 11
  if (const auto fault = check_login_time(claims, expected)) return fault;  // 13
  if (const auto fault = check_access_token(claims, expected)) return fault;
  return check_subject(claims);
}

/// Step 12. Whether it is strong enough is the login's to say, in our vocabulary.
std::string acr_of(const json::object& claims) {
  const auto acr = text_of(claims, "acr");
  return acr && acr->size() <= kLimitAcr ? std::string(*acr) : std::string();
}

/// When she logged in, as far as is known: no later than now, and no later than the token.
crypto::TimePoint login_time(const json::object& claims, crypto::TimePoint now) {
  auto seconds = seconds_of(claims, "auth_time");
  if (!seconds) seconds = seconds_of(claims, "iat");
  return std::min(now, crypto::TimePoint(std::chrono::seconds(seconds.value())));
}

}  // namespace

crypto::JwsRules id_token_rules(std::vector<crypto::Algorithm> algorithms) {
  return {.algorithms = std::move(algorithms), .types = {"JWT", ""}};
}

Refusal refusal_of(crypto::JwsFault fault) {
  switch (fault) {
    case crypto::JwsFault::malformed:
    case crypto::JwsFault::header_refused:
      return Refusal::id_token_malformed;
    case crypto::JwsFault::algorithm_refused:
      return Refusal::id_token_algorithm;
    case crypto::JwsFault::key_unknown:
    case crypto::JwsFault::signature_wrong:
      return Refusal::id_token_signature;
  }
  return Refusal::id_token_malformed;
}

std::expected<IdTokenClaims, Refusal> check_id_token(const crypto::VerifiedJws& token,
                                                     const IdTokenExpectations& expected) {
  const auto payload = read_object(token.payload());
  if (!payload.is_object()) return std::unexpected(Refusal::id_token_malformed);
  const auto& claims = payload.get_object();
  if (const auto fault = check(claims, expected)) return std::unexpected(*fault);
  return IdTokenClaims{.subject = crypto::Secret::copy_of(text_of(claims, "sub").value()),
                       .acr = acr_of(claims),
                       .authenticated_at = login_time(claims, expected.now),
                       .address = claimed_address(claims, expected.email_claim)};
}

}  // namespace sluis::upstream
