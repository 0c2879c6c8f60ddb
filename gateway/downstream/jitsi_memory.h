#pragma once

// What the Jitsi front must remember of a question until it answers. It travels in the flow cookie
// (LoginRequest::memory), sealed; the name that she typed is nowhere else.

#include <optional>
#include <string>
#include <string_view>

namespace sluis::downstream {

struct JitsiMemory {
  std::string room;         // identity/room_name.h
  std::string flags{};      // jitsi_state.h
  std::string name{};       // what others will see; empty: a friendly one
  std::string made_for{};   // flow/page_mark.h: for whom the page was where it was typed
  std::string nonce{};      // she came in a window of the meeting's own (tokenAuthInline)
  std::string challenge{};  // PKCE: 32 octets; where there is a nonce

  bool is_inline() const { return !nonce.empty(); }

  std::string serialise() const;
  /// Nothing if it is not ours.
  static std::optional<JitsiMemory> parse(std::string_view octets);
};

}  // namespace sluis::downstream
