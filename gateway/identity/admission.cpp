#include "identity/admission.h"

#include <algorithm>
#include <utility>

namespace sluis::identity {

namespace {

std::expected<const AllowlistEntry*, Refusal> find_permitted(const DomainName& domain,
                                                             std::string_view connector,
                                                             const Allowlist& allowlist,
                                                             crypto::TimePoint now) {
  const auto entry = allowlist.find(domain, now);
  if (!entry) return entry;
  // Standards SAM-19: a provider may speak only for the domains that it was given.
  if (std::ranges::find((*entry)->connectors, connector) == (*entry)->connectors.end()) {
    return std::unexpected(Refusal::connector_not_permitted);
  }
  return entry;
}

Subject subject_of(const Evidence& evidence, const DomainName& domain_after_alias) {
  if (evidence.upstream_subject()) {
    return Subject::of_upstream(evidence.realm(), *evidence.upstream_subject());
  }
  return Subject::of_address(evidence.address().with_domain(domain_after_alias));
}

}  // namespace

std::expected<Admission, Refusal> admit(const Evidence& evidence, const Allowlist& allowlist,
                                        const AcrOrder& acr_order, crypto::TimePoint now) {
  const auto entry =
      find_permitted(evidence.address().domain(), evidence.connector(), allowlist, now);
  if (!entry) return std::unexpected(entry.error());
  // An empty name would make one person of everybody at that provider.
  if (evidence.upstream_subject() && evidence.upstream_subject()->empty()) {
    return std::unexpected(Refusal::subject_missing);
  }
  if (!acr_order.reaches(evidence.acr(), (*entry)->acr)) {
    return std::unexpected(Refusal::acr_too_weak);
  }
  return Admission{.subject = subject_of(evidence, (*entry)->domain),
                   // The listed name itself, before alias: with it goes the session.
                   .entry = evidence.address().domain().text(),
                   .organisation = (*entry)->organisation,
                   .connector = evidence.connector(),
                   .acr = evidence.acr(),
                   .authenticated_at = evidence.authenticated_at(),
                   .until = evidence.until()};
}

std::expected<const AllowlistEntry*, Refusal> still_admitted(std::string_view entry,
                                                             std::string_view connector,
                                                             const Allowlist& allowlist,
                                                             crypto::TimePoint now) {
  const auto domain = DomainName::parse(entry);
  if (!domain) return std::unexpected(domain.error());
  return find_permitted(*domain, connector, allowlist, now);
}

}  // namespace sluis::identity
