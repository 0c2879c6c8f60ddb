#pragma once

// Who is logged in at this browser. The record is sealed by the cookie (DESIGN §3, §4): it holds
// the link to the person, the allowlist entry, and how and when she logged in; never the address.
// Idle 1 h, at most 8 h, and no longer than her login at her provider where that says how long.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "crypto/key_lifetimes.h"
#include "crypto/keyring.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "flow/requirements.h"
#include "http/cookie.h"
#include "http/message.h"
#include "store/store.h"

namespace sluis::flow {

/// What a session rests on: as long as the lists still say so, it is good.
struct Grounds {
  std::string entry;  // the allowlist entry that admitted her
  std::string connector;
  std::string acr;
};

struct Session {
  crypto::Secret secret;  // the cookie's 32 octets; names and opens the record, is not in it
  crypto::Secret link;    // to the person
  std::string entry;      // the allowlist entry that admitted her
  std::string organisation;
  std::string connector;
  std::string acr;
  crypto::TimePoint authenticated_at;
  crypto::TimePoint created_at;
  crypto::TimePoint ends_at;  // kLongest after created_at, or earlier
  std::string
      caused_by;  // id of the client that caused the login: it alone sees the exact auth_time
  std::string farewell{};  // the connector's memory, to tell the provider when the session ends

  Grounds grounds() const { return {.entry = entry, .connector = connector, .acr = acr}; }
  std::string name() const;  // "se:" + base64url(HMAC(secret, "sluis/session/1"))
  /// What this service calls the session: HMAC(secret, LP("sluis/sid/1", client)) as base64url. Two
  /// services cannot compare theirs.
  std::string sid_for(std::string_view client) const;
  /// auth_time as that client may see it.
  crypto::TimePoint auth_time_for(std::string_view client) const;
};

class Sessions {
 public:
  Sessions(store::Store& store, const crypto::Keyring& keyring, const crypto::Clock& clock,
           crypto::Random& random, http::CookieStyle style);

  static constexpr std::chrono::hours kIdle{1};
  static constexpr std::chrono::hours kLongest = crypto::kLongestSession;

  /// A session that has a name and nothing else yet: a fresh secret, created now (any earlier one
  /// of this browser is not reused: standards WEB-02).
  Session draft();
  /// Writes the record; for a service also the `si:` record, as note_service does; and ends the
  /// session that this browser brings along. All in one round trip.
  boost::asio::awaitable<void> begin(const Session& session, std::optional<std::string> service,
                                     const http::Request& request);
  void set_cookie(const Session& session, http::Response& response) const;

  /// Reads, and renews the idle time in the same round trip. Nothing when absent, expired or past
  /// its end.
  boost::asio::awaitable<std::optional<Session>> open(const http::Request& request);

  /// The `si:` record, so that this service can end the session by its sid alone, and is known to
  /// have a part in it.
  boost::asio::awaitable<void> note_service(const Session& session, std::string client);
  /// Ends the session that a service knows by this sid; false if there is none. Who else knew it,
  /// only the session's cookie can tell.
  boost::asio::awaitable<bool> end_by_sid(std::string sid);

  /// The session that a service knows by this sid lives, stands, and is used by this: it idles
  /// anew. Its grounds are sealed with the `seal` key too: a sid does not tell where she works.
  boost::asio::awaitable<bool> use_by_sid(std::string sid,
                                          std::function<bool(const Grounds&)> still_stands);

  boost::asio::awaitable<void> end(const Session& session);
  /// The same, and says which of these services knew it. Of two ends at once, one is told of each.
  /// One round trip.
  boost::asio::awaitable<std::vector<std::string>> end(const Session& session,
                                                       std::vector<std::string> services);
  /// For a request that will not bring the session's cookie: its name, to be ended by it.
  std::optional<std::string> name_in(const http::Request& request) const;
  boost::asio::awaitable<void> end_named(std::string name);
  void remove_cookie(http::Response& response) const;

 private:
  std::optional<crypto::Secret> secret_of_cookie(const http::Request& request) const;
  /// Leads from what a service calls the session to the session.
  store::Put record_by_sid(const Session& session, std::string_view client) const;

  store::Store& store_;
  const crypto::Keyring& keyring_;
  const crypto::Clock& clock_;
  crypto::Random& random_;
  http::CookieStyle style_;
};

}  // namespace sluis::flow
