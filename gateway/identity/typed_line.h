#pragma once

// A line that a person typed and others will read: a room's title, a name in a meeting.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sluis::identity {

/// Without the spaces around it, and with one between words. Nothing for a text of more than
/// `limit_characters`, or with what nobody can see (visible_text.h). May be empty.
std::optional<std::string> typed_line(std::string_view text, std::size_t limit_characters);

}  // namespace sluis::identity
