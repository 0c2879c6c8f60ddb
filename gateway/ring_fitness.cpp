#include "ring_fitness.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <tuple>

#include "crypto/keyring_file.h"

namespace sluis {

namespace {

bool speaks_saml(const Config& config) {
  return !config.saml_clients.empty() || !config.saml_connectors.empty();
}

std::uint64_t fence_serial(const crypto::Keyring& ring, crypto::TimePoint now) {
  return ring.primary(crypto::Purpose::pseudonym, now).serial;
}

bool is_greater(std::string_view decimal, std::uint64_t than) {
  std::uint64_t value = 0;
  const auto [end, failed] =
      std::from_chars(decimal.data(), decimal.data() + decimal.size(), value);
  return failed == std::errc::result_out_of_range || value > than;
}

bool ever_had(const crypto::Keyring& ring, std::string_view id) {
  return std::ranges::find(ring.keys(), id, &crypto::Key::id) != ring.keys().end();
}

}  // namespace

std::optional<std::string> lacking_keys(const Config& config, const crypto::Keyring& ring,
                                        crypto::TimePoint now) {
  using crypto::Purpose;
  const bool is_in_token = std::ranges::any_of(ring.keys(), &crypto::Key::is_in_token);
  if (is_in_token && !config.keys.token) {
    return "the key ring has keys in a token, and the configuration has no keys.pkcs11";
  }
  const bool has_saml =
      ring.has_active(Purpose::saml_sign, now) && ring.has_active(Purpose::saml_encrypt, now);
  if (speaks_saml(config) && !has_saml) {
    return "the key ring has no keys for SAML: `sluis keys init` adds them and changes no other";
  }
  if (!config.jitsi_clients.empty() && !ring.has_active(Purpose::jitsi_sign, now)) {
    return "the key ring has no key for Jitsi: `sluis keys init` adds it and changes no other";
  }
  return std::nullopt;
}

void check_ring(ReadConfig& read, crypto::TimePoint now) {
  const auto& keys = read.config.keys;
  try {
    const auto ring = crypto::load_keyring(keys.ring, crypto::load_passphrase(keys.passphrase));
    if (auto lacking = lacking_keys(read.config, ring, now)) {
      read.mistakes.push_back({.file = keys.ring.string(), .text = *std::move(lacking)});
    }
  } catch (const crypto::KeyringFileError&) {
    return;
  }
}

crypto::Keyring ring_in_use(const Config& config, crypto::TimePoint now) {
  auto ring =
      crypto::load_keyring(config.keys.ring, crypto::load_passphrase(config.keys.passphrase));
  if (const auto lacking = lacking_keys(config, ring, now)) throw std::runtime_error(*lacking);
  return ring;
}

bool is_same_ring(const crypto::Keyring& left, const crypto::Keyring& right) {
  const auto is_same_key = [](const crypto::Key& one, const crypto::Key& other) {
    const auto times = [](const crypto::Timetable& table) {
      return std::tie(table.published_at, table.active_at, table.retired_at, table.destroyed_at);
    };
    return one.id == other.id && one.has_material() == other.has_material() &&
           times(one.timetable) == times(other.timetable);
  };
  return left.serial() == right.serial() &&
         std::ranges::equal(left.keys(), right.keys(), is_same_key);
}

void refuse_older_ring(const crypto::Keyring& next, const crypto::Keyring& current,
                       crypto::TimePoint now) {
  if (fence_serial(next, now) >= fence_serial(current, now)) return;
  throw std::runtime_error("the key ring is older than the one in use");
}

std::optional<std::string> kept_out_by_fence(const std::optional<std::string>& fence,
                                             const crypto::Keyring& ring, crypto::TimePoint now) {
  if (!fence) return std::nullopt;
  const std::string_view word = *fence;
  const std::size_t end = std::min(word.find(' '), word.size());
  // A clock that is behind: what is next here may be in use elsewhere (identity/register.h).
  const auto soon = now + crypto::kNodesMayDiffer;
  if (is_greater(word.substr(0, end), fence_serial(ring, soon))) {
    return "the key ring is older than the one that other nodes use";
  }
  if (end == word.size() || ever_had(ring, word.substr(end + 1))) return std::nullopt;
  return "the key ring is not of the line that other nodes use: it never had their pseudonym key";
}

}  // namespace sluis
