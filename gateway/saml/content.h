#pragma once

// What is in a Received. For binding.cpp, which fills it, and verified.cpp, which judges it.

#include <optional>
#include <string>

#include "saml/received.h"
#include "saml/xml.h"

namespace sluis::saml {

struct QuerySignature {
  std::string signed_octets;
  std::string algorithm;  // URI, as it came
  std::string signature;
};

struct Received::Content {
  Document document;
  std::optional<QuerySignature> query_signature;
};

}  // namespace sluis::saml
