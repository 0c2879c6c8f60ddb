#pragma once

// The sign-in page: which service asks, what it will learn, and either one button to her
// organisation, which her device remembers, or one field for the work address. The address itself
// is never written back to a page.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fault/refusal.h"
#include "flow/flow_cookie.h"
#include "web/page.h"

namespace sluis::portal {

/// A connector, as people choose it.
struct Choice {
  std::string id;
  std::string name;
};

/// Her organisation, where it is known before she types; as the allowlist has it now.
struct Organisation {
  std::string domain;
  std::string name{};
  std::string connector{};        // id of the way in; empty: she has to choose it
  std::vector<Choice> choices{};  // where there are several
  bool needs_address = false;     // this way in begins with the part before the @
  bool is_remembered = false;     // by this device, which can be told to forget it
};

struct SignIn {
  const flow::Flow& flow;
  web::Language language;
  std::string service;                          // empty: the gateway itself (/me)
  std::optional<Organisation> organisation{};   // nothing: she types a whole address
  std::optional<Refusal> problem{};             // what was wrong with the address just given
  std::optional<std::string> problem_domain{};  // its domain, where the domain is what was wrong
  std::vector<std::string>
      organisations{};  // that take part, to be listed under the form; none: no list
};

/// The form posts to /login with `flow`, `token`, `address` and, ticked, `remember`; where her
/// organisation is known also its `domain` (what is typed is then the part before the @) and
/// perhaps the `connector`. 200, or 400 with a problem.
http::Response address_page(const web::Pages& pages, const SignIn& sign_in);

/// One button: posts `flow`, `token`, `organisation` (the domain) and perhaps `connector`. Under it
/// the ways around it: another connector, another address (`other_address`), and to have the device
/// forget (`forget`).
http::Response organisation_page(const web::Pages& pages, const SignIn& sign_in);

/// Where a domain has several connectors: one button each, posting to /login with `flow`, `token`,
/// `organisation` and `connector`.
http::Response choice_page(const web::Pages& pages, const SignIn& sign_in);

/// Where the sign-in page of an organisation is or, without a connector, its choice: pages that can
/// be reloaded, so a form that leads to one is answered with a 303.
std::string organisation_path(const flow::Flow& flow, std::string_view domain,
                              std::string_view connector = {});

/// The query parameter that asks for the address page, whatever the device remembers.
inline constexpr const char* kOtherAddress = "other";

}  // namespace sluis::portal
