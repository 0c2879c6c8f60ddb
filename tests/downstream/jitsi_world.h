#pragma once

// The front for Jitsi with everything it needs, in memory: a meeting calls it as it would over
// HTTP.

#include <boost/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "crypto/pseudonym_mac.h"
#include "downstream/jitsi.h"
#include "tests/downstream/world.h"

namespace sluis::tests {

/// meet: whoever is admitted may open a room. board: its owner alone. town: a tenant, and features.
std::vector<downstream::JitsiClient> example_meetings();

inline constexpr std::string_view kSid = "sid-of-the-meeting";

class JitsiWorld {
 public:
  JitsiWorld();

  http::Response get(const std::string& path, const Parameters& parameters = {},
                     const Parameters& headers = {});
  http::Response post(const std::string& path, const Parameters& parameters,
                      const Parameters& headers = {});

  downstream::Front::Accepted accept(const Parameters& parameters,
                                     const std::string& client = "meet");
  flow::LoginRequest accepted(const Parameters& parameters, const std::string& client = "meet");
  flow::Grant grant(std::string_view sub = kSub) const;
  /// What a browser gets that was let in.
  std::string location_for(const Parameters& parameters, const std::string& client = "meet",
                           std::string_view sub = kSub);
  /// What stands behind `#name=`.
  static std::string fragment_of(const std::string& location, const std::string& name);
  /// Of the token in that location.
  static std::string token_of(const std::string& location);

  /// The whole way of a window of the meeting's own.
  boost::json::object window_tokens();
  http::Response refresh(const std::string& refresh_token, const std::string& client = "meet");
  void have_room(const std::string& room, std::string_view owner);

  FakeClock clock;
  FixedRandom random;
  MemoryStore store{clock};
  crypto::Keyring keyring;
  crypto::Pool pool{1, 16};
  crypto::PseudonymMac mac{keyring};
  identity::Rooms rooms{store, mac, clock, random, std::chrono::hours(24 * 90)};
  web::Pages pages{
      web::House{.name = "Rijksconnect", .email = "help@login.example", .security = ""}};
  downstream::JitsiClients clients{example_meetings()};
  std::set<std::string> sessions{std::string(kSid)};  // by sid
  std::vector<Event> events;
  LogoutLine line;
  downstream::Jitsi jitsi;

  downstream::JitsiParts parts();

 private:
  boost::asio::awaitable<bool> uses_session(std::string sid) const;
};

/// Of a link of Jitsi's; the room is "Overleg".
Parameters link();
/// The same, from a window of the meeting's own.
Parameters window_link();
/// A form of a code for the token endpoint.
Parameters code_grant(const std::string& code);

}  // namespace sluis::tests
