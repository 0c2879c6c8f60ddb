#pragma once

// JSON that was not written by us, looked at before it is parsed. Boost.JSON keeps the last of two
// members with one name, other readers keep the first; RFC 7515 §4 and RFC 8725 §2.4 ask us to
// refuse such a text instead.

#include <cstddef>
#include <string_view>

namespace sluis::crypto {

/// True if the text is one JSON object (RFC 8259, nothing after it, UTF-8), no object in it has two
/// members with one name, and it is nested at most `depth` deep.
bool is_strict_json_object(std::string_view text, std::size_t depth = 16);

}  // namespace sluis::crypto
