#include "identity/allowlist.h"

#include <stdexcept>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/mac.h"

namespace sluis::identity {

namespace {

std::optional<Refusal> refusal_of_dates(const AllowlistEntry& entry, crypto::TimePoint now) {
  using std::chrono::days;
  using std::chrono::sys_days;
  if (entry.valid_from && now < sys_days(*entry.valid_from)) return Refusal::domain_not_yet_valid;
  if (entry.valid_until && now >= sys_days(*entry.valid_until) + days(1)) {
    return Refusal::domain_expired;
  }
  return std::nullopt;
}

void check_dates(const AllowlistEntry& entry) {
  const std::string& domain = entry.domain.text();
  if ((entry.valid_from && !entry.valid_from->ok()) ||
      (entry.valid_until && !entry.valid_until->ok())) {
    throw std::invalid_argument("'" + domain + "' has a date that does not exist");
  }
  if (entry.valid_from && entry.valid_until && *entry.valid_from > *entry.valid_until) {
    throw std::invalid_argument("'" + domain + "' is valid until a day before valid_from");
  }
}

void check_target(const AllowlistEntry& entry,
                  const std::map<DomainName, AllowlistEntry>& entries) {
  const std::string names =
      "'" + entry.domain.text() + "' is an alias of '" + entry.alias_of->text() + "', which is ";
  const auto target = entries.find(*entry.alias_of);
  if (target == entries.end()) throw std::invalid_argument(names + "not listed");
  if (target->second.alias_of) throw std::invalid_argument(names + "an alias itself");
}

/// Every field behind its length: two lists that differ have two texts.
std::string canonical(const AllowlistEntry& entry) {
  const auto date = [](const std::optional<std::chrono::year_month_day>& day) {
    if (!day) return std::string();
    return std::to_string(std::chrono::sys_days(*day).time_since_epoch().count());
  };
  std::string connectors;
  for (const auto& id : entry.connectors) connectors += crypto::length_prefixed({id});
  return crypto::length_prefixed({entry.domain.text(), entry.organisation, connectors, entry.acr,
                                  date(entry.valid_from), date(entry.valid_until),
                                  entry.alias_of ? entry.alias_of->text() : std::string()});
}

}  // namespace

Allowlist::Allowlist(std::vector<AllowlistEntry> entries) {
  for (AllowlistEntry& entry : entries) {
    DomainName domain = entry.domain;
    check_dates(entry);
    if (!entry.alias_of && entry.connectors.empty()) {
      throw std::invalid_argument("'" + domain.text() + "' has no connector");
    }
    if (!entries_.emplace(domain, std::move(entry)).second) {
      throw std::invalid_argument("'" + domain.text() + "' is listed twice");
    }
  }
  for (const auto& [domain, entry] : entries_) {
    if (entry.alias_of) check_target(entry, entries_);
  }
}

std::expected<const AllowlistEntry*, Refusal> Allowlist::find(const DomainName& domain,
                                                              crypto::TimePoint now) const {
  const auto listed = entries_.find(domain);
  if (listed == entries_.end()) return std::unexpected(Refusal::domain_not_listed);
  const AllowlistEntry* entry = &listed->second;
  if (const auto refusal = refusal_of_dates(*entry, now)) return std::unexpected(*refusal);
  if (!entry->alias_of) return entry;

  entry = &entries_.at(*entry->alias_of);
  if (const auto refusal = refusal_of_dates(*entry, now)) return std::unexpected(*refusal);
  return entry;
}

std::string Allowlist::fingerprint() const {
  std::string text;
  for (const auto& [domain, entry] : entries_) text += canonical(entry);
  return crypto::hex_encode(crypto::sha256(text));
}

}  // namespace sluis::identity
