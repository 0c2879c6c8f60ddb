#include "saml/metadata_parts.h"

#include <algorithm>
#include <utility>

#include "saml/binding.h"
#include "saml/instant.h"
#include "saml/names.h"
#include "saml/signature.h"

namespace sluis::saml {

namespace {

constexpr XmlLimits kMetadataLimits{.bytes = kLimitMetadataBytes, .comments = Comments::allowed};
constexpr std::size_t kLimitEntityId = 1024;  // SAML Metadata 2.2.1
constexpr std::size_t kMostKeys = 16;
constexpr std::size_t kMostEndpoints = 64;

std::optional<Binding> binding_of(const std::optional<std::string>& uri) {
  if (uri == kRedirectBinding) return Binding::redirect;
  if (uri == kPostBinding) return Binding::post;
  return std::nullopt;
}

// The certificates of a KeyDescriptor, one for each X509Data: further ones there are its issuers,
// who sign no messages. A key in another form is passed over; a certificate that is none, or too
// small a key, is a mistake that somebody should hear of.
std::expected<std::vector<PublicKey>, Refusal> certificates_of(const Element& descriptor) {
  std::vector<PublicKey> keys;
  for (const Element& key_info : descriptor.children(ns::kSignature, "KeyInfo")) {
    for (const Element& x509 : key_info.children(ns::kSignature, "X509Data")) {
      const auto certificates = x509.children(ns::kSignature, "X509Certificate");
      if (certificates.empty()) continue;
      auto key = PublicKey::from_certificate(certificates[0].text().value_or(""));
      if (!key) return std::unexpected(key.error());
      keys.push_back(*std::move(key));
    }
  }
  return keys;
}

std::vector<std::string> methods_of(const Element& descriptor) {
  std::vector<std::string> methods;
  for (const Element& method : descriptor.children(ns::kMetadata, "EncryptionMethod")) {
    methods.push_back(method.attribute("Algorithm").value_or(""));
  }
  return methods;
}

std::optional<Refusal> read_keys(const Element& role, Entity& entity) {
  for (const Element& descriptor : role.children(ns::kMetadata, "KeyDescriptor")) {
    const auto use = descriptor.attribute("use");
    if (use && *use != "signing" && *use != "encryption") return Refusal::saml_malformed;
    const auto keys = certificates_of(descriptor);
    if (!keys) return keys.error();
    // SAML Metadata 2.4.1.1: without a use it serves for both.
    if (use != "encryption") {
      entity.signing_keys.insert(entity.signing_keys.end(), keys->begin(), keys->end());
    }
    if (use == "signing") continue;
    for (const PublicKey& key : *keys) {
      entity.encryption_keys.push_back({key, methods_of(descriptor)});
    }
  }
  if (entity.signing_keys.size() > kMostKeys || entity.encryption_keys.size() > kMostKeys) {
    return Refusal::saml_malformed;
  }
  return std::nullopt;
}

void read_display_names(const Element& role, Entity& entity, Reading& reading) {
  const auto extensions = reading.child(role, ns::kMetadata, "Extensions");
  if (!extensions) return;
  for (const Element& info : extensions->children(ns::kUserInterface, "UIInfo")) {
    for (const Element& name : info.children(ns::kUserInterface, "DisplayName")) {
      if (const auto text = name.text()) entity.display_names[name.language()] = *text;
    }
  }
}

void read_validity(const Element& element, Entity& entity, Reading& reading) {
  if (const auto until = reading.instant(element, "validUntil")) {
    entity.valid_until = std::min(entity.valid_until.value_or(*until), *until);
  }
  if (const auto text = element.attribute("cacheDuration")) {
    const auto span = parse_duration(*text);
    if (!span) return reading.refuse();
    entity.cache_duration = std::min(entity.cache_duration.value_or(*span), *span);
  }
}

// standards SAM-05.
std::optional<Refusal> check_validity(const Entity& entity, const MetadataRules& rules) {
  if (!entity.valid_until) {
    return rules.requires_valid_until ? std::optional(Refusal::saml_expired) : std::nullopt;
  }
  if (*entity.valid_until <= rules.now) return Refusal::saml_expired;
  if (*entity.valid_until > rules.now + rules.longest_validity) return Refusal::saml_not_yet_valid;
  return std::nullopt;
}

std::expected<Document, Refusal> verified_document(std::string_view text,
                                                   const MetadataRules& rules) {
  auto document = Document::parse(text, kMetadataLimits);
  if (!document) return document;
  const Element root = document->root();
  // standards XSW-26: no aggregate, so that there is one entity and no choice between several.
  if (!root.is(ns::kMetadata, "EntityDescriptor")) {
    return std::unexpected(Refusal::saml_malformed);
  }
  if (rules.signers.empty()) return document;
  if (!are_in_place(root, {root})) return std::unexpected(Refusal::saml_signature);
  return signed_content(root, rules.signers);
}

std::optional<Element> only_role(const Element& root, std::string_view name) {
  const auto roles = root.children(ns::kMetadata, name);
  if (roles.size() != 1) return std::nullopt;
  std::string protocols = roles[0].attribute("protocolSupportEnumeration").value_or("");
  std::ranges::replace_if(
      protocols, [](char octet) { return std::string_view("\t\r\n").contains(octet); }, ' ');
  const bool speaks_saml = (" " + protocols + " ").contains(" " + std::string(ns::kProtocol) + " ");
  return speaks_saml ? std::optional(roles[0]) : std::nullopt;
}

std::optional<Refusal> read_entity(const Element& root, const Element& role, Entity& entity) {
  Reading reading;
  entity.entity_id = reading.required(root, "entityID");
  if (entity.entity_id.size() > kLimitEntityId) reading.refuse();
  read_validity(root, entity, reading);
  read_validity(role, entity, reading);
  read_display_names(role, entity, reading);
  entity.logout = read_endpoints(role, "SingleLogoutService", reading);
  entity.name_id_formats = reading.child_texts(role, ns::kMetadata, "NameIDFormat");
  if (const auto fault = reading.outcome(0); !fault) return fault.error();
  return read_keys(role, entity);
}

}  // namespace

std::vector<Endpoint> read_endpoints(const Element& role, std::string_view name, Reading& reading) {
  std::vector<Endpoint> endpoints;
  const auto elements = role.children(ns::kMetadata, name);
  if (elements.size() > kMostEndpoints) reading.refuse();
  for (const Element& element : elements) {
    const auto binding = binding_of(element.attribute("Binding"));
    if (!binding) continue;
    Endpoint endpoint{.binding = *binding,
                      .location = reading.required(element, "Location"),
                      .response_location = element.attribute("ResponseLocation").value_or(""),
                      .index = reading.number(element, "index")};
    if (endpoint.response_location.empty()) endpoint.response_location = endpoint.location;
    if (element.attribute("isDefault")) endpoint.is_default = reading.boolean(element, "isDefault");
    endpoints.push_back(std::move(endpoint));
  }
  return endpoints;
}

std::expected<FoundRole, Refusal> find_role(std::string_view text, const MetadataRules& rules,
                                            std::string_view role_name) {
  auto document = verified_document(text, rules);
  if (!document) return std::unexpected(document.error());
  const Element root = document->root();
  const auto role = only_role(root, role_name);
  if (!role) return std::unexpected(Refusal::saml_malformed);
  Entity entity;
  if (const auto fault = read_entity(root, *role, entity)) return std::unexpected(*fault);
  if (const auto fault = check_validity(entity, rules)) return std::unexpected(*fault);
  return FoundRole{*std::move(document), *role, std::move(entity)};
}

}  // namespace sluis::saml
