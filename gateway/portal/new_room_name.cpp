#include "portal/new_room_name.h"

#include <algorithm>
#include <array>

#include "downstream/friendly_name.h"

namespace sluis::portal {

namespace {

constexpr std::size_t kMemorableTail = 10;
constexpr std::size_t kChosenTail = 13;
constexpr std::size_t kLongestWithTail = kLongestRoomName + 1 + kChosenTail;

// What Jitsi's web server keeps for itself (of the names that could be chosen here): no meeting is
// at that address.
constexpr std::array<std::string_view, 13> kNotForRooms{"colibri-relay-ws",
                                                        "colibri-ws",
                                                        "conference-request",
                                                        "css",
                                                        "etherpad",
                                                        "fonts",
                                                        "http-bind",
                                                        "images",
                                                        "lang",
                                                        "libs",
                                                        "sounds",
                                                        "static",
                                                        "xmpp-websocket"};

std::string random_tail(std::size_t length, crypto::Random& random) {
  constexpr std::string_view kLetters = downstream::kTailLetters;
  std::string tail;
  while (tail.size() < length) {
    tail += kLetters[random.below(static_cast<std::uint32_t>(kLetters.size()))];
  }
  return tail;
}

bool is_plain(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

char as_written(char letter) {
  if (letter >= 'A' && letter <= 'Z') return static_cast<char>(letter - 'A' + 'a');
  return letter == ' ' || letter == '_' ? '-' : letter;
}

}  // namespace

MemorableName memorable_room_name(crypto::Random& random) {
  const auto first = downstream::adjective(random.below(downstream::kAdjectives));
  const auto second = downstream::animal(random.below(downstream::kAnimals));
  MemorableName made;
  made.words.append(first).append(" ").append(second);
  made.name.append(first).append("-").append(second).append("-");
  made.name += random_tail(kMemorableTail, random);
  made.words.front() = static_cast<char>(made.words.front() - 'a' + 'A');
  return made;
}

std::optional<std::string> chosen_room_name(std::string_view typed) {
  std::string name;
  for (const char letter : typed) {
    const char written = as_written(letter);
    if (written == '-' && (name.empty() || name.back() == '-')) continue;
    if (written != '-' && !is_plain(written)) return std::nullopt;
    name += written;
  }
  if (name.ends_with('-')) name.pop_back();
  if (name.size() < kShortestRoomName || name.size() > kLongestRoomName) return std::nullopt;
  if (std::ranges::find(kNotForRooms, name) != kNotForRooms.end()) return std::nullopt;
  return name;
}

std::string with_random_tail(std::string_view chosen, crypto::Random& random) {
  return std::string(chosen) + "-" + random_tail(kChosenTail, random);
}

bool is_room_name(std::string_view text) {
  return text.size() >= kShortestRoomName && text.size() <= kLongestWithTail &&
         std::ranges::all_of(text, [](char letter) { return letter == '-' || is_plain(letter); });
}

}  // namespace sluis::portal
