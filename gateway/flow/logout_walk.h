#pragma once

// The memory of a logout in progress: our session has ended, and her browser goes past all that
// knew it, one after another. It travels in the browser, in one sealed cookie, and nothing of it is
// in the store (DESIGN §3). What a step needs leaves the cookie with the step.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "crypto/keyring.h"
#include "crypto/random.h"
#include "flow/way_out.h"
#include "http/cookie.h"
#include "http/message.h"

namespace sluis::flow {

struct LogoutStep {
  enum class State { ahead, told, untold };

  std::string way;  // id of the way out that tells
  std::string party;
  std::string session{};  // of flow::Farewell; empty once the step is behind
  std::string person{};
  State state = State::ahead;

  void end(State as);
};

struct LogoutWalk {
  std::string id;  // 32 random octets as base64url; nobody else sees it
  LogoutRequest asked;
  std::vector<LogoutStep> steps{};
  /// There may be others, of whom nothing is known.
  bool has_more = false;
  /// Where she may still be logged in, in words. None: nowhere; empty: at a place without a name.
  std::optional<std::string> organisation{};
  crypto::TimePoint started_at;

  /// The first step that lies ahead; nothing at the end.
  LogoutStep* current();
  /// The step that this message was for, ahead or behind.
  const LogoutStep* step_of(std::string_view message_id) const;
  /// An xs:ID that nobody can guess, another one for each party, so that two of them have nothing
  /// to compare (promise 3); and short enough for a RelayState (SAML Bindings 3.4.3).
  std::string message_id(const LogoutStep& step) const;
};

class LogoutWalks {
 public:
  LogoutWalks(const crypto::Keyring& keyring, const crypto::Clock& clock, crypto::Random& random,
              http::CookieStyle style);

  static constexpr std::chrono::minutes kLifetime{5};
  /// Beside four flows (flow_cookie.h) and whatever else a browser sends, in a header of 16 KB.
  static constexpr std::size_t kLimitBytes = 2400;

  LogoutWalk begin(LogoutRequest asked) const;
  /// The cookie. Steps that do not fit, the last of them first, end untold; without any it is not
  /// needed, and where not even the request fits there is none.
  void save(LogoutWalk& walk, http::Response& response) const;
  /// Nothing where there is none, or it is forged or older than kLifetime.
  std::optional<LogoutWalk> open(const http::Request& request) const;

 private:
  std::string seal(const LogoutWalk& walk) const;

  const crypto::Keyring& keyring_;
  const crypto::Clock& clock_;
  crypto::Random& random_;
  http::CookieStyle style_;
};

}  // namespace sluis::flow
