#include "crypto/keyring.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "crypto/encoding.h"

namespace sluis::crypto {

namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kIdRandomCharacters = 6;

bool is_in_order(const Timetable& table) {
  if (table.active_at < table.published_at) return false;
  if (table.retired_at && *table.retired_at < table.active_at) return false;
  if (table.destroyed_at) return table.retired_at && *table.destroyed_at >= *table.retired_at;
  return true;
}

bool is_material_of_purpose(const Key& key) {
  if (key.is_in_token()) return key.purpose == Purpose::pseudonym;
  const auto algorithm = algorithm_of(key.purpose);
  if (const auto* const secret = std::get_if<Secret>(&key.material)) {
    // A key that is to be destroyed may have lost its material already; its id stays taken.
    if (secret->empty()) return key.timetable.destroyed_at.has_value();
    return !algorithm && secret->size() == kSecretBytes;
  }
  return algorithm == key.signing().algorithm() && key.signing().kid() == key.id;
}

// The id decides between two that are equal otherwise, so that all nodes agree.
bool is_newer(const Key& left, const Key& right) {
  return std::tie(left.timetable.active_at, left.serial, left.id) >
         std::tie(right.timetable.active_at, right.serial, right.id);
}

const Key* newest_active(const std::vector<Key>& keys, Purpose purpose, TimePoint now) {
  const Key* newest = nullptr;
  for (const Key& key : keys) {
    if (key.purpose != purpose || key.state_at(now) != KeyState::active) continue;
    if (!key.has_material()) continue;
    if (newest == nullptr || is_newer(key, *newest)) newest = &key;
  }
  return newest;
}

Timetable active_from(TimePoint now) {
  return {.published_at = now, .active_at = now, .retired_at = {}, .destroyed_at = {}};
}

template <typename Admits>
std::vector<const Key*> newest_first(const std::vector<Key>& keys, Purpose purpose, Admits admits) {
  std::vector<const Key*> chosen;
  for (const Key& key : keys) {
    // Without material it is destroyed, even where a clock that is behind does not say so yet.
    if (key.purpose == purpose && key.has_material() && admits(key)) chosen.push_back(&key);
  }
  std::ranges::sort(chosen,
                    [](const Key* left, const Key* right) { return is_newer(*left, *right); });
  return chosen;
}

}  // namespace

std::string_view name_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::pseudonym:
      return "pseudonym";
    case Purpose::oidc_sign_rs256:
      return "oidc-sign-rs256";
    case Purpose::oidc_sign_ps256:
      return "oidc-sign-ps256";
    case Purpose::oidc_sign_es256:
      return "oidc-sign-es256";
    case Purpose::seal:
      return "seal";
    case Purpose::log:
      return "log";
    case Purpose::saml_sign:
      return "saml-sign";
    case Purpose::saml_encrypt:
      return "saml-encrypt";
    case Purpose::jitsi_sign:
      return "jitsi-sign";
  }
  throw std::invalid_argument("no such purpose");
}

std::optional<Purpose> purpose_named(std::string_view name) {
  for (const Purpose purpose : kPurposes) {
    if (name == name_of(purpose)) return purpose;
  }
  return std::nullopt;
}

Purpose oidc_sign(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::rs256:
      return Purpose::oidc_sign_rs256;
    case Algorithm::ps256:
      return Purpose::oidc_sign_ps256;
    case Algorithm::es256:
      return Purpose::oidc_sign_es256;
  }
  throw std::invalid_argument("no such algorithm");
}

std::optional<Algorithm> algorithm_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::oidc_sign_rs256:
    case Purpose::saml_sign:
    case Purpose::saml_encrypt:
    case Purpose::jitsi_sign:
      return Algorithm::rs256;
    case Purpose::oidc_sign_ps256:
      return Algorithm::ps256;
    case Purpose::oidc_sign_es256:
      return Algorithm::es256;
    case Purpose::pseudonym:
    case Purpose::seal:
    case Purpose::log:
      return std::nullopt;
  }
  throw std::invalid_argument("no such purpose");
}

std::string_view name_of(KeyState state) {
  switch (state) {
    case KeyState::planned:
      return "planned";
    case KeyState::published:
      return "published";
    case KeyState::active:
      return "active";
    case KeyState::retired:
      return "retired";
    case KeyState::destroyed:
      return "destroyed";
  }
  throw std::invalid_argument("no such state");
}

KeyState Key::state_at(TimePoint now) const {
  if (timetable.destroyed_at && now >= *timetable.destroyed_at) return KeyState::destroyed;
  if (timetable.retired_at && now >= *timetable.retired_at) return KeyState::retired;
  if (now >= timetable.active_at) return KeyState::active;
  if (now >= timetable.published_at) return KeyState::published;
  return KeyState::planned;
}

