#pragma once

// Where a meeting sends who wants to be a host (tokenAuthUrl), and our own room page who starts
// one: which room, and how to go back. Nothing in it is believed: the address that is answered is
// registered, the room is spelled again by us, and of `state` little comes back (jitsi_state.h).

#include <boost/asio/awaitable.hpp>
#include <expected>

#include "downstream/front.h"
#include "downstream/jitsi_exchange.h"
#include "downstream/jitsi_memory.h"
#include "downstream/jitsi_parts.h"
#include "http/form.h"

namespace sluis::downstream {

inline constexpr std::string_view kJitsiFront = "jitsi";
inline constexpr std::size_t kLimitDisplayName = 40;  // characters

class JitsiAuth {
 public:
  JitsiAuth(const JitsiParts& parts, const JitsiExchange& exchange)
      : parts_(parts), exchange_(exchange) {}

  /// To a stranger every room gives one answer: the way to log in.
  boost::asio::awaitable<Front::Accepted> accept(const http::Request& request) const;

 private:
  struct Asked {
    JitsiMemory memory;
    std::string refresh_token{};
  };

  std::expected<Asked, Refusal> read_link(const http::Request& request,
                                          const JitsiClient& client) const;
  std::expected<Asked, Refusal> read_form(const http::Request& request) const;

  const JitsiParts& parts_;
  const JitsiExchange& exchange_;
};

/// To the page of the deployment that takes a code: it tells the meeting.
http::Response to_window(const JitsiClient& client, std::string_view name, std::string_view value);

}  // namespace sluis::downstream
