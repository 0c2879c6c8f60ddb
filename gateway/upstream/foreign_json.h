#pragma once

// JSON of a provider, read with suspicion: bounded, one object, no member twice (RFC 8725 §2.4),
// in memory that is wiped, since an address may stand in it. For .cpp files only.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace boost::json {
class object;
class value;
}  // namespace boost::json

namespace sluis::upstream {

inline constexpr std::size_t kLimitAnswerBytes = std::size_t{64} * 1024;

/// application/json, whatever its parameters.
bool is_json(const http::Headers& headers);

/// Null if the text is no such object.
boost::json::value read_object(std::string_view text);

/// The object in an answer of status 200, whose body is wiped. Throws Unavailable (provider): any
/// other status (redirects are not followed), another content type, too large, no such object.
boost::json::value read_answer(http::Response response);

/// Nothing if it is absent, or no string.
std::optional<std::string_view> text_of(const boost::json::object& members, std::string_view name);

/// Whole seconds; a fraction, which RFC 7519 §2 allows, is cut off. Nothing if it is absent, no
/// number, or no time of this world.
std::optional<std::int64_t> seconds_of(const boost::json::object& members, std::string_view name);

/// 1 to `limit` characters from '!' to '~': can stand in a header, a URL or a form.
bool is_visible_ascii(std::string_view text, std::size_t limit);

}  // namespace sluis::upstream
