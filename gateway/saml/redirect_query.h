#pragma once

// The query of HTTP-Redirect, in the octets in which it came: what is signed are these, and not
// what they mean (SAML Bindings 3.4.4.1; standards XSW-25). For binding.cpp only.

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "fault/refusal.h"
#include "saml/received.h"

namespace sluis::saml {

struct RedirectQuery {
  MessageKind kind;
  std::string message;  // decoded, still base64
  std::optional<std::string> relay_state;
  std::optional<std::string> algorithm;
  std::optional<std::string> signature;  // decoded, still base64
  /// message, RelayState if there is one, and SigAlg, as they came, in the order of the
  /// specification.
  std::string signed_octets;

  static std::expected<RedirectQuery, Refusal> parse(std::string_view raw);
};

std::string percent_encoded(std::string_view text);  // all but RFC 3986 unreserved characters

}  // namespace sluis::saml
