#include "identity/visible_text.h"

#include <unictype.h>
#include <unistr.h>

#include <algorithm>

namespace sluis::identity {

namespace {

constexpr uint32_t kHiddenCategories =
    UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Cs | UC_CATEGORY_MASK_Co |
    UC_CATEGORY_MASK_Cn | UC_CATEGORY_MASK_Zs | UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp;

constexpr uint32_t kBetweenWords =
    UC_CATEGORY_MASK_Zs | UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp | UC_CATEGORY_MASK_Cc;

bool is_visible(ucs4_t character) noexcept {
  return !uc_is_general_category_withtable(character, kHiddenCategories) &&
         !uc_is_property_default_ignorable_code_point(character);
}

}  // namespace

bool is_ascii(std::string_view text) noexcept {
  return std::ranges::all_of(text,
                             [](char octet) { return static_cast<unsigned char>(octet) < 0x80; });
}

bool is_visible_text(std::string_view text) noexcept {
  const auto* next = reinterpret_cast<const uint8_t*>(text.data());
  std::size_t left = text.size();
  while (left > 0) {
    ucs4_t character = 0;
    const int length = u8_mbtoucr(&character, next, left);
    if (length <= 0 || !is_visible(character)) return false;
    next += length;
    left -= static_cast<std::size_t>(length);
  }
  return true;
}

std::string visible_words(std::string_view text, std::size_t limit_characters) {
  std::string words;
  std::size_t characters = 0;
  bool is_between = false;
  while (!text.empty() && characters < limit_characters) {
    ucs4_t character = 0;
    const int length =
        u8_mbtoucr(&character, reinterpret_cast<const uint8_t*>(text.data()), text.size());
    if (length <= 0) return {};
    const auto octets = text.substr(0, static_cast<std::size_t>(length));
    text.remove_prefix(octets.size());
    if (uc_is_general_category_withtable(character, kBetweenWords)) is_between = true;
    if (!is_visible(character)) continue;
    if (is_between && !words.empty()) {
      words += ' ';
      ++characters;
    }
    is_between = false;
    words += octets;
    ++characters;
  }
  return words;
}

}  // namespace sluis::identity
