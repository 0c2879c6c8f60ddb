#pragma once

// What may stand in an address or a domain at all, before anything is mapped: mapping would
// silently remove invisible characters (UTS 46 ignores U+200B), and two texts that look alike would
// become one name.

#include <string>
#include <string_view>

namespace sluis::identity {

bool is_ascii(std::string_view text) noexcept;

/// Well-formed UTF-8 without control, space, format, default-ignorable, private or unassigned
/// characters.
bool is_visible_text(std::string_view text) noexcept;

/// What can be seen of a text that somebody typed for others to read: words with one space between
/// them, at most so many characters. Empty for what is not UTF-8.
std::string visible_words(std::string_view text, std::size_t limit_characters);

}  // namespace sluis::identity
