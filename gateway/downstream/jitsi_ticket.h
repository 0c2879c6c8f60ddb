#pragma once

// Who was let into which room, kept for as long as a window of the meeting's own may ask for her
// token (tokenAuthInline): under a code for a minute (`co:`), and under a refresh token while her
// session lasts (`rt:`). Sealed by what the window holds (DESIGN §4).

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/secret.h"
#include "downstream/bearer_secret.h"

namespace sluis::downstream {

struct JitsiTicket {
  std::string client;
  std::string room;
  std::string sub;  // her pseudonym in that room
  std::string person_name;
  std::string sid;
};

struct JitsiCode {
  JitsiTicket ticket;
  std::string nonce;
  std::string challenge;  // PKCE: 32 octets
  /// It was had for a refresh token, whose family goes on: what is older still ends it. Else a new
  /// family begins.
  std::optional<BearerSecret> family{};
};

/// A code that was used; what it gave goes when it comes again.
struct JitsiUsedCode {
  std::string refresh_name;  // of the `rt:` record
};

using JitsiCodeRecord = std::variant<JitsiCode, JitsiUsedCode>;

/// One record for all the refresh tokens that follow from one code. A token names a generation, and
/// only the newest is good: an older one has been used, and ends them all.
struct JitsiRefresh {
  std::string generation;
  JitsiTicket ticket;
};

crypto::Secret serialise(const JitsiCode& code);
crypto::Secret serialise(const JitsiUsedCode& used);
crypto::Secret serialise(const JitsiRefresh& refresh);
std::optional<JitsiCodeRecord> parse_jitsi_code(std::string_view octets);
std::optional<JitsiRefresh> parse_jitsi_refresh(std::string_view octets);

}  // namespace sluis::downstream
