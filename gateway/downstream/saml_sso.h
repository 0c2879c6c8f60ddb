#pragma once

// The single sign-on endpoint (SAML Core 3.4; SAML Profiles 4.1): an AuthnRequest by Redirect or by
// POST becomes a LoginRequest, or an error at the service's AssertionConsumerService; and where the
// request or that address is not proven, neither.

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <string>
#include <string_view>

#include "downstream/front.h"
#include "downstream/saml_answer.h"
#include "downstream/saml_parts.h"
#include "downstream/saml_services.h"
#include "saml/message.h"
#include "saml/received.h"

namespace sluis::downstream {

inline constexpr std::string_view kSamlFront = "saml";

class SamlSso {
 public:
  SamlSso(const SamlParts& parts, SamlServices& services, const SamlAnswers& answers)
      : parts_(parts), services_(services), answers_(answers) {}

  boost::asio::awaitable<Front::Accepted> accept(const http::Request& request) const;

 private:
  struct Asked {
    SamlServices::Service client;
    saml::AuthnRequest request;
    SamlMemory memory;
  };

  /// Who asks, and where the answer goes.
  boost::asio::awaitable<std::expected<Asked, Refusal>> prove(const saml::Received& received) const;
  std::expected<Asked, Refusal> look_at(saml::AuthnRequest request, const saml::Received& received,
                                        SamlServices::Service client) const;
  std::expected<flow::LoginRequest, Refusal> read(const Asked& asked,
                                                  const http::Request& request) const;
  std::expected<flow::Requirements, Refusal> read_requirements(const saml::AuthnRequest& asked,
                                                               const SamlClient& client,
                                                               SamlMemory& memory) const;
  /// What is answered to the service, the operator reads as well.
  void note(Refusal refusal, const SamlClient& client, const http::Request& request) const;

  const SamlParts& parts_;
  SamlServices& services_;
  const SamlAnswers& answers_;
};

}  // namespace sluis::downstream
