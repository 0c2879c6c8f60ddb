#pragma once

// A friendly name that is made from the Pseudonym, so that services with different pseudonyms see
// different names: nothing to compare (DESIGN §3). The same person at the same service always has
// the same name.
//
//   username: "stille-reiger-k3x9q2mw"   64 adjectives, 128 animals, 8 of 28 characters: 6 + 7
//   + 38.4 = 51.4 bits name:     "Stille reiger k3x9"       to read in a chat; not unique
//
// A service where two people had one username would mix them up. Among n people of one service the
// chance of any collision is about n²/2^52.4: 1.6·10⁻⁴ at a million people, 1.6·10⁻⁶ at a hundred
// thousand. The tail has no vowels, so that it makes no words, and none of 0, 1 and l, so that it
// can be read out.

#include <cstddef>
#include <string>
#include <string_view>

#include "identity/pseudonym.h"

namespace sluis::downstream {

inline constexpr std::size_t kAdjectives = 64;
inline constexpr std::size_t kAnimals = 128;
inline constexpr std::string_view kTailLetters = "23456789bcdfghjkmnpqrstvwxyz";
inline constexpr std::size_t kTailLength = 8;

struct FriendlyName {
  std::string username;  // [a-z0-9-]: OIDC `preferred_username`
  std::string name;      // OIDC `name`
};

FriendlyName friendly_name_of(const identity::Pseudonym& pseudonym);

std::string_view adjective(std::size_t number);  // throws std::out_of_range
std::string_view animal(std::size_t number);

}  // namespace sluis::downstream
