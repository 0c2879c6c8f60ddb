#pragma once

// The whole gateway by function call: the real parts on the in-memory store, a clock that the test
// moves, and a mailer that keeps the code. No socket, no process.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gateway/parts.h"
#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/flows/observed_store.h"
#include "tests/store/memory_store.h"
#include "tests/upstream/lying_provider.h"

namespace sluis::tests {

class KeptMails final : public upstream::Mailer {
 public:
  void require_room() override {}
  void send(upstream::Mail mail) override { mails.push_back(std::move(mail)); }
  Findings examine() override { return {}; }
  /// The code in the newest mail, eight digits.
  std::string last_code() const;

  std::vector<upstream::Mail> mails;
};

class House {
 public:
  House();

  /// A reading of the configuration with these keys; requests from now on are answered by it.
  void move_in(crypto::Keyring keyring);
  /// From now on: the domains of the allowlist, the acr that each entry demands, the connector's
  /// id. The keys stay.
  void allow(std::vector<std::string> domains);
  void demand(std::string acr);
  void rename_connector(std::string id);
  /// Every entry names these connectors; "other" is there too, and no entry names it. Those that
  /// begin with "idp" are the provider's and those with "saml" a SAML provider's, with the keys of
  /// tests/saml/parties.h; the others send codes.
  void offer(std::vector<std::string> connectors);
  /// Services that speak SAML, instead of the one that is there else.
  void serve(std::vector<downstream::SamlClient> services);
  /// A deployment of Jitsi, "meet" at https://meet.example.
  void hold_meetings();

  http::Response answer(http::Request request);
  const crypto::Keyring& keyring() const { return *ring_; }

  FakeClock clock;
  FixedRandom random;
  MemoryStore store{clock};
  ObservedStore observed{store};  // what the gateway talks to
  KeptMails mails;
  LyingProvider provider{clock};  // knows anna@minbzk.nl
  std::vector<Event> events;
  std::vector<AuditEntry> audited;
  bool can_audit = true;  // else nothing is done that must leave a line first

 private:
  boost::asio::awaitable<void> audit_first(AuditEntry entry);
  Config config() const;
  identity::AllowlistEntry entry_of(const std::string& domain) const;
  void read_again();

  crypto::Pool pool_{1, 8};
  std::vector<std::string> domains_{"minbzk.nl", "minaz.nl"};
  std::string demanded_acr_;
  std::vector<std::string> connectors_{"mail"};
  std::vector<downstream::SamlClient> saml_services_;
  bool holds_meetings_ = false;
  std::optional<crypto::Keyring> ring_;
  std::unique_ptr<Parts> parts_;
};

/// The same keys again: a ring is moved into a reading.
crypto::Keyring copy_of(const crypto::Keyring& ring);

/// A browser that is no more than cookies, and a service that is no more than what it is sent back.
class Browser {
 public:
  explicit Browser(House& house) : house_(house) {}

  http::Response get(const std::string& target);
  http::Response post(const std::string& path, const std::map<std::string, std::string>& form);
  /// A form of another site, which brings no cookie along but those that are SameSite=None.
  http::Response post_from_elsewhere(const std::string& path, std::string form);

  /// From a service's question to the address page's answer: types the address and the mailed code.
  /// What comes back is the page that leads to the service, or whatever stopped it.
  http::Response log_in(const std::string& client, const std::string& address,
                        const std::string& more = "");
  /// The same, from wherever the login begins.
  http::Response log_in_at(const std::string& target, const std::string& address);

  std::map<std::string, std::string> cookies;

 private:
  enum class Bringing { all_cookies, none_that_is_lax };
  http::Response send(http::Request request, Bringing bringing = Bringing::all_cookies);

  std::set<std::string> not_lax_;
  House& house_;
};

/// Where a service sends people; PKCE as a test may know it.
std::string authorize_url(const std::string& client, const std::string& more = "");
/// The address in a 303, or in the refresh of a page.
std::string destination(const http::Response& response);
std::string parameter(const std::string& url, const std::string& name);
/// The value of a hidden field.
std::string field(const http::Response& page, const std::string& name);

/// Exchanges the code at the token endpoint and gives the JSON answer's member.
http::Response exchange(House& house, const std::string& client, const std::string& code);
std::string json_member(const std::string& json, const std::string& name);
/// The proof of a session that a window of the meeting's own gets at the end of a login, to log out
/// with: its address is meeting_url().
std::string meeting_url();
std::string proof_of_meeting(House& house, const http::Response& finished);
/// The `sub` that a finished login gave the service; empty if it gave none.
std::string sub_of(House& house, const std::string& client, const http::Response& finished);
/// What the browser's cookie of that flow holds, opened with the house's keys.
flow::Flow flow_of(House& house, const Browser& browser, const std::string& id);

}  // namespace sluis::tests
