#include "upstream/saml_attributes.h"

#include <algorithm>

#include "http/ascii.h"
#include "saml/names.h"

namespace sluis::upstream {

namespace {

constexpr std::size_t kLimitSubject = 256;  // standards SAM-02
constexpr std::string_view kSubjectId = "urn:oasis:names:tc:SAML:attribute:subject-id";

/// The only value of the only attribute of that name.
const std::string* only_value(const saml::Assertion& assertion, std::string_view name) {
  const std::string* value = nullptr;
  for (const auto& attribute : assertion.attributes) {
    if (attribute.name != name) continue;
    if (value || attribute.values.size() != 1) return nullptr;
    value = &attribute.values.front();
  }
  return value;
}

bool is_subject(std::string_view text) { return !text.empty() && text.size() <= kLimitSubject; }

std::optional<crypto::Secret> subject_of_attribute(const saml::Assertion& assertion,
                                                   std::string_view name) {
  const auto* value = only_value(assertion, name);
  if (!value || !is_subject(*value)) return std::nullopt;
  // Standards PWI-05: these two are compared without case, and a provider that changes it means the
  // same person.
  const bool has_no_case = name == saml::kPairwiseId || name == kSubjectId;
  auto subject = *value;
  if (has_no_case) std::ranges::transform(subject, subject.begin(), http::lower);
  return crypto::Secret::take(std::move(subject));
}

// SAML Core 8.3.7: a persistent name is one among those that NameQualifier gave to SPNameQualifier;
// where they are left out, the provider and we are meant.
std::optional<crypto::Secret> subject_of_name_id(const std::optional<saml::NameId>& name_id,
                                                 const Parties& parties) {
  if (!name_id || name_id->format != saml::name_id_format::kPersistent) return std::nullopt;
  if (!is_subject(name_id->value) ||
      name_id->name_qualifier.value_or(std::string(parties.provider)) != parties.provider ||
      name_id->sp_name_qualifier.value_or(std::string(parties.service)) != parties.service) {
    return std::nullopt;
  }
  return crypto::Secret::copy_of(name_id->value);
}

}  // namespace

std::expected<identity::EmailAddress, Refusal> address_in(const saml::Assertion& assertion,
                                                          std::string_view attribute) {
  const auto* value = only_value(assertion, attribute);
  if (!value) return std::unexpected(Refusal::email_malformed);
  auto address = identity::EmailAddress::parse(*value);
  if (!address) return std::unexpected(Refusal::email_malformed);
  return std::move(*address);
}

std::expected<std::optional<crypto::Secret>, Refusal> subject_in(const saml::Assertion& assertion,
                                                                 const SamlIdentity& identity,
                                                                 const Parties& parties) {
  if (identity.by == SamlIdentity::By::address) return std::nullopt;
  auto subject = identity.by == SamlIdentity::By::name_id
                     ? subject_of_name_id(assertion.name_id, parties)
                     : subject_of_attribute(assertion, identity.attribute);
  if (!subject) return std::unexpected(Refusal::subject_missing);
  return subject;
}

}  // namespace sluis::upstream
