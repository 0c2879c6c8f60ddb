#include "crypto/keyring_file.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/gcm.h"
#include "crypto/keyring_json.h"
#include "crypto/private_file.h"
#include "crypto/strict_json.h"

namespace sluis::crypto {

namespace {

namespace json = boost::json;

constexpr private_file::Kind kRingKind{.noun = "key ring", .limit_bytes = kLimitKeyringFileBytes};
constexpr private_file::Kind kPassphraseKind{.noun = "passphrase", .limit_bytes = 4096};
constexpr private_file::Kind kSecretKind{.noun = "secret", .limit_bytes = 4096};

constexpr std::size_t kPassphraseBytes = 32;
constexpr std::size_t kSaltBytes = 32;
constexpr std::size_t kLeastSaltBytes = 16;
constexpr std::size_t kMostSaltBytes = 64;
constexpr std::uint64_t kBlockSize = 8;                                          // scrypt's r
constexpr std::uint64_t kParallelism = 1;                                        // scrypt's p
constexpr std::array<std::uint64_t, 3> kCosts = {1U << 15, 1U << 16, 1U << 17};  // scrypt's N
constexpr std::uint64_t kScryptMemoryBytes = 160ULL * 1024 * 1024;  // N = 2^17 takes 132 MB

struct Scrypt {
  std::uint64_t cost;
  std::string salt;
};

// RFC 7516 §3.1, compact. There is no encrypted key: with `dir` its part is empty.
struct Parts {
  std::string_view header;  // still in base64url, as it is authenticated
  std::string nonce;
  std::string text_and_tag;
};

[[noreturn]] void refuse(const char* what) { throw KeyringFileError(what); }

Secret key_from(const Secret& passphrase, const Scrypt& scrypt) {
  if (passphrase.empty()) refuse("the passphrase is empty");
  Secret key(gcm::kKeyBytes);
  const auto* const salt = reinterpret_cast<const unsigned char*>(scrypt.salt.data());
  const std::string_view phrase = passphrase.expose();
  if (EVP_PBE_scrypt(phrase.data(), phrase.size(), salt, scrypt.salt.size(), scrypt.cost,
                     kBlockSize, kParallelism, kScryptMemoryBytes,
                     reinterpret_cast<unsigned char*>(key.fill()), key.size()) != 1) {
    throw std::runtime_error("scrypt failed");
  }
  return key;
}

std::string header_text(const Scrypt& scrypt) {
  const json::object header = {{"alg", "dir"},
                               {"enc", "A256GCM"},
                               {"kdf", "scrypt"},
                               {"n", scrypt.cost},
                               {"r", kBlockSize},
                               {"p", kParallelism},
                               {"salt", base64url_encode(scrypt.salt)},
                               {"version", kKeyringVersion}};
  return json::serialize(header);
}

bool is_text(const json::object& header, const char* name, std::string_view expected) {
  const json::value* const member = header.if_contains(name);
  return member != nullptr && member->is_string() && member->get_string() == expected;
}

std::optional<std::uint64_t> number(const json::object& header, const char* name) {
  const json::value* const member = header.if_contains(name);
  if (member == nullptr) return std::nullopt;
  json::error_code error;
  const auto value = member->to_number<std::uint64_t>(error);
  return error ? std::nullopt : std::optional(value);
}

// The version first: a newer one may have other members, and the operator must learn the true
// reason.
void check_format(const json::object& header) {
  const auto version = number(header, "version");
  if (version && *version > kKeyringVersion) {
    refuse("the key ring file was written by a newer version of Sluis");
  }
  if (version != kKeyringVersion || !is_text(header, "alg", "dir") ||
      !is_text(header, "enc", "A256GCM") || !is_text(header, "kdf", "scrypt")) {
    refuse("the key ring file is not in Sluis' format");
  }
}

// Before the passphrase is tried the header is anybody's: its numbers may not cost us memory or
// time.
Scrypt scrypt_of(const json::object& header) {
  const auto cost = number(header, "n");
  const json::value* const salt_text = header.if_contains("salt");
  std::optional<std::string> salt;
  if (salt_text != nullptr && salt_text->is_string()) {
    salt = base64url_decode(std::string_view(salt_text->get_string()));
  }
  const bool is_known_cost = cost && std::ranges::find(kCosts, *cost) != kCosts.end();
  if (!is_known_cost || number(header, "r") != kBlockSize || number(header, "p") != kParallelism ||
      !salt || salt->size() < kLeastSaltBytes || salt->size() > kMostSaltBytes) {
    refuse("the key ring file has scrypt parameters that are out of bounds");
  }
  return {.cost = *cost, .salt = *std::move(salt)};
}

Scrypt read_header(std::string_view text) {
  const auto header = base64url_decode(text);
  if (!header || !is_strict_json_object(*header)) {
    refuse("the key ring file is not in Sluis' format");
  }
  const json::value document = json::parse(*header);
  check_format(document.get_object());
  return scrypt_of(document.get_object());
}

// What every file of ours starts with: tells the start of a ring from something else.
bool looks_like_a_start(std::string_view text) {
  const std::string start = base64url_encode(R"({"alg":"dir")");
  return text.starts_with(start) || start.starts_with(text);
}

Parts split(std::string_view text) {
  const std::size_t header_end = text.find('.');
  if (header_end == std::string_view::npos) {
    refuse(looks_like_a_start(text) ? "the key ring file is truncated"
                                    : "the key ring file is not in Sluis' format");
  }
  const std::string_view header = text.substr(0, header_end);
  std::string_view rest = text.substr(header_end + 1);
  std::array<std::string_view, 3> fields;  // empty key, nonce, ciphertext
  for (std::string_view& field : fields) {
    const std::size_t end = rest.find('.');
    if (end == std::string_view::npos) {
      read_header(header);  // if that is not ours, say so instead
      refuse("the key ring file is truncated");
    }
    field = rest.substr(0, end);
    rest = rest.substr(end + 1);
  }
  const auto nonce = base64url_decode(fields[1]);
  const auto cipher_text = base64url_decode(fields[2]);
  // The last field, the tag, is where a truncation shows: 16 octets are 22 characters.
  constexpr std::size_t kTagCharacters = 22;
  if (rest.size() < kTagCharacters && rest.find('.') == std::string_view::npos) {
    read_header(header);
    refuse("the key ring file is truncated");
  }
  const auto tag = base64url_decode(rest);
  if (!fields[0].empty() || !nonce || nonce->size() != gcm::kNonceBytes || !cipher_text || !tag ||
      tag->size() != gcm::kTagBytes) {
    refuse("the key ring file is not in Sluis' format");
  }
  return {.header = header, .nonce = *nonce, .text_and_tag = *cipher_text + *tag};
}

std::string compact(const Keyring& ring, const Secret& passphrase, Random& random) {
  const Scrypt scrypt{.cost = kCosts.front(), .salt = random.octets(kSaltBytes)};
  const std::string header = base64url_encode(header_text(scrypt));
  const std::string nonce = random.octets(gcm::kNonceBytes);
  const Secret key = key_from(passphrase, scrypt);
  // RFC 7516 §5.1 step 14: the associated data are the header as it is written.
  const std::string sealed =
      gcm::encrypt(key, {.nonce = nonce, .associated = header}, keyring_to_json(ring).expose());
  const std::string_view text_and_tag = sealed;
  const std::size_t text_bytes = sealed.size() - gcm::kTagBytes;
  return header + ".." + base64url_encode(nonce) + "." +
         base64url_encode(text_and_tag.substr(0, text_bytes)) + "." +
         base64url_encode(text_and_tag.substr(text_bytes)) + "\n";
}

Secret first_line_of(const std::filesystem::path& file, private_file::Kind kind) {
  const Secret content = private_file::read(file, kind);
  std::string_view line = content.expose();
  line = line.substr(0, line.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) throw KeyringFileError("the " + std::string(kind.noun) + " file is empty");
  return Secret::copy_of(line);
}

Keyring open_keyring(const Secret& content, const Secret& passphrase) {
  std::string_view text = content.expose();
  if (text.ends_with('\n')) text.remove_suffix(1);
  const Parts parts = split(text);
  const Scrypt scrypt = read_header(parts.header);
  const auto plain_text =
      gcm::decrypt(key_from(passphrase, scrypt), {.nonce = parts.nonce, .associated = parts.header},
                   parts.text_and_tag);
  if (!plain_text) {
    refuse("the key ring file does not open: another passphrase, or the file was changed");
  }
  try {
    return keyring_from_json(plain_text->expose());
  } catch (const std::invalid_argument&) {
    refuse("the key ring file opens, but holds no key ring");
  }
}

bool has_material(const Keyring& ring, std::string_view id) {
  const auto found = std::ranges::find(ring.keys(), id, &Key::id);
  return found != ring.keys().end() && found->has_material();
}

bool is_lost_in(const Key& key, const Keyring& next) {
  return key.has_material() && !has_material(next, key.id);
}

Keyring without_what_is_lost(const Keyring& previous, const Keyring& next) {
  std::vector<Key> keys;
  for (const Key& key : previous.keys()) {
    keys.push_back(key.clone());
    if (!is_lost_in(key, next)) continue;
    // A key without material has an end.
    auto& times = keys.back().timetable;
    if (!times.retired_at) times.retired_at = times.active_at;
    if (!times.destroyed_at) times.destroyed_at = times.retired_at;
    keys.back().material = Secret();
  }
  return {previous.serial(), std::move(keys)};
}

// What the file that is there becomes when it is the previous one; nothing where there is none.
std::optional<std::string> previous_text(const std::filesystem::path& file, const Keyring& next,
                                         Passphrases passphrases, Random& random) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  const Secret content = private_file::read(file, kRingKind);
  const Keyring previous = open_keyring(content, passphrases.old);
  const bool loses_a_key = std::ranges::any_of(
      previous.keys(), [&next](const Key& key) { return is_lost_in(key, next); });
  if (!loses_a_key && passphrases.old == passphrases.next) return std::string(content.expose());
  return compact(without_what_is_lost(previous, next), passphrases.next, random);
}

}  // namespace

