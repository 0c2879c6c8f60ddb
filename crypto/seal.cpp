#include "crypto/seal.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

#include "crypto/encoding.h"
#include "crypto/gcm.h"

namespace sluis::crypto {

namespace {

constexpr char kVersion = 0x01;
constexpr std::size_t kHeadBytes = 1 + gcm::kNonceBytes;
constexpr char kPaddingStart = static_cast<char>(0x80);
constexpr std::array<std::size_t, 3> kSteps = {256, 1024, 4096};

Secret padded(std::string_view plain_text) {
  // One octet at least is padding, so that its start can always be found.
  const auto* const step = std::ranges::upper_bound(kSteps, plain_text.size());
  if (step == kSteps.end()) throw std::length_error("a plain text too long to be sealed");
  Secret result(*step);
  if (!plain_text.empty()) std::memcpy(result.fill(), plain_text.data(), plain_text.size());
  result.fill()[plain_text.size()] = kPaddingStart;
  return result;
}

std::optional<Secret> without_padding(const Secret& text) {
  const std::string_view octets = text.expose();
  if (std::ranges::find(kSteps, octets.size()) == kSteps.end()) return std::nullopt;
  const std::size_t start = octets.find_last_not_of('\0');
  if (start == std::string_view::npos || octets[start] != kPaddingStart) return std::nullopt;
  return Secret::copy_of(octets.substr(0, start));
}

}  // namespace

std::string seal(const Secret& key, SealedFor what, std::string_view plain_text, Padding padding,
                 Random& random) {
  const std::string nonce = random.octets(gcm::kNonceBytes);
  const std::string associated = length_prefixed({what.kind, what.name});
  const gcm::Box box{.nonce = nonce, .associated = associated};
  std::string sealed(1, kVersion);
  sealed += nonce;
  sealed += padding == Padding::to_steps ? gcm::encrypt(key, box, padded(plain_text).expose())
                                         : gcm::encrypt(key, box, plain_text);
  return sealed;
}

std::optional<Secret> open(const Secret& key, SealedFor what, std::string_view sealed,
                           Padding padding) {
  if (sealed.size() < kHeadBytes + gcm::kTagBytes || sealed.front() != kVersion) {
    return std::nullopt;
  }
  const std::string associated = length_prefixed({what.kind, what.name});
  const gcm::Box box{.nonce = sealed.substr(1, gcm::kNonceBytes), .associated = associated};
  std::optional<Secret> text = gcm::decrypt(key, box, sealed.substr(kHeadBytes));
  if (!text || padding == Padding::none) return text;
  return without_padding(*text);
}

}  // namespace sluis::crypto
