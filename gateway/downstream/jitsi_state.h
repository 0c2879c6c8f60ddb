#pragma once

// The `state` of Jitsi's tokenAuthUrl: JSON that anybody can write into a link. What may come back
// into the address of a meeting stands on a list, and everything else is dropped: `config.*` and
// `iceServers.*` would let a link change what a meeting does.

#include <expected>
#include <string>
#include <string_view>

#include "fault/refusal.h"

namespace sluis::downstream {

struct JitsiState {
  std::string room{};           // as the link has it
  std::string room_safe{};      // as Jitsi spells it
  std::string tenant{};         // empty: none
  std::string refresh_token{};  // of ours, where the page holds one
  std::string flags{};          // of kFlags, a letter each, in their order
};

inline constexpr std::size_t kLimitStateBytes = 8192;

/// Refuses with request_malformed what is not one JSON object, and a member of the list that is not
/// of its type. Empty: nothing was said.
std::expected<JitsiState, Refusal> read_state(std::string_view text);

/// For the fragment of a meeting's address: "&config.startWithAudioMuted=true". Letters that it
/// does not know say nothing.
std::string fragment_of_flags(std::string_view flags);

}  // namespace sluis::downstream
