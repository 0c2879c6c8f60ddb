#pragma once

// What both readers of metadata need. For metadata.cpp only.

#include <expected>
#include <string_view>

#include "saml/metadata.h"
#include "saml/reading.h"
#include "saml/xml.h"

namespace sluis::saml {

/// The document, verified if the rules say by whom, with the one role that was asked for.
struct FoundRole {
  Document document;
  Element role;
  Entity entity;
};

std::expected<FoundRole, Refusal> find_role(std::string_view text, const MetadataRules& rules,
                                            std::string_view role_name);

std::vector<Endpoint> read_endpoints(const Element& role, std::string_view name, Reading& reading);

}  // namespace sluis::saml
