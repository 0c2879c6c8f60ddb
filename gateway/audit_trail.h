#pragma once

// What the gateway and the commands write in the audit log (docs/operate.md has the list): the log
// as it is configured, and the lines about the gateway itself. Without `logs.audit` nothing is
// written.

#include <memory>
#include <optional>
#include <string>

#include "config.h"
#include "fault/audit.h"
#include "fault/event.h"
#include "operate/audit_log.h"
#include "operate/audit_writer.h"

namespace sluis {

/// Of one reading of the configuration and the ring: what a line about a start or a reload says.
struct AuditedState {
  std::string allowlist;  // fingerprint
  std::uint64_t ring;     // serial
};

/// For `serve`. Everything may be called from any thread; nothing but `audit_first` waits.
class AuditTrail {
 public:
  /// `complain` gets plain words for the operator. Throws operate::AuditLogError.
  AuditTrail(const Config& config, const crypto::Clock& clock, Journal journal,
             std::function<void(const std::string&)> complain);

  void note(const AuditEntry& entry);
  Audit audit() {
    return [this](const AuditEntry& entry) { note(entry); };
  }
  AuditFirst audit_first();

  /// Where the chain of this node ended when it was last written to; nothing without a log.
  std::optional<operate::AuditHead> head() const;
  std::uint64_t lost() const;

  void started(const AuditedState& now);
  void stopped();
  void reloaded(const AuditedState& before, const AuditedState& now);
  void reload_refused();
  void certificate_reloaded();

 private:
  std::unique_ptr<operate::AuditLog> log_;
  std::unique_ptr<operate::AuditWriter> writer_;  // after the log: it uses it
};

/// For a command: appends at once, tells the system log, and fills in origin and actor. The
/// function throws operate::AuditLogError where it cannot; this throws it before anything was done.
/// What leaves no line must not be done.
Audit audit_of_command(const Config& config, const crypto::Clock& clock);

}  // namespace sluis
