#include "identity/typed_line.h"

#include <algorithm>

#include "identity/visible_text.h"

namespace sluis::identity {

namespace {

bool begins_a_character(char octet) { return (static_cast<unsigned char>(octet) & 0xC0U) != 0x80U; }

}  // namespace

std::optional<std::string> typed_line(std::string_view text, std::size_t limit_characters) {
  std::string line;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (!is_visible_text(word)) return std::nullopt;
    if (!line.empty()) line += ' ';
    line += word;
  }
  const auto characters = std::ranges::count_if(line, begins_a_character);
  if (static_cast<std::size_t>(characters) > limit_characters) return std::nullopt;
  return line;
}

}  // namespace sluis::identity
