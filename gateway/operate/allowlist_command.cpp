#include "operate/allowlist_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>
#include <ostream>

#include "identity/email_address.h"
#include "operate/timestamp.h"

namespace sluis::operate {

namespace {

using identity::AllowlistEntry;
using identity::DomainName;

struct Decision {
  std::optional<DomainName> domain;           // none: what was typed is not an address
  std::optional<Refusal> refusal;             // none: admitted
  const AllowlistEntry* listed = nullptr;     // the entry of the domain itself
  const AllowlistEntry* deciding = nullptr;   // the same, or the one that it is an alias of
  const AllowlistEntry* neighbour = nullptr;  // listed, and above or below a domain that is not
};

bool is_below(std::string_view lower, std::string_view upper) {
  return lower.size() > upper.size() && lower.ends_with(upper) &&
         lower[lower.size() - upper.size() - 1] == '.';
}

const AllowlistEntry* neighbour_of(const DomainName& domain, const identity::Allowlist& allowlist) {
  for (const auto& [name, entry] : allowlist.entries()) {
    if (is_below(domain.text(), name.text()) || is_below(name.text(), domain.text())) return &entry;
  }
  return nullptr;
}

Decision decide(std::string_view text, const identity::Allowlist& allowlist,
                crypto::TimePoint now) {
  Decision decision;
  const auto address = identity::EmailAddress::parse(text);
  if (!address) {
    decision.refusal = address.error();
    return decision;
  }
  decision.domain = address->domain();
  if (const auto found = allowlist.find(address->domain(), now); !found) {
    decision.refusal = found.error();
  }
  const auto& entries = allowlist.entries();
  const auto listed = entries.find(address->domain());
  if (listed == entries.end()) {
    decision.neighbour = neighbour_of(address->domain(), allowlist);
    return decision;
  }
  decision.listed = &listed->second;
  const auto& alias_of = decision.listed->alias_of;
  decision.deciding = alias_of ? &entries.at(*alias_of) : decision.listed;
  return decision;
}

std::string dates_text(const AllowlistEntry& entry) {
  if (!entry.valid_from && !entry.valid_until) return "always";
  const std::string from = entry.valid_from ? "from " + day_text(*entry.valid_from) + " " : "";
  const std::string until = entry.valid_until ? "until " + day_text(*entry.valid_until) + " " : "";
  return fmt::format("{}{}(UTC, that day included)", from, until);
}

std::string entry_text(const Decision& decision) {
  if (decision.listed == decision.deciding) return decision.listed->domain.text();
  return fmt::format("{}, an alias of {}", decision.listed->domain.text(),
                     decision.deciding->domain.text());
}

std::string why_not_listed(const Decision& decision) {
  const std::string plain = "There is no entry for this domain.";
  if (decision.neighbour == nullptr) return plain;
  return fmt::format(
      "{} There is one for {}, but names are compared exactly: a domain above or "
      "below it is another domain.",
      plain, decision.neighbour->domain.text());
}

std::string why_refused(const Decision& decision) {
  switch (*decision.refusal) {
    case Refusal::domain_malformed:
      return "What stands behind the @ is not a domain name.";
    case Refusal::domain_not_listed:
      return why_not_listed(decision);
    case Refusal::domain_not_yet_valid:
      return "The entry is not valid yet.";
    case Refusal::domain_expired:
      return "The entry is no longer valid.";
    default:
      return "This is not an address that is accepted. Any name will do before the @, for example "
             "name@ministry.example.";
  }
}

void print_rule(const Decision& decision, std::ostream& out) {
  const auto line = [&](std::string_view name, std::string_view value) {
    out << fmt::format("  {:<13} {}\n", name, value);
  };
  const AllowlistEntry& entry = *decision.deciding;
  line("entry", entry_text(decision));
  line("organisation", entry.organisation);
  line("connectors", fmt::format("{}", fmt::join(entry.connectors, ", ")));
  line("acr", entry.acr.empty() ? "any" : entry.acr + " or stronger");
  line("valid", dates_text(entry));
  if (decision.listed != decision.deciding) line("alias valid", dates_text(*decision.listed));
}

void print_text(const Decision& decision, std::ostream& out) {
  const std::string domain = decision.domain ? decision.domain->text() + ": " : "";
  if (decision.refusal) {
    out << fmt::format("{}refused ({})\n  {}\n", domain, name_of(*decision.refusal),
                       why_refused(decision));
  } else {
    out << domain << "admitted\n";
  }
  if (decision.listed != nullptr) print_rule(decision, out);
  if (!decision.refusal) {
    out << "  One of these connectors must still vouch for the address at the login.\n";
  }
}

boost::json::value day_value(const std::optional<std::chrono::year_month_day>& day) {
  if (!day) return nullptr;
  return boost::json::string(day_text(*day));
}

boost::json::object rule_value(const AllowlistEntry& entry) {
  return {{"domain", entry.domain.text()},
          {"organisation", entry.organisation},
          {"connectors", boost::json::array(entry.connectors.begin(), entry.connectors.end())},
          {"acr", entry.acr},
          {"valid_from", day_value(entry.valid_from)},
          {"valid_until", day_value(entry.valid_until)}};
}

void print_json(const Decision& decision, std::ostream& out) {
  boost::json::object answer{{"admitted", !decision.refusal}};
  if (decision.domain) answer["domain"] = decision.domain->text();
  if (decision.refusal) answer["refusal"] = name_of(*decision.refusal);
  if (decision.deciding != nullptr) answer["entry"] = rule_value(*decision.deciding);
  if (decision.listed != decision.deciding) {
    answer["alias"] = {{"domain", decision.listed->domain.text()},
                       {"valid_from", day_value(decision.listed->valid_from)},
                       {"valid_until", day_value(decision.listed->valid_until)}};
  }
  out << boost::json::serialize(answer) << "\n";
}

}  // namespace

int allowlist_test(std::string_view address, const identity::Allowlist& allowlist,
                   crypto::TimePoint now, Format format, std::ostream& out) {
  const Decision decision = decide(address, allowlist, now);
  if (format == Format::json) {
    print_json(decision, out);
  } else {
    print_text(decision, out);
  }
  return decision.refusal ? 1 : 0;
}

}  // namespace sluis::operate
