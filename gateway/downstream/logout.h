#pragma once

// The end session endpoint (OpenID Connect RP-Initiated Logout 1.0; standards OPX-21). It sends
// nobody to an address that is not registered, and asks the person herself wherever nothing proves
// that it is her service that asks. Its services cannot be told of a logout that others began.

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <string>
#include <vector>

#include "downstream/id_token.h"
#include "downstream/logout_form.h"
#include "downstream/oidc_parts.h"
#include "flow/way_out.h"
#include "http/form.h"

namespace sluis::downstream {

class Logout final : public flow::WayOut {
 public:
  Logout(const OidcParts& parts, const IdTokens& id_tokens)
      : parts_(parts), id_tokens_(id_tokens), form_(parts.cookies, parts.random, parts.pages) {}

  std::string_view id() const override { return "oidc"; }
  std::vector<Entry> entries() const override { return {{"GET", "/logout"}, {"POST", "/logout"}}; }
  boost::asio::awaitable<Heard> hear(const http::Request& request,
                                     std::optional<Origin> origin) override;
  /// After a POST of another site, which brings no session cookie, the same question by GET.
  std::optional<http::Response> question(const flow::LogoutRequest& asked,
                                         const http::Request& request,
                                         Presence presence) const override;
  std::vector<Party> parties() const override;
  /// Back to the service without a word, where it proved itself; else a page that says what
  /// happened.
  boost::asio::awaitable<Ending> answer(flow::LogoutRequest asked, Reach reach) override;

 private:
  struct Asked {
    const Client* client = nullptr;  // who asks; proven only where `hint` is there
    std::optional<Hint> hint{};
    std::string post_logout_redirect_uri{};  // registered for that client, or empty
    std::string state{};

    std::string way_back() const;  // with the state; empty: there is none
  };

  Asked read(const http::Form& form) const;
  /// The memory of a LogoutRequest: the question without its hint, in octets, and back.
  static std::string serialise(const Asked& asked);
  Asked parse(std::string_view octets) const;
  std::string location_of(const flow::LogoutRequest& asked) const;

  const OidcParts& parts_;
  const IdTokens& id_tokens_;
  LogoutForm form_;
};

}  // namespace sluis::downstream
