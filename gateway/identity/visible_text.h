#pragma once

// What may stand in an address or a domain at all, before anything is mapped: mapping would
// silently remove invisible characters (UTS 46 ignores U+200B), and two texts that look alike would
// become one name.

#include <string_view>

namespace sluis::identity {

bool is_ascii(std::string_view text) noexcept;

/// Well-formed UTF-8 without control, space, format, default-ignorable, private or unassigned
/// characters.
bool is_visible_text(std::string_view text) noexcept;

}  // namespace sluis::identity
