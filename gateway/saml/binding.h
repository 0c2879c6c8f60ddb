#pragma once

// How messages travel (SAML Bindings 3.4 and 3.5): by HTTP-Redirect, deflated and with its
// signature in the query; or by HTTP-POST, with its signature inside. The page that posts itself is
// web's.
//
// Refuses with saml_malformed unless said otherwise. Pure computing, safe from every thread.

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "fault/refusal.h"
#include "saml/key.h"
#include "saml/received.h"

namespace sluis::saml {

inline constexpr std::string_view kRedirectBinding =
    "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
inline constexpr std::string_view kPostBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

/// SAML Bindings 3.4.3: what we send as our own is never longer.
inline constexpr std::size_t kLimitOwnRelayStateBytes = 80;
/// Services send whole addresses; they come back unchanged.
inline constexpr std::size_t kLimitRelayStateBytes = 1024;
/// A form with the largest message that we read in it: four octets for three, and some written as
/// %2B, %2F or %0A.
inline constexpr std::size_t kLimitPostedBytes = std::size_t{384} * 1024;

/// The query as it stood in the request line, without '?' and not decoded. Refuses a parameter that
/// comes twice or has its name in percent signs, both or neither of SAMLRequest and SAMLResponse, a
/// Signature without SigAlg or the other way round, another SAMLEncoding than DEFLATE, an enveloped
/// signature, and a text that inflates to more than the limits. Other parameters are ignored.
std::expected<Received, Refusal> receive_redirect(std::string_view raw_query);

/// The values of the form, decoded once.
std::expected<Received, Refusal> receive_post(MessageKind kind, std::string_view message,
                                              std::optional<std::string_view> relay_state);

struct RedirectMessage {
  MessageKind kind;
  std::string_view location;  // where to; may have a query of its own
  std::string_view xml;       // unsigned: writing.h
  std::optional<std::string_view> relay_state{};
};

/// The address to redirect to, signed over its own octets by RSA-SHA256 or ECDSA-SHA256.
std::string redirect_url(const RedirectMessage& message, const PrivateKey& key);

/// The form value of a document (issue.h, signing.h).
std::string post_value(std::string_view xml);

}  // namespace sluis::saml
