#pragma once

// Messages out of the elements that carry them. For verified.cpp only, which knows that the element
// was signed. Each refuses (saml_malformed) an element of another name, a version that is not 2.0,
// and what the schema does not allow where we look.

#include <expected>
#include <optional>

#include "saml/message.h"
#include "saml/reading.h"

namespace sluis::saml {

std::expected<AuthnRequest, Refusal> read_authn_request(const Element& element);
std::expected<LogoutRequest, Refusal> read_logout_request(const Element& element);
std::expected<LogoutResponse, Refusal> read_logout_response(const Element& element);
/// Its own words only, not the Assertion in it.
std::expected<Response, Refusal> read_response(const Element& element);
std::expected<Assertion, Refusal> read_assertion(const Element& element);

std::optional<NameId> read_name_id(const Element& parent, Reading& reading);

}  // namespace sluis::saml
