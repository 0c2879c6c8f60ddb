#include "identity/room_name.h"

#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "identity/visible_text.h"

namespace sluis::identity {

namespace {

struct Free {
  void operator()(uint8_t* text) const noexcept { std::free(text); }
};
using Unicode = std::unique_ptr<uint8_t, Free>;

// Jitsi takes them out of every link; a name that has one is another room than it says.
constexpr std::string_view kNeverInARoom = ":/?#[]@!$&'()*+,;=<>\"\\";

const uint8_t* octets_of(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

std::optional<std::string> owned(uint8_t* text, std::size_t size) {
  const Unicode owner(text);
  if (!owner) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(owner.get()), size);
}

std::optional<int> digit_of(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return std::nullopt;
}

/// Nothing where it is not percent-encoded throughout: then it stands for itself.
std::optional<std::string> decoded(std::string_view text) {
  std::string octets;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      octets += text[at];
      continue;
    }
    if (at + 2 >= text.size()) return std::nullopt;
    const auto high = digit_of(text[at + 1]);
    const auto low = digit_of(text[at + 2]);
    if (!high || !low) return std::nullopt;
    octets += static_cast<char>(*high << 4 | *low);
    at += 2;
  }
  if (u8_check(octets_of(octets), octets.size()) != nullptr) return std::nullopt;
  return octets;
}

std::optional<std::string> plain_lower(std::string_view text) {
  std::size_t size = 0;
  auto plain =
      owned(u8_normalize(UNINORM_NFKC, octets_of(text), text.size(), nullptr, &size), size);
  if (!plain) return std::nullopt;
  return owned(u8_tolower(octets_of(*plain), plain->size(), nullptr, nullptr, nullptr, &size),
               size);
}

bool is_seen(std::string_view text) {
  if (text.starts_with(' ') || text.ends_with(' ')) return false;
  std::string without_spaces(text);
  std::erase(without_spaces, ' ');
  return !without_spaces.empty() && is_visible_text(without_spaces);
}

bool is_unreserved(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
         std::string_view("-_.~").contains(letter);
}

std::string encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string name;
  for (const char letter : text) {
    if (is_unreserved(letter)) {
      name += letter;
      continue;
    }
    const auto octet = static_cast<unsigned char>(letter);
    name += '%';
    name += kDigits[octet >> 4];
    name += kDigits[octet & 15];
  }
  return name;
}

}  // namespace

std::optional<std::string> room_name(std::string_view text) {
  if (text.empty() || text.size() > kLimitRoomNameBytes) return std::nullopt;
  if (u8_check(octets_of(text), text.size()) != nullptr) return std::nullopt;
  const auto lower = plain_lower(decoded(text).value_or(std::string(text)));
  if (!lower || !is_seen(*lower)) return std::nullopt;
  if (lower->find_first_of(kNeverInARoom) != std::string::npos) return std::nullopt;
  if (lower->find_first_not_of('.') == std::string::npos) return std::nullopt;
  auto name = encoded(*lower);
  if (name.size() > kLimitRoomNameBytes) return std::nullopt;
  return name;
}

}  // namespace sluis::identity
