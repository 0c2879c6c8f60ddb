#pragma once

// Which way in: what the sign-in page asks, and which connector her answer leads to. She types an
// address, or presses the button of the organisation that her device remembers, or chooses among
// the connectors of her organisation.
//
// Whatever comes from her (a domain, a connector, a cookie) is foreign and held against the
// allowlist each time. THE LOCAL PART is dropped here, as soon as the domain is known, unless the
// connector needs it (DESIGN §5). No I/O.

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/clock.h"
#include "flow/flow_cookie.h"
#include "flow/remembered.h"
#include "http/form.h"
#include "identity/allowlist.h"
#include "identity/email_address.h"
#include "portal/login_page.h"
#include "upstream/connector.h"
#include "web/page.h"

namespace sluis {

struct WayIn {
  std::string connector;                          // its id
  std::optional<identity::EmailAddress> address;  // after alias; only where the connector needs it
  std::optional<flow::Remembered> to_remember;    // by her device
  std::string acr;  // the weakest that her organisation's entry admits; empty: any
};

class WaysIn {
 public:
  struct Rooms {
    const std::map<std::string, upstream::Connector*, std::less<>>& connectors;
    const identity::Allowlist& allowlist;
    const flow::FlowCookies& flows;
    flow::OrganisationCookie organisation;
    const web::Pages& pages;
    const std::vector<std::string>& participants;
    const crypto::Clock& clock;
  };

  struct Visitor {
    flow::Flow& flow;
    const http::Request& request;
    web::Language language;
    std::string service;
  };

  /// What is still to be asked: the address again, with what was wrong with it; or a 303 to the
  /// page for the rest of it, or for the choice.
  struct Question {
    http::Response answer;
    std::optional<Refusal> problem;
  };

  explicit WaysIn(const Rooms& rooms) : rooms_(rooms) {}

  /// The sign-in page: for the `organisation` (and `connector`) of the query, for the one that her
  /// device remembers, or for anybody.
  http::Response page(const http::Form& query, const Visitor& visitor) const;

  /// What she answered. Refuses with connector_not_permitted (not one that her organisation has)
  /// and request_malformed (the flow no longer fits its cookie).
  std::expected<std::variant<WayIn, Question>, Refusal> read(const http::Form& form,
                                                             const Visitor& visitor) const;

 private:
  struct Said;
  static std::expected<Said, Refusal> said_in(const http::Form& form, const flow::Flow& flow);
  WayIn way_of(Said said, const identity::AllowlistEntry& entry, const http::Form& form,
               const Visitor& visitor) const;
  std::expected<Question, Refusal> which_connector(Said said, const identity::AllowlistEntry& entry,
                                                   const http::Form& form,
                                                   const Visitor& visitor) const;
  struct Problem {
    Refusal refusal;
    std::optional<std::string> domain;  // where the domain is what is wrong
  };
  Question another_address(Problem problem, const http::Form& form, const Visitor& visitor) const;

  portal::SignIn sign_in(const Visitor& visitor) const;
  /// As the allowlist has it now: nothing if it does not take part, no connector if it has not that
  /// one.
  std::optional<portal::Organisation> organisation_of(const flow::Remembered& said,
                                                      const Visitor& visitor) const;
  bool needs_address(const std::string& connector) const;

  Rooms rooms_;
};

}  // namespace sluis
