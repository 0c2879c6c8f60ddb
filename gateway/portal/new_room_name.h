#pragma once

// What a new room is called in its link. The name is the key to the room: who knows it may knock.
// So it has 60 random bits or more, unless its maker insists on a short one.
//
//   memorable   "wakkere-bever-k3x9q2mw7d"   6 + 7 bits of words, 10 of 28 characters: 61 bits
//   chosen      "overleg-zuid-k3x9q2mw7dbcz" 13 of 28 characters behind what she typed: 62 bits

#include <optional>
#include <string>
#include <string_view>

#include "crypto/random.h"

namespace sluis::portal {

struct MemorableName {
  std::string name;   // for the link
  std::string words;  // "Wakkere bever": a title for who gave none
};

MemorableName memorable_room_name(crypto::Random& random);

inline constexpr std::size_t kShortestRoomName = 3;
inline constexpr std::size_t kLongestRoomName = 48;

/// A name that she typed, as it may stand in a link: [a-z0-9-], letters in lower case, spaces as
/// '-'. Nothing for other characters, for what is too short or too long, and for what is an address
/// of Jitsi's own ("static").
std::optional<std::string> chosen_room_name(std::string_view typed);
std::string with_random_tail(std::string_view chosen, crypto::Random& random);

/// A name that one of these made.
bool is_room_name(std::string_view text);

}  // namespace sluis::portal
