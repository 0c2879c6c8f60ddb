#include "crypto/encoding.h"

#include <array>
#include <limits>
#include <stdexcept>

namespace sluis::crypto {

namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase32Lower = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view kHex = "0123456789abcdef";

constexpr unsigned char kNotInAlphabet = 0xff;

// An alphabet of 2^Bits characters, and the way back from a character to its value.
template <unsigned Bits>
struct Alphabet {
  std::string_view characters;
  std::array<unsigned char, 256> values{};

  constexpr explicit Alphabet(std::string_view text) : characters(text) {
    values.fill(kNotInAlphabet);
    for (std::size_t value = 0; value < text.size(); ++value) {
      values[static_cast<unsigned char>(text[value])] = static_cast<unsigned char>(value);
    }
  }
};

template <unsigned Bits>
std::string encode(const Alphabet<Bits>& alphabet, std::string_view octets) {
  constexpr unsigned kMask = (1U << Bits) - 1;
  std::string text;
  text.reserve((octets.size() * 8 + Bits - 1) / Bits);
  unsigned pending = 0;
  unsigned pending_bits = 0;
  for (const char octet : octets) {
    pending = (pending << 8 | static_cast<unsigned char>(octet)) & 0xffff;
    pending_bits += 8;
    while (pending_bits >= Bits) {
      pending_bits -= Bits;
      text.push_back(alphabet.characters[pending >> pending_bits & kMask]);
    }
  }
  if (pending_bits > 0) {
    text.push_back(alphabet.characters[pending << (Bits - pending_bits) & kMask]);
  }
  return text;
}

template <unsigned Bits>
std::optional<std::string> decode(const Alphabet<Bits>& alphabet, std::string_view text) {
  std::string octets;
  octets.reserve(text.size() * Bits / 8);
  unsigned pending = 0;
  unsigned pending_bits = 0;
  for (const char character : text) {
    const unsigned char value = alphabet.values[static_cast<unsigned char>(character)];
    if (value == kNotInAlphabet) return std::nullopt;
    pending = (pending << Bits | value) & 0xffff;
    pending_bits += Bits;
    if (pending_bits >= 8) {
      pending_bits -= 8;
      octets.push_back(static_cast<char>(pending >> pending_bits & 0xff));
    }
  }
  // A last character that adds no octet, or loose bits that are not zero: a second text for one
  // value.
  if (pending_bits >= Bits) return std::nullopt;
  if ((pending & ((1U << pending_bits) - 1)) != 0) return std::nullopt;
  return octets;
}

constexpr Alphabet<6> kBase64Alphabet(kBase64);
constexpr Alphabet<6> kBase64UrlAlphabet(kBase64Url);
constexpr Alphabet<5> kBase32LowerAlphabet(kBase32Lower);
constexpr Alphabet<4> kHexAlphabet(kHex);

}  // namespace

std::string base64url_encode(std::string_view octets) { return encode(kBase64UrlAlphabet, octets); }

std::optional<std::string> base64url_decode(std::string_view text) {
  return decode(kBase64UrlAlphabet, text);
}

std::string base64_encode(std::string_view octets) {
  std::string text = encode(kBase64Alphabet, octets);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.ends_with('=')) text.remove_suffix(1);
  if (text.ends_with('=')) text.remove_suffix(1);
  return decode(kBase64Alphabet, text);
}

std::string base32_lower_encode(std::string_view octets) {
  return encode(kBase32LowerAlphabet, octets);
}

std::optional<std::string> base32_lower_decode(std::string_view text) {
  return decode(kBase32LowerAlphabet, text);
}

std::string hex_encode(std::string_view octets) { return encode(kHexAlphabet, octets); }

std::string length_prefixed(std::initializer_list<std::string_view> fields) {
  std::size_t size = 0;
  for (const std::string_view field : fields) size += 4 + field.size();
  std::string result;
  result.reserve(size);
  for (const std::string_view field : fields) {
    if (field.size() > std::numeric_limits<std::uint32_t>::max()) {
      throw std::length_error("a field does not fit its length prefix");
    }
    for (const int shift : {24, 16, 8, 0}) {
      result.push_back(static_cast<char>(field.size() >> shift & 0xff));
    }
    result.append(field);
  }
  return result;
}

}  // namespace sluis::crypto
