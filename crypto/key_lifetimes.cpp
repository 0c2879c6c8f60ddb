#include "crypto/key_lifetimes.h"

#include <algorithm>
#include <stdexcept>

namespace sluis::crypto {

namespace {

using std::chrono::milliseconds;

// What is sealed or marked with it: logins under way, answers and assertions that were used.
constexpr milliseconds kLongestSealed =
    std::max<milliseconds>({kFlowLifetime, kLongestReplayMark, kLongestAssertion});

// A key in the published set stays good for who fetched the set a moment before it left.
constexpr milliseconds kSignedDies = kServicesClocksDiffer + kJwksCache;

// A token opens a meeting for an hour at most; what comes with it proves a logout for a session.
constexpr milliseconds kSignedForJitsi =
    std::max<milliseconds>(kLongestJitsiToken, kLongestSession);

}  // namespace

KeyTerms terms_of(Purpose purpose, const Retention& retention) {
  switch (purpose) {
    case Purpose::pseudonym:
      // DESIGN §3: by then every record under it has moved or expired. The day is for clocks.
      return {kEveryNodeHasIt, retention.identifier + std::chrono::days(1)};
    case Purpose::oidc_sign_rs256:
    case Purpose::oidc_sign_ps256:
    case Purpose::oidc_sign_es256:
      // Standards NLO-31. The day holds for an id_token_hint too, which is as old as its session.
      return {kEveryNodeHasIt + kJwksCache, kIdTokenLifetime + kSignedDies};
    case Purpose::saml_sign:
      return {kEveryNodeHasIt + kSamlMetadataValidity,
              kSamlAnswerLifetime + kServicesClocksDiffer + kSamlMetadataCache};
    case Purpose::saml_encrypt:
      // A provider encrypts to the key that its copy of our metadata has.
      return {kEveryNodeHasIt + kSamlMetadataValidity,
              kSamlMetadataValidity + kServicesClocksDiffer};
    case Purpose::jitsi_sign:
      return {kEveryNodeHasIt + kJitsiKeysCache, kSignedForJitsi + kServicesClocksDiffer};
    case Purpose::seal:
      return {kEveryNodeHasIt, kLongestSealed + kServicesClocksDiffer};
    case Purpose::log:
      return {kEveryNodeHasIt, retention.access_log + std::chrono::days(1)};
  }
  throw std::invalid_argument("no such purpose");
}

}  // namespace sluis::crypto
