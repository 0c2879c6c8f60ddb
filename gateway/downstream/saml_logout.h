#pragma once

// The single logout endpoint by Redirect (SAML Profiles 4.4; standards SAM-15): a service ends the
// session that it has a view of, and is told what became of it. A request must be signed by a key
// of the service's metadata, whatever those say of other requests: a forged one would log people
// out (XSW-27).

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <string>

#include "downstream/saml_parts.h"
#include "downstream/saml_services.h"
#include "http/message.h"
#include "saml/message.h"
#include "saml/received.h"

namespace sluis::downstream {

class SamlLogout {
 public:
  SamlLogout(const SamlParts& parts, SamlServices& services) : parts_(parts), services_(services) {}

  boost::asio::awaitable<http::Response> answer(const http::Request& request) const;

 private:
  struct Asked {
    SamlServices::Service client;
    saml::LogoutRequest request;
  };

  boost::asio::awaitable<std::expected<Asked, Refusal>> prove(const saml::Received& received) const;
  /// What became of the session, in a status.
  boost::asio::awaitable<saml::Status> end_session(const Asked& asked) const;
  boost::asio::awaitable<http::Response> reply(Asked asked, saml::Status status,
                                               std::optional<std::string> relay_state) const;
  http::Response refused(Refusal refusal, const http::Request& request) const;
  http::Response logged_out(const http::Request& request) const;

  const SamlParts& parts_;
  SamlServices& services_;
};

}  // namespace sluis::downstream
