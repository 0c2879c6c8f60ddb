#pragma once

// How long others keep what we publish of our keys, and how long what is made with a key is good.
// The only place that says so: what serves, signs and seals reads it here, and so does the plan of
// a rotation (crypto/rotation.h), so that no key goes while something of it still lives.

#include <chrono>

#include "crypto/clock.h"
#include "crypto/keyring.h"

namespace sluis::crypto {

// What others keep.
inline constexpr std::chrono::hours kJwksCache{24};  // standards X7: a day and not a week
inline constexpr std::chrono::days kSamlMetadataValidity{30};
inline constexpr std::chrono::hours kSamlMetadataCache{24};
// Of the keys for Jitsi. Prosody asks for its set again every six hours where it sees no
// Cache-Control, and an unknown kid makes it ask no sooner: said or not said, it is the same.
inline constexpr std::chrono::hours kJitsiKeysCache{6};
// Prosody believes a key that has left the set for so long after it has noticed.
inline constexpr std::chrono::minutes kJitsiKeyLingers{90};

// What is made with a key.
inline constexpr std::chrono::minutes kIdTokenLifetime{5};  // standards NLO-11
// She is at the service in seconds. Standards SAM-01 adds the skew on its side.
inline constexpr std::chrono::minutes kSamlAnswerLifetime{5};
inline constexpr std::chrono::minutes kFlowLifetime{15};      // the cookie of a login under way
inline constexpr std::chrono::hours kLongestSession{8};       // an id_token_hint is as old as it
inline constexpr std::chrono::hours kLongestReplayMark{24};   // of an answer, or of a day
inline constexpr std::chrono::minutes kLongestAssertion{10};  // RFC 7523: a client's, and its jti
inline constexpr std::chrono::minutes kLongestJitsiToken{60};
inline constexpr std::chrono::minutes kServicesClocksDiffer{5};  // theirs and ours

/// A new ring reaches every node in this time: a node looks at its file every ten seconds, the rest
/// is for whatever brings the file to the nodes.
inline constexpr std::chrono::hours kEveryNodeHasIt{1};

/// The longest of what the configuration says.
struct Retention {
  std::chrono::seconds identifier;
  std::chrono::seconds access_log;
};

struct KeyTerms {
  std::chrono::milliseconds published_ahead;  // at least so long before it is used
  std::chrono::milliseconds kept_after;       // when it is no longer used: the last of it has died
};

KeyTerms terms_of(Purpose purpose, const Retention& retention);

}  // namespace sluis::crypto
