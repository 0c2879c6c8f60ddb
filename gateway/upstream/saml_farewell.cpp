#include "upstream/saml_farewell.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/fields.h"
#include "saml/names.h"

namespace sluis::upstream {

namespace {

constexpr std::string_view kVersion = "saml-farewell/1";
constexpr std::size_t kLimitName = 256;    // standards SAM-02
constexpr std::size_t kLimitBytes = 1024;  // of all of it: the session's record is padded to 4 KB

bool may_be_kept(const saml::NameId& name_id) {
  const bool is_opaque = name_id.format == saml::name_id_format::kPersistent ||
                         name_id.format == saml::name_id_format::kTransient;
  return is_opaque && !name_id.value.empty() && name_id.value.size() <= kLimitName &&
         !name_id.value.contains('@');
}

}  // namespace

std::optional<SamlFarewell> SamlFarewell::of(const saml::Assertion& assertion,
                                             const saml::AuthnStatement& login,
                                             std::string_view provider) {
  if (!assertion.name_id || !may_be_kept(*assertion.name_id)) return std::nullopt;
  SamlFarewell farewell{.provider = std::string(provider),
                        .name_id = *assertion.name_id,
                        .session_index = login.session_index.value_or("")};
  // An index may be anything too; without one all its sessions of hers are meant.
  if (farewell.session_index.size() > kLimitName || farewell.session_index.contains('@')) {
    farewell.session_index.clear();
  }
  if (farewell.serialise().size() > kLimitBytes) return std::nullopt;
  return farewell;
}

bool SamlFarewell::is_meant_by(const saml::LogoutRequest& request) const {
  if (!request.name_id || request.name_id->value != name_id.value) return false;
  // SAML Core 3.7.1: what it leaves out it means as it was.
  const auto is_same = [](const std::optional<std::string>& said,
                          const std::optional<std::string>& given) {
    return !said || !given || *said == *given;
  };
  if (!is_same(request.name_id->format, name_id.format) ||
      !is_same(request.name_id->name_qualifier, name_id.name_qualifier) ||
      !is_same(request.name_id->sp_name_qualifier, name_id.sp_name_qualifier)) {
    return false;
  }
  const auto& named = request.session_indexes;
  return named.empty() || session_index.empty() ||
         std::ranges::find(named, session_index) != named.end();
}

std::string SamlFarewell::serialise() const {
  return crypto::length_prefixed({kVersion, provider, name_id.value, name_id.format.value_or(""),
                                  name_id.name_qualifier.value_or(""),
                                  name_id.sp_name_qualifier.value_or(""), session_index});
}

std::optional<SamlFarewell> SamlFarewell::parse(std::string_view octets) {
  crypto::FieldReader reader(octets);
  if (reader.next() != kVersion) return std::nullopt;
  const auto text = [&] { return std::string(reader.next().value_or("")); };
  const auto optional = [&] {
    auto field = text();
    return field.empty() ? std::nullopt : std::optional(std::move(field));
  };
  SamlFarewell farewell{.provider = text(),
                        .name_id = {.value = text(),
                                    .format = optional(),
                                    .name_qualifier = optional(),
                                    .sp_name_qualifier = optional()},
                        .session_index = text()};
  if (!reader.is_done() || farewell.provider.empty()) return std::nullopt;
  return farewell;
}

}  // namespace sluis::upstream
