#pragma once

// Responses (SAML Core 3.3.3; SAML Profiles 4.1.4): a page that posts one to the service, signed
// and, where the service publishes a key for it, encrypted (standards SAM-13).
//
// What an Assertion says of a person is made here from her pseudonym at this service and from
// nothing else.

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "downstream/saml_memory.h"
#include "downstream/saml_parts.h"
#include "flow/grant.h"
#include "saml/message.h"
#include "web/language.h"

namespace sluis::downstream {

/// Where a Response goes, and what it answers.
struct SamlReply {
  const SamlClient& client;
  const SamlMemory& memory;
  web::Language language;
};

class SamlAnswers {
 public:
  explicit SamlAnswers(const SamlParts& parts) : parts_(parts) {}

  /// Refuses with acr_too_weak where the login is of none of the classes that were asked for.
  boost::asio::awaitable<http::Response> grant(SamlReply to, flow::Grant grant) const;
  boost::asio::awaitable<http::Response> refuse(SamlReply to, Refusal refusal) const;

 private:
  saml::Response response_to(const SamlReply& to, saml::Status status) const;
  saml::Assertion assertion_for(const SamlReply& to, const flow::Grant& grant,
                                std::string class_ref) const;
  /// What the Assertion says of how she logged in; nothing if that was not asked for.
  std::optional<std::string> class_ref(const SamlMemory& memory, const std::string& acr) const;
  http::Response page_with(const SamlReply& to, std::string_view document) const;

  const SamlParts& parts_;
};

}  // namespace sluis::downstream
