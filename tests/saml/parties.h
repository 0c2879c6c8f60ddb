#pragma once

// The others: a provider, a service and an attacker with their keys, and what they send, written by
// hand. Keys are those of tests/vectors/saml_keys.txt.

#include <string>
#include <string_view>
#include <vector>

#include "saml/key.h"
#include "saml/message.h"
#include "saml/received.h"

namespace sluis::tests {

inline constexpr std::string_view kProvider = "https://idp.example/saml";
inline constexpr std::string_view kService = "https://login.example/saml/sp/duo";
inline constexpr std::string_view kConsumer = "https://login.example/saml/acs/duo";

const saml::PrivateKey& provider_key();  // RSA
const saml::PrivateKey& elliptic_key();  // P-256, the provider's second one
const saml::PrivateKey& attacker_key();
const saml::PrivateKey& opening_key();  // encrypted assertions are for this one
const saml::PrivateKey& second_opening_key();
const std::vector<saml::PublicKey>& provider_keys();  // elliptic, then RSA

std::string private_pem(const saml::PrivateKey& key);
std::string certificate_pem(const saml::PrivateKey& key);

/// `text` with the first `what` replaced; throws if it is not there, so that no attack is a no-op.
std::string with(std::string text, std::string_view what, std::string_view replacement);
std::string without(std::string text, std::string_view from, std::string_view to);
/// From the first `from` to the end of the first `to` behind it.
std::string part(std::string_view text, std::string_view from, std::string_view to);

/// Unsigned; "_a1", for jan@duo.example, by kProvider.
std::string assertion_xml();
/// "_r1" around it.
std::string response_xml(std::string_view inside);

std::string signed_assertion();
std::string signed_response(std::string_view inside);

/// As the form would bring it.
saml::Received posted(std::string_view xml);
/// The address that a reader would take from it.
std::string address_in(const saml::Assertion& assertion);

saml::AuthnRequest example_request();
saml::Response example_response();
saml::Assertion example_assertion();

}  // namespace sluis::tests
