#include "downstream/pkce.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "crypto/secret.h"

namespace sluis::downstream {

namespace {

constexpr std::size_t kChallengeCharacters = 43;
constexpr std::size_t kShortestVerifier = 43;
constexpr std::size_t kLongestVerifier = 128;

bool is_unreserved(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || std::string_view("-._~").contains(letter);
}

bool is_verifier(std::string_view text) {  // RFC 7636 §4.1; standards NLO-03
  return text.size() >= kShortestVerifier && text.size() <= kLongestVerifier &&
         std::ranges::all_of(text, is_unreserved);
}

}  // namespace

std::expected<std::string, Refusal> read_challenge(std::optional<std::string_view> challenge,
                                                   std::optional<std::string_view> method,
                                                   Pkce pkce) {
  if (!challenge) {
    if (method) return std::unexpected(Refusal::pkce_malformed);
    if (pkce == Pkce::required) return std::unexpected(Refusal::pkce_required);
    return std::string();
  }
  // RFC 7636 §4.3: no method means `plain`, which is never accepted (standards NLO-02).
  if (method != "S256") return std::unexpected(Refusal::pkce_malformed);
  if (challenge->size() != kChallengeCharacters) return std::unexpected(Refusal::pkce_malformed);
  auto octets = crypto::base64url_decode(*challenge);
  if (!octets) return std::unexpected(Refusal::pkce_malformed);
  return *std::move(octets);
}

bool verifier_fits(std::optional<std::string_view> verifier, std::string_view challenge) {
  if (!verifier) return challenge.empty();
  // Standards OPX-03 where the challenge is empty: the downgrade.
  if (challenge.empty() || !is_verifier(*verifier)) return false;
  return crypto::equal_in_constant_time(crypto::sha256(*verifier), challenge);
}

}  // namespace sluis::downstream
