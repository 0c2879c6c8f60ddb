#include "saml/metadata.h"

#include <algorithm>

#include "saml/metadata_parts.h"
#include "saml/names.h"

namespace sluis::saml {

namespace {

// shibmd:Scope stands in the Extensions of the role, or in those of the entity.
std::vector<std::string> scopes_of(const FoundRole& found, Reading& reading) {
  std::vector<std::string> scopes;
  for (const Element& place : {found.document.root(), found.role}) {
    const auto extensions = reading.child(place, ns::kMetadata, "Extensions");
    if (!extensions) continue;
    for (const Element& scope : extensions->children(ns::kShibboleth, "Scope")) {
      // standards PWI-06: a regular expression is not a scope for us.
      if (!reading.boolean(scope, "regexp")) scopes.push_back(reading.text(scope));
    }
  }
  return scopes;
}

// standards PWI-06: what kind of identifier the service says that it needs.
std::optional<std::string> subject_id_requirement(const Element& root, Reading& reading) {
  const auto extensions = reading.child(root, ns::kMetadata, "Extensions");
  const auto attributes =
      extensions ? reading.child(*extensions, ns::kEntityAttributes, "EntityAttributes")
                 : std::nullopt;
  if (!attributes) return std::nullopt;
  for (const Element& attribute : attributes->children(ns::kAssertion, "Attribute")) {
    if (attribute.attribute("Name") != kSubjectIdRequirement) continue;
    return reading.child_text(attribute, ns::kAssertion, "AttributeValue");
  }
  return std::nullopt;
}

}  // namespace

const Endpoint* SpMetadata::default_consumer() const {
  const Endpoint* unmarked = nullptr;
  const Endpoint* first = nullptr;
  for (const Endpoint& consumer : consumers) {
    if (consumer.binding != Binding::post) continue;
    if (consumer.is_default == true) return &consumer;
    if (first == nullptr) first = &consumer;
    if (unmarked == nullptr && !consumer.is_default) unmarked = &consumer;
  }
  return unmarked != nullptr ? unmarked : first;
}

std::expected<IdpMetadata, Refusal> read_idp_metadata(std::string_view text,
                                                      const MetadataRules& rules) {
  auto found = find_role(text, rules, "IDPSSODescriptor");
  if (!found) return std::unexpected(found.error());
  Reading reading;
  IdpMetadata metadata{
      .entity = std::move(found->entity),
      .sign_on = read_endpoints(found->role, "SingleSignOnService", reading),
      .wants_requests_signed = reading.boolean(found->role, "WantAuthnRequestsSigned"),
      .scopes = scopes_of(*found, reading)};
  return reading.outcome(std::move(metadata));
}

std::expected<SpMetadata, Refusal> read_sp_metadata(std::string_view text,
                                                    const MetadataRules& rules) {
  auto found = find_role(text, rules, "SPSSODescriptor");
  if (!found) return std::unexpected(found.error());
  Reading reading;
  SpMetadata metadata{
      .entity = std::move(found->entity),
      .consumers = read_endpoints(found->role, "AssertionConsumerService", reading),
      .signs_requests = reading.boolean(found->role, "AuthnRequestsSigned"),
      .wants_assertions_signed = reading.boolean(found->role, "WantAssertionsSigned"),
      .subject_id_requirement = subject_id_requirement(found->document.root(), reading)};
  return reading.outcome(std::move(metadata));
}

}  // namespace sluis::saml
