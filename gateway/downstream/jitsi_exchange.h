#pragma once

// For a window of the meeting's own (tokenAuthInline): a code becomes a token, once, and the token
// is had anew during the call (RFC 6749 §4.1.3 and §6 for a public client; RFC 9700 §4.14). Only
// the page that the deployment serves may read the answer.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <expected>
#include <optional>
#include <string>

#include "downstream/bearer_secret.h"
#include "downstream/jitsi_parts.h"
#include "downstream/jitsi_ticket.h"
#include "downstream/jitsi_token.h"
#include "http/form.h"
#include "http/message.h"

namespace sluis::downstream {

/// After her token: as late as she may have it anew by its refresh token. Each code that is
/// redeemed leaves a record, which is to go soon when nobody uses it.
inline constexpr std::chrono::minutes kRefreshGrace{15};

/// What the window asked with, and will ask again with.
struct JitsiWindow {
  std::string nonce;
  std::string challenge;  // PKCE: 32 octets
};

class JitsiExchange {
 public:
  JitsiExchange(const JitsiParts& parts, const JitsiTokens& tokens)
      : parts_(parts), tokens_(tokens) {}

  /// A code for a minute (standards OPX-01).
  boost::asio::awaitable<std::string> code_for(JitsiTicket ticket, JitsiWindow window) const;
  /// The same for who was let into this room before and has not been logged out since; nothing for
  /// a refresh token that is not good any more. It is used up, and its family goes on with the
  /// code: where it comes again, all of them end.
  boost::asio::awaitable<std::optional<std::string>> code_again(const JitsiClient& client,
                                                                std::string room,
                                                                std::string refresh_token,
                                                                JitsiWindow window) const;

  /// POST /jitsi/{client}/token
  boost::asio::awaitable<http::Response> answer(const http::Request& request) const;
  /// Its OPTIONS.
  http::Response preflight(const http::Request& request) const;

 private:
  /// A refresh token as it was presented, and the record that it opened.
  struct Presented {
    BearerSecret family;
    std::string sealed;
    JitsiTicket ticket;
  };
  /// A code as it was presented, and the record that it opened.
  struct Redeemed {
    BearerSecret code;
    std::string sealed;
    JitsiCode contents;
  };
  struct Issued {
    JitsiTicket ticket;
    std::string nonce;
    std::string refresh_token;
  };
  template <typename Value>
  using Outcome = boost::asio::awaitable<std::expected<Value, Refusal>>;

  Outcome<http::Response> exchange(const JitsiClient& client, const http::Request& request) const;
  Outcome<Issued> redeem_code(const JitsiClient& client, const http::Form& form) const;
  Outcome<Redeemed> open_code(const JitsiClient& client, const http::Form& form) const;
  Outcome<Issued> redeem_refresh(const JitsiClient& client, std::string text) const;
  Outcome<Presented> open_refresh(const JitsiClient& client, std::string text) const;
  Outcome<http::Response> issue(const JitsiClient& client, Issued issued) const;
  boost::asio::awaitable<std::string> write_code(JitsiCode contents) const;
  /// Of a new family the first generation; of one that goes on the next. Nothing where that family
  /// has ended.
  boost::asio::awaitable<std::optional<store::Operation>> generation_after(
      const JitsiClient& client, const BearerSecret& family, const std::string& generation,
      const Redeemed& redeemed) const;
  std::string seal(const BearerSecret& family, std::string generation, JitsiTicket ticket) const;

  const JitsiParts& parts_;
  const JitsiTokens& tokens_;
};

}  // namespace sluis::downstream
