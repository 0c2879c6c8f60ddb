#include "audit_trail.h"

#include <utility>

#include "operate/acting_user.h"
#include "operate/system_log.h"

namespace sluis {

namespace {

operate::AuditLogSettings settings_of(const Config& config) {
  return {.file = *config.audit_log, .retention = config.audit_log_retention};
}

AuditEntry of_gateway(std::string action, std::string object) {
  return {.action = std::move(action),
          .object = std::move(object),
          .origin = "gateway",
          .actor = "sluis"};
}

}  // namespace

AuditTrail::AuditTrail(const Config& config, const crypto::Clock& clock, Journal journal,
                       std::function<void(const std::string&)> complain) {
  if (!config.audit_log) return;
  log_ = std::make_unique<operate::AuditLog>(settings_of(config));
  writer_ = std::make_unique<operate::AuditWriter>(
      *log_, clock,
      operate::AuditWriter::Listeners{
          .announce = [file = *config.audit_log](
                          const operate::AuditHead& head) { operate::tell_system_log(head, file); },
          .on_trouble =
              [journal = std::move(journal),
               complain = std::move(complain)](const std::string& why) {
                complain("the audit log: " + why);
                journal({.kind = Event::Kind::audit_failed});
              }});
}

void AuditTrail::note(const AuditEntry& entry) {
  if (writer_) writer_->note(entry);
}

AuditFirst AuditTrail::audit_first() {
  if (!writer_) return keep_no_audit;
  return [this](AuditEntry entry) { return writer_->record(std::move(entry)); };
}

std::optional<operate::AuditHead> AuditTrail::head() const {
  if (!log_) return std::nullopt;
  return log_->head();
}

std::uint64_t AuditTrail::lost() const { return writer_ ? writer_->lost() : 0; }

void AuditTrail::started(const AuditedState& now) {
  auto entry = of_gateway("gateway.start", SLUIS_VERSION);
  entry.details = {{"allowlist", now.allowlist}, {"ring", std::to_string(now.ring)}};
  note(entry);
}

void AuditTrail::stopped() { note(of_gateway("gateway.stop", SLUIS_VERSION)); }

void AuditTrail::reloaded(const AuditedState& before, const AuditedState& now) {
  auto entry = of_gateway("gateway.reload", "configuration");
  entry.details = {{"allowlist", now.allowlist}, {"ring", std::to_string(now.ring)}};
  note(entry);
  if (before.allowlist == now.allowlist) return;
  auto change = of_gateway("allowlist.change", "allowlist");
  change.details = {{"before", before.allowlist}, {"after", now.allowlist}};
  note(change);
}

void AuditTrail::reload_refused() {
  auto entry = of_gateway("gateway.reload", "configuration");
  entry.result = AuditEntry::Result::refused;
  note(entry);
}

void AuditTrail::certificate_reloaded() { note(of_gateway("tls.reload", "certificate")); }

Audit audit_of_command(const Config& config, const crypto::Clock& clock) {
  if (!config.audit_log) return [](const AuditEntry&) {};
  // Shared: std::function asks for what can be copied.
  const auto log = std::make_shared<operate::AuditLog>(settings_of(config));
  return [log, file = *config.audit_log, &clock](const AuditEntry& asked) {
    AuditEntry entry = asked;
    if (entry.origin.empty()) entry.origin = "command";
    if (entry.actor.empty()) entry.actor = operate::acting_user();
    operate::tell_system_log(log->append(entry, clock.now()), file);
  };
}

}  // namespace sluis
