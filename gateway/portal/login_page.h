#pragma once

// The sign-in page: which service asks, what it will learn, and one field for the work address. The
// address itself is never written back to a page.

#include <optional>
#include <string>
#include <vector>

#include "fault/refusal.h"
#include "flow/flow_cookie.h"
#include "web/page.h"

namespace sluis::portal {

struct SignIn {
  const flow::Flow& flow;
  web::Language language;
  std::string service;                          // empty: the gateway itself (/me)
  std::optional<std::string> organisation{};    // the domain that this device remembers
  std::optional<Refusal> problem{};             // what was wrong with the address just given
  std::optional<std::string> problem_domain{};  // its domain, where the domain is what was wrong
  std::vector<std::string>
      organisations{};  // that take part, to be listed under the form; none: no list
};

/// The form posts to /login with `flow`, `token`, `address` and, ticked, `remember`; a second small
/// form posts `forget` to have the device forget the organisation. 200, or 400 with a problem.
http::Response address_page(const web::Pages& pages, const SignIn& sign_in);

struct Choice {
  std::string id;  // of the connector
  std::string name;
};

/// Where a domain has several providers: one button each, posting to /login with `flow`, `token`,
/// `connector`.
http::Response choice_page(const web::Pages& pages, const SignIn& sign_in,
                           const std::vector<Choice>& choices);

}  // namespace sluis::portal
