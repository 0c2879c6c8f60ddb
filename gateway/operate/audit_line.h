#pragma once

// One line of the audit log: what was done, its number, and the hashes that chain it to the line
// before (decision 24). BIO2 8.15.01: action, object, result, origin, actor and time; standards
// PRI-16: no end-user data, which is why the characters of a value are a closed set without an `@`.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/clock.h"
#include "fault/audit.h"

namespace sluis::operate {

/// How far a chain has come: what one must have seen elsewhere to notice that its end was cut off.
struct AuditHead {
  std::uint64_t sequence = 0;
  std::string hash = std::string(64, '0');  // of that line; of none, zeros

  bool operator==(const AuditHead&) const = default;
};

std::string text_of(const AuditHead& head);  // "12:9f86d0…"
std::optional<AuditHead> parse_audit_head(std::string_view text);

struct AuditLine {
  AuditHead head;        // its own number, and the SHA-256 of what stands before `hash`
  std::string previous;  // the hash of the line before
  std::string time;
  AuditEntry entry;
};

/// The line without its line feed, and the head of the chain that ends with it. A value outside the
/// closed set stands there as "(unfit)": the line counts more than what it cannot hold.
std::pair<std::string, AuditHead> audit_line(const AuditEntry& entry, crypto::TimePoint time,
                                             const AuditHead& after);

/// Nothing if it is no line of ours or its hash is not that of its text.
std::optional<AuditLine> parse_audit_line(std::string_view line);

std::string_view name_of(AuditEntry::Result result);

}  // namespace sluis::operate