Keyring load_keyring(const std::filesystem::path& file, const Secret& passphrase) {
  return open_keyring(private_file::read(file, kRingKind), passphrase);
}

void save_keyring(const std::filesystem::path& file, const Keyring& ring, const Secret& passphrase,
                  Random& random) {
  reseal_keyring(file, ring, {.old = passphrase, .next = passphrase}, random);
}

void reseal_keyring(const std::filesystem::path& file, const Keyring& ring, Passphrases passphrases,
                    Random& random) {
  const std::string text = compact(ring, passphrases.next, random);
  const std::string unique = base32_lower_encode(random.octets(10));
  // The file that a link points to, so that the link stays.
  const std::filesystem::path target = std::filesystem::weakly_canonical(file);
  // A key that was destroyed must not lie on in one of them. First: what fails here has changed
  // nothing.
  private_file::remove_drafts(target);
  if (const auto previous = previous_text(target, ring, passphrases, random)) {
    private_file::write(target.string() + ".bak", *previous, unique);
  }
  private_file::write(target, text, unique);
}

KeyringLock::KeyringLock(const std::filesystem::path& ring)
    : descriptor_(private_file::lock(ring.string() + ".lock")) {
  if (descriptor_ < 0) refuse("another command is changing the key ring");
}

KeyringLock::~KeyringLock() { private_file::unlock(descriptor_); }

Secret make_passphrase(Random& random) {
  return Secret::take(base64url_encode(random.secret(kPassphraseBytes).expose()));
}

Secret load_passphrase(const std::filesystem::path& file) {
  return first_line_of(file, kPassphraseKind);
}

Secret load_secret(const std::filesystem::path& file) { return first_line_of(file, kSecretKind); }

}  // namespace sluis::crypto
