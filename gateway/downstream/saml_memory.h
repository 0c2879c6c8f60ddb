#pragma once

// What the SAML front must remember of an AuthnRequest until it answers. It travels in the flow
// cookie (LoginRequest::memory), so every octet counts; the address of the answer is kept as the
// start of its digest.

#include <optional>
#include <string>
#include <string_view>

#include "downstream/saml_clients.h"

namespace sluis::downstream {

struct SamlMemory {
  std::string consumer;     // one of the service's AssertionConsumerServices
  std::string request_id;   // for InResponseTo
  std::string relay_state;  // empty: none was sent
  /// RequestedAuthnContext by `exact`: those of it that exist here, with blanks between them. The
  /// answer must name one of them. Empty: any will do.
  std::string class_refs;

  std::string serialise() const;
  /// Nothing if it is not ours, or the service no longer has that address (its metadata were read
  /// again).
  static std::optional<SamlMemory> parse(std::string_view octets, const SamlClient& client);
};

}  // namespace sluis::downstream
