#pragma once

// What we publish as an identity provider (SAML Metadata 2; standards SAM-07), signed. One document
// for all services, and the same for a day: signing it costs as much as a login.

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "downstream/saml_parts.h"
#include "http/message.h"
#include "saml/own_metadata.h"

namespace sluis::downstream {

class SamlMetadata {
 public:
  explicit SamlMetadata(const SamlParts& parts) : parts_(parts) {}

  /// 404 where the ring has no key for SAML.
  boost::asio::awaitable<http::Response> answer(const http::Request& request);

 private:
  saml::OwnIdp description(crypto::TimePoint day) const;

  struct Kept {
    std::string edition;  // what it depends on: the day and the keys
    std::string document;
  };

  const SamlParts& parts_;
  std::optional<Kept> kept_;
};

}  // namespace sluis::downstream
