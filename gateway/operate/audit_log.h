#pragma once

// The audit log: what was changed about the gateway, one JSON line each in a chain of hashes, one
// chain for each node (decision 24). Gateway and commands append to the same file, one at a time
// under flock(2) of `audit.jsonl.lock`; a line is on the disk when `append` returns. At the first
// line or tidying of a day (UTC) the file of an earlier day becomes `audit-2026-11-21.jsonl`; the
// next begins where it ended. A file goes when its last line is as old as the retention period, and
// a line about it (`audit_log.delete`) holds its last number and hash, so that the rest still
// proves whole.
//
// Every function waits for the disk and at most five seconds for another process: not for an event
// loop (AuditWriter is). One object may be used by several threads.

#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stdexcept>

#include "crypto/clock.h"
#include "fault/audit.h"
#include "operate/audit_line.h"

namespace sluis::operate {

/// It cannot be written, or what stands at its end is no line of ours: nothing may follow that.
class AuditLogError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct AuditLogSettings {
  std::filesystem::path file;
  std::chrono::seconds retention = std::chrono::days{183};  // BIO2 8.18.02: half a year
};

class AuditLog {
 public:
  /// Makes the folder (0700) and the file (0600). Throws AuditLogError with the path.
  explicit AuditLog(AuditLogSettings settings);

  /// What a crash left of a line is cut off first, and that is a line of its own
  /// (`audit_log.repair`). Throws AuditLogError; the file is then as it was.
  AuditHead append(const AuditEntry& entry, crypto::TimePoint time);

  /// Puts the file of an earlier day away, and deletes those that are too old: also where nothing
  /// happens that leaves a line. Throws AuditLogError.
  void tidy(crypto::TimePoint now);

  /// Where the chain ended when this object last saw it. Waits for nothing.
  AuditHead head() const;

 private:
  AuditHead append_locked(const AuditEntry& entry, crypto::TimePoint time);
  void repair(crypto::TimePoint time);
  void turn_to(std::chrono::year_month_day day);
  AuditHead end_of_chain() const;

  const AuditLogSettings settings_;
  std::mutex appending_;
  mutable std::mutex looking_;  // guards what follows
  AuditHead head_;
};

}  // namespace sluis::operate
