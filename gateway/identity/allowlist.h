#pragma once

// Which domains take part, and who may speak for each. Exact names only: no wildcard, no suffix
// (standards §8). Immutable; a reload makes a new one.

#include <chrono>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "fault/refusal.h"
#include "identity/domain_name.h"

namespace sluis::identity {

struct AllowlistEntry {
  DomainName domain;
  std::string organisation;
  std::vector<std::string> connectors;                     // ids, in the order offered
  std::string acr;                                         // the weakest that will do; empty: any
  std::optional<std::chrono::year_month_day> valid_from;   // that day included, UTC
  std::optional<std::chrono::year_month_day> valid_until;  // that day included, UTC
  std::optional<DomainName> alias_of;  // then only `domain`, `valid_from` and `valid_until` count
};

class Allowlist {
 public:
  /// Throws std::invalid_argument with a plain reason: a domain twice, an alias of an alias or of a
  /// name that is not listed, an entry without a connector.
  explicit Allowlist(std::vector<AllowlistEntry> entries);

  /// The entry that decides for this domain, alias followed. Refuses with domain_not_listed,
  /// domain_not_yet_valid or domain_expired (the alias's own dates count too).
  std::expected<const AllowlistEntry*, Refusal> find(const DomainName& domain,
                                                     crypto::TimePoint now) const;

  const std::map<DomainName, AllowlistEntry>& entries() const { return entries_; }

  /// SHA-256 in hex of what the entries say, however the file that they came from is written.
  std::string fingerprint() const;

 private:
  std::map<DomainName, AllowlistEntry> entries_;
};

}  // namespace sluis::identity
