#pragma once

// The keys of the gateway, each with an id, a purpose and a timetable. What a key may do at a
// moment is a function of the ring and the clock alone, and every use asks that function (DESIGN
// §3).
//
//   published_at … active_at … retired_at … destroyed_at
//   seen by others  used first   only looks back   gone
//
// Immutable once built; may be shared by threads.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/clock.h"
#include "crypto/jwk.h"
#include "crypto/random.h"
#include "crypto/secret.h"

namespace sluis::crypto {

enum class Purpose {
  pseudonym,        // K[v]: 32 octets
  oidc_sign_rs256,  // key pairs
  oidc_sign_ps256,
  oidc_sign_es256,
  seal,          // flow memory, replay marks and rate counters: 32 octets
  log,           // the pseudonym of a person in a log line: 32 octets
  saml_sign,     // key pairs: RSA
  saml_encrypt,  // key pairs: RSA, to open what a provider encrypted
  jitsi_sign,    // key pairs: RSA, the only kind that Prosody reads
};
inline constexpr Purpose kPurposes[] = {Purpose::pseudonym,
                                        Purpose::oidc_sign_rs256,
                                        Purpose::oidc_sign_ps256,
                                        Purpose::oidc_sign_es256,
                                        Purpose::seal,
                                        Purpose::log,
                                        Purpose::saml_sign,
                                        Purpose::saml_encrypt,
                                        Purpose::jitsi_sign};

std::string_view name_of(Purpose purpose);  // "pseudonym", "oidc-sign-rs256", …
std::optional<Purpose> purpose_named(std::string_view name);
Purpose oidc_sign(Algorithm algorithm);
/// Of the key pairs of a purpose; nothing for one whose keys are secrets. For saml_encrypt it says
/// no more than that they are RSA.
std::optional<Algorithm> algorithm_of(Purpose purpose);

struct Timetable {
  TimePoint published_at;
  TimePoint active_at;
  std::optional<TimePoint> retired_at;  // none: no successor is planned
  std::optional<TimePoint> destroyed_at;
};

enum class KeyState { planned, published, active, retired, destroyed };
std::string_view name_of(KeyState state);

/// The key is in a token, under its id, and its octets are nowhere else.
struct InToken {};

/// Where the octets of a new key are to be. Only those of pseudonym keys may be in a token.
enum class Home { file, token };

struct Key {
  std::string id;  // unique in the ring's whole history; a JWK's kid
  Purpose purpose;
  std::uint64_t serial;  // of the ring that introduced it: what the fence compares
  Timetable timetable;
  std::variant<Secret, SigningKey, InToken> material;

  KeyState state_at(TimePoint now) const;
  /// False: it was destroyed, and what is left is its id and its times.
  bool has_material() const;
  bool is_in_token() const { return std::holds_alternative<InToken>(material); }
  Key clone() const;
  const Secret& secret() const { return std::get<Secret>(material); }
  const SigningKey& signing() const { return std::get<SigningKey>(material); }
};

/// A new secret or key pair, as the purpose wants it, with an id of its own. For a home in a token
/// it is only named: the token makes it (token.h).
Key make_key(Purpose purpose, std::uint64_t serial, Timetable timetable, Random& random,
             Home home = Home::file);
/// Where a new key of that purpose goes, given where pseudonym keys go.
Home home_of(Purpose purpose, Home pseudonyms);

/// Of one purpose, so many at most may be looked back to at a moment: a person is looked up under
/// each of them at every login, in one command.
inline constexpr std::size_t kLimitUsableKeys = 16;

class Keyring {
 public:
  /// Throws std::invalid_argument: an id twice, a timetable out of order, a material that is not
  /// the purpose's.
  Keyring(std::uint64_t serial, std::vector<Key> keys);

  /// One key for every purpose, active at once.
  static Keyring fresh(TimePoint now, Random& random, Home pseudonyms = Home::file);

  /// The purposes that never had a key: the ring was made before they existed.
  std::vector<Purpose> missing() const;
  /// This ring with a key, active at once, for every purpose that is missing; no other key changes.
  /// Throws std::runtime_error where that is `pseudonym`: a new one would make everybody a
  /// stranger.
  Keyring completed(TimePoint now, Random& random) const;

  std::uint64_t serial() const { return serial_; }
  const std::vector<Key>& keys() const { return keys_; }

  bool has_active(Purpose purpose, TimePoint now) const;
  /// The active key that became so last. Throws std::runtime_error if there is none (a broken
  /// ring).
  const Key& primary(Purpose purpose, TimePoint now) const;
  /// The primary, then every other that is active or retired and not destroyed, newest first: for
  /// looking back (records made, cookies sealed, tokens signed earlier). And the one that is about
  /// to be active: a node whose clock is ahead uses it already.
  std::vector<const Key*> usable(Purpose purpose, TimePoint now) const;
  /// What others must know: published, active and retired keys (JWKS).
  std::vector<const Key*> published(Purpose purpose, TimePoint now) const;

 private:
  std::uint64_t serial_;
  std::vector<Key> keys_;
};

}  // namespace sluis::crypto
