#pragma once

// The registered deployments of Jitsi Meet. From the configuration, immutable; a reload makes a new
// list.

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "identity/audience.h"

namespace sluis::downstream {

/// Of a room that somebody owns: who opens it. One that nobody owns is opened by whoever is
/// admitted, or by nobody.
enum class Hosts { owner, admitted };

enum class RoomRole { owner, member };

struct JitsiFeatures {
  std::set<std::string> owner;
  std::set<std::string> member;
};

struct JitsiClient {
  std::string id;
  std::string name;  // as people know it
  std::string sector;
  std::string base_url;     // its origin, without a slash at its end
  std::string xmpp_domain;  // of Prosody
  std::string app_id;       // of Prosody: `iss` and `aud`
  std::string tenant{};     // empty: it has none
  Hosts hosts = Hosts::admitted;
  std::chrono::minutes token_lifetime{15};
  JitsiFeatures features{};

  /// `sub` of its tokens. Prosody sees nothing else of the deployment but this and the app id.
  const std::string& subject() const { return tenant.empty() ? xmpp_domain : tenant; }
  identity::RoomPlace place(std::string room) const {
    return {.deployment = id, .tenant = tenant, .name = std::move(room)};
  }
  identity::Audience audience(std::string room) const {
    return identity::Audience::room(sector, place(std::move(room)));
  }
  /// The room as people's browsers know it; guests too.
  std::string url_of(std::string_view room) const;
  /// The page of deploy/jitsi, on Jitsi's own origin: its path is fixed, so that it need not be
  /// registered.
  std::string callback_url() const;
};

class JitsiClients {
 public:
  explicit JitsiClients(std::vector<JitsiClient> clients);  // throws std::invalid_argument: an id
                                                            // twice

  const JitsiClient* find(std::string_view id) const;
  /// Whose address that is: "/jitsi/meet/auth".
  const JitsiClient* of_path(std::string_view path) const;
  const std::map<std::string, JitsiClient, std::less<>>& all() const { return clients_; }

 private:
  std::map<std::string, JitsiClient, std::less<>> clients_;
};

}  // namespace sluis::downstream
