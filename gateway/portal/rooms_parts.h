#pragma once

// What the pages about rooms work with.

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "crypto/keyring.h"
#include "crypto/random.h"
#include "flow/flow_cookie.h"
#include "flow/session.h"
#include "identity/people.h"
#include "identity/room.h"
#include "portal/hand_over.h"
#include "portal/room_limit.h"
#include "portal/visitor.h"
#include "web/page.h"

namespace sluis::portal {

/// A service where rooms live.
struct Deployment {
  std::string id;    // of the client in the configuration
  std::string name;  // as people call it
  std::string base_url;
  std::string tenant;           // empty: it has none
  bool has_other_hosts = true;  // who is admitted opens a room too, and not its owners alone
};

struct RoomsParts {
  flow::Sessions& sessions;
  /// Whether what let her in when the session began would still do so: lists change.
  std::function<bool(const flow::Grounds&)> is_admitted;
  identity::People& people;
  identity::Rooms& rooms;
  flow::FlowCookies& flows;
  RoomLimit limit;
  HandOvers hand_overs;
  crypto::Random& random;
  const crypto::Clock& clock;
  http::CookieStyle cookies;
  const web::Pages& pages;
  std::string issuer;
  std::chrono::seconds retention;
  std::vector<Deployment> deployments;  // the first is the one that nobody has to choose
  const crypto::Keyring& keyring;       // of the mark on the page that starts a meeting

  const Deployment* deployment(std::string_view id) const;
};

/// Who is logged in here and may still have rooms. The parts and the request are the caller's to
/// keep.
boost::asio::awaitable<std::optional<Visitor>> admitted_visitor(const RoomsParts& parts,
                                                                const http::Request& request);

inline constexpr std::size_t kLongestTitle = 80;  // characters

identity::RoomPlace place_of(const Deployment& deployment, std::string name);
/// What everybody uses to get in.
std::string link_of(const Deployment& deployment, std::string_view name);
/// "/rooms/meet:wakkere-bever-…": the page about a room, for its owners.
std::string room_path(std::string_view client, std::string_view name);
/// The pseudonym that she has in that room.
identity::Pseudonym pseudonym_at(const identity::Person& person, const identity::RoomPlace& place);

}  // namespace sluis::portal
