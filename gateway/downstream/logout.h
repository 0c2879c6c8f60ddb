#pragma once

// The end session endpoint (OpenID Connect RP-Initiated Logout 1.0; standards OPX-21). It sends
// nobody to an address that is not registered, and asks the person herself wherever nothing proves
// that it is her service that asks.

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "downstream/id_token.h"
#include "downstream/oidc_parts.h"
#include "http/form.h"

namespace sluis::downstream {

class Logout {
 public:
  Logout(const OidcParts& parts, const IdTokens& id_tokens)
      : parts_(parts), id_tokens_(id_tokens) {}

  boost::asio::awaitable<http::Response> answer(const http::Request& request) const;

 private:
  struct Asked {
    const Client* client = nullptr;  // who asks; proven only where `hint` is there
    std::optional<Hint> hint{};
    std::string post_logout_redirect_uri{};  // registered for that client, or empty
    std::string state{};
    std::vector<std::string> languages{};

    std::string way_back() const;  // with the state; empty: there is none
    std::string location() const;  // of the same question by GET, without the hint
  };

  Asked read(const http::Form& form) const;
  http::Response question(const http::Request& request, const Asked& asked) const;
  bool is_confirmed(const http::Request& request, const http::Form& form) const;
  boost::asio::awaitable<http::Response> confirmed(const http::Request& request, Asked asked) const;
  /// Back to the service without a word, where it proved itself; else a page that says what
  /// happened.
  http::Response done(const http::Request& request, const Asked& asked) const;
  http::Response logged_out(const http::Request& request, const Asked& asked) const;
  void note_logout(const http::Request& request, const Asked& asked) const;

  const OidcParts& parts_;
  const IdTokens& id_tokens_;
};

}  // namespace sluis::downstream
