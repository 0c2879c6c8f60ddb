#pragma once

// Our requests and answers as XML, without a signature: HTTP-Redirect has it in the query
// (binding.h), for HTTP-POST signing.h puts it in. Responses with an Assertion: issue.h.
//
// Throws std::invalid_argument for a text that XML cannot hold.

#include <string>

#include "saml/message.h"

namespace sluis::saml {

std::string to_xml(const AuthnRequest& request);
std::string to_xml(const LogoutRequest& request);
std::string to_xml(const LogoutResponse& response);

}  // namespace sluis::saml
