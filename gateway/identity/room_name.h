#pragma once

// One spelling for each room, the one that Jitsi's own clients and its chat server use: characters
// in their plainest form (NFKC), in lower case, percent-encoded, in lower case again. "Straße 1"
// and "STRAßE%201" are both "stra%c3%9fe%201".

#include <optional>
#include <string>
#include <string_view>

namespace sluis::identity {

inline constexpr std::size_t kLimitRoomNameBytes = 256;  // it travels in a cookie

/// Of what a link or a person says; it may be percent-encoded or not. Nothing for a name that no
/// room of Jitsi can have (`:/?#[]@!$&'()*+,;=<>"\`), that would be a path of its own (`..`), that
/// holds what nobody can see, or that is too long.
std::optional<std::string> room_name(std::string_view text);

}  // namespace sluis::identity
