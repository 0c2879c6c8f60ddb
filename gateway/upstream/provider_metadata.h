#pragma once

// What a provider says of itself (OpenID Connect Discovery 3, RFC 8414): the parts that a login
// needs, checked. Pure.

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/jws.h"
#include "fault/refusal.h"

namespace boost::json {
class object;
}

namespace sluis::upstream {

struct ProviderMetadata {
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
  std::string userinfo_endpoint;         // empty: none
  bool names_itself_in_answers = false;  // RFC 9207: authorization_response_iss_parameter_supported
};

/// A URL that may be asked (http/client_url.h): https, or plain http where that may be.
bool is_endpoint(std::string_view text, bool may_be_plain);

/// The address of the document: OpenID Connect Discovery 4.1.
std::string discovery_url(std::string_view issuer);

/// Refuses with issuer_mismatch, unless the document's issuer is ours to the letter (standards
/// NLR-06), and with provider_answer_malformed: an endpoint is missing or is no URL that may be
/// used. Endpoints are https; where the issuer itself is plain http, a laboratory's, they may be so
/// too.
std::expected<ProviderMetadata, Refusal> read_metadata(const boost::json::object& document,
                                                       std::string_view issuer);

/// What `signed_metadata` says wins over the rest of the document (RFC 8414 §2.1, standards
/// NLR-08). Refuses as above, and with provider_answer_malformed when it is not signed by one of
/// the keys or names another `iss`.
std::expected<ProviderMetadata, Refusal> read_signed_metadata(
    const boost::json::object& document, std::string_view issuer,
    std::span<const crypto::VerificationKey> keys, std::vector<crypto::Algorithm> algorithms);

}  // namespace sluis::upstream
