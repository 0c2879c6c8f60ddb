#pragma once

// Everything that answers requests on one worker thread, built from one reading of the
// configuration and handed to each other here. Nothing in it changes: a reload builds the next one,
// and requests in flight keep theirs.

#include <map>
#include <memory>
#include <string>

#include "config.h"
#include "crypto/keyring.h"
#include "crypto/pool.h"
#include "crypto/pseudonym_mac.h"
#include "crypto/token_line.h"
#include "downstream/jitsi.h"
#include "downstream/oidc.h"
#include "downstream/saml_idp.h"
#include "fault/audit.h"
#include "fault/event.h"
#include "flow/visit_limit.h"
#include "http/client.h"
#include "http/message.h"
#include "identity/people.h"
#include "identity/register.h"
#include "identity/room.h"
#include "login.h"
#include "logout.h"
#include "portal/forget.h"
#include "portal/me.h"
#include "portal/me_logout.h"
#include "portal/new_rooms.h"
#include "portal/room_hand_over.h"
#include "portal/room_pages.h"
#include "routes.h"
#include "saml/own_keys.h"
#include "store/store.h"
#include "upstream/mailer.h"
#include "upstream/provider_logout.h"

namespace sluis {

/// What one reading of the configuration gives, whatever the ring.
struct Registered {
  explicit Registered(Config& read);

  downstream::Clients clients;
  downstream::SamlClients saml_clients;
  downstream::JitsiClients jitsi_clients;
  web::Pages pages;
  std::vector<std::string> participants;  // names of organisations, for the sign-in page
};

/// What all workers share of one reading of the configuration and one of the ring.
struct Reading {
  Reading(Config read, crypto::Keyring ring);
  /// The same configuration, and the ring as it is now.
  Reading(const Reading& before, crypto::Keyring ring);

  // Shared: keys change more often than the configuration, and the addresses of the start outlive
  // both.
  std::shared_ptr<const Registered> registered;
  std::shared_ptr<const Config> config;
  crypto::Keyring keyring;
  saml::OwnKeys saml_keys;  // of that ring
};

/// What lives longer than a reading. One store per worker, the rest for the whole process.
struct Surroundings {
  store::Store& store;
  const crypto::Clock& clock;
  crypto::Random& random;
  crypto::Pool& pool;
  upstream::Mailer& mailer;
  http::Client& client;  // to providers and services; of this worker
  Journal journal;
  Audit audit = [](const AuditEntry&) {};
  AuditFirst audit_first = keep_no_audit;
  crypto::TokenLine* token = nullptr;  // to the pseudonym keys that are in no file
};

/// For the whole process: mails that wait are not lost to a reload. A change of `mail:` asks for a
/// restart.
std::unique_ptr<upstream::Mailer> make_mailer(Config& config, Journal journal,
                                              const crypto::Clock& clock, crypto::Random& random);

class Parts {
 public:
  // Shared: requests in flight and the other workers hold on to the reading that they began with.
  Parts(std::shared_ptr<const Reading> reading, Surroundings surroundings);
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  const Routes& routes() const { return *routes_; }
  const std::map<std::string, std::unique_ptr<upstream::Connector>>& connectors() const {
    return connectors_;
  }

 private:
  downstream::OidcParts oidc_parts(const Surroundings& surroundings);
  downstream::SamlParts saml_parts(const Surroundings& surroundings);
  downstream::JitsiParts jitsi_parts(const Surroundings& surroundings);
  portal::MeParts me_parts(const Surroundings& surroundings);
  std::function<bool(const flow::Grounds&)> admission_check(const Surroundings& surroundings) const;
  portal::RoomsParts rooms_parts(const Surroundings& surroundings);
  void open_rooms();
  void add_open_pages(const Surroundings& surroundings);
  portal::ForgetParts forget_parts(const Surroundings& surroundings);
  Login::Rooms login_rooms(const Surroundings& surroundings);
  Logout::Rooms logout_rooms(const Surroundings& surroundings);
  std::map<std::string, upstream::Connector*, std::less<>> connectors_by_id() const;
  void open_connectors(const Surroundings& surroundings);
  void open_providers(const Surroundings& surroundings);
  void open_saml_providers(const Surroundings& surroundings);

  std::shared_ptr<const Reading> reading_;
  http::CookieStyle cookies_;
  flow::FlowCookies flows_;
  flow::Sessions sessions_;
  flow::LogoutWalks walks_;
  flow::VisitLimit visits_;
  crypto::PseudonymMac pseudonym_mac_;
  identity::Register register_;
  identity::People people_;
  identity::Rooms rooms_;
  portal::RoomsParts rooms_parts_;
  std::map<std::string, std::unique_ptr<upstream::Connector>> connectors_;
  http::Route service_metadata_;  // of the SAML connectors
  std::unique_ptr<upstream::ProviderLogout> provider_logout_;
  std::unique_ptr<downstream::Oidc> oidc_;
  std::unique_ptr<downstream::SamlIdp> saml_;
  std::unique_ptr<downstream::Jitsi> jitsi_;
  std::unique_ptr<portal::Me> me_;
  std::unique_ptr<portal::Forget> forget_;
  portal::MeLogout me_logout_;
  // None where no service is registered that rooms live at.
  std::unique_ptr<portal::NewRooms> new_rooms_;
  std::unique_ptr<portal::RoomPages> room_pages_;
  std::unique_ptr<portal::RoomHandOver> room_hand_over_;
  std::unique_ptr<Login> login_;
  std::unique_ptr<Logout> logout_;
  std::unique_ptr<Routes> routes_;
};

}  // namespace sluis