bool Key::has_material() const {
  const auto* const kept = std::get_if<Secret>(&material);
  return kept == nullptr || !kept->empty();
}

Key Key::clone() const {
  if (const auto* const pair = std::get_if<SigningKey>(&material)) {
    return {id, purpose, serial, timetable, *pair};
  }
  if (is_in_token()) return {id, purpose, serial, timetable, InToken{}};
  return {id, purpose, serial, timetable, secret().clone()};
}

Home home_of(Purpose purpose, Home pseudonyms) {
  return purpose == Purpose::pseudonym ? pseudonyms : Home::file;
}

Key make_key(Purpose purpose, std::uint64_t serial, Timetable timetable, Random& random,
             Home home) {
  const std::string text = base32_lower_encode(random.octets(kIdRandomCharacters));
  const std::string id = std::string(name_of(purpose)) + "-" + std::to_string(serial) + "-" +
                         text.substr(0, kIdRandomCharacters);
  if (home == Home::token) return {id, purpose, serial, timetable, InToken{}};
  if (const auto algorithm = algorithm_of(purpose)) {
    return {id, purpose, serial, timetable, SigningKey::generate(*algorithm, id)};
  }
  return {id, purpose, serial, timetable, random.secret(kSecretBytes)};
}

Keyring::Keyring(std::uint64_t serial, std::vector<Key> keys)
    : serial_(serial), keys_(std::move(keys)) {
  std::set<std::string_view> ids;
  for (const Key& key : keys_) {
    if (key.id.empty()) throw std::invalid_argument("a key without an id");
    if (!ids.insert(key.id).second) throw std::invalid_argument("two keys with one id");
    if (key.serial > serial_) throw std::invalid_argument("a key from a later ring");
    if (!is_in_order(key.timetable)) throw std::invalid_argument("a timetable out of order");
    if (!is_material_of_purpose(key)) {
      throw std::invalid_argument("a key that is not of its purpose's kind");
    }
  }
}

Keyring Keyring::fresh(TimePoint now, Random& random, Home pseudonyms) {
  constexpr std::uint64_t kFirstSerial = 1;
  std::vector<Key> keys;
  for (const Purpose purpose : kPurposes) {
    keys.push_back(
        make_key(purpose, kFirstSerial, active_from(now), random, home_of(purpose, pseudonyms)));
  }
  return {kFirstSerial, std::move(keys)};
}

std::vector<Purpose> Keyring::missing() const {
  std::vector<Purpose> purposes;
  for (const Purpose purpose : kPurposes) {
    if (std::ranges::find(keys_, purpose, &Key::purpose) == keys_.end()) {
      purposes.push_back(purpose);
    }
  }
  return purposes;
}

Keyring Keyring::completed(TimePoint now, Random& random) const {
  const std::uint64_t serial = serial_ + 1;
  std::vector<Key> keys;
  for (const Key& key : keys_) keys.push_back(key.clone());
  for (const Purpose purpose : missing()) {
    if (purpose == Purpose::pseudonym)
      throw std::runtime_error("a key ring without a pseudonym key");
    keys.push_back(make_key(purpose, serial, active_from(now), random));
  }
  return {serial, std::move(keys)};
}

bool Keyring::has_active(Purpose purpose, TimePoint now) const {
  return newest_active(keys_, purpose, now) != nullptr;
}

const Key& Keyring::primary(Purpose purpose, TimePoint now) const {
  const Key* const key = newest_active(keys_, purpose, now);
  if (key == nullptr) throw std::runtime_error("the key ring has no active key for a purpose");
  return *key;
}

std::vector<const Key*> Keyring::usable(Purpose purpose, TimePoint now) const {
  const Key* const primary = newest_active(keys_, purpose, now);
  auto keys = newest_first(keys_, purpose, [now](const Key& key) {
    return key.timetable.active_at <= now + kNodesMayDiffer &&
           key.state_at(now) != KeyState::destroyed;
  });
  // A key that was retired early can be newer than the primary, which comes first all the same.
  const auto place = std::ranges::find(keys, primary);
  if (place != keys.end()) std::rotate(keys.begin(), place, place + 1);
  return keys;
}

std::vector<const Key*> Keyring::published(Purpose purpose, TimePoint now) const {
  return newest_first(keys_, purpose, [now](const Key& key) {
    const KeyState state = key.state_at(now);
    return state != KeyState::planned && state != KeyState::destroyed;
  });
}

}  // namespace sluis::crypto
