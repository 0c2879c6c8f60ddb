#pragma once

// One line in the system's own log (journald, syslog), which another account keeps: how far the
// audit log has come. Facility authpriv, level notice.

#include <filesystem>

#include "operate/audit_line.h"

namespace sluis::operate {

inline constexpr std::string_view kSystemLog = "/dev/log";

/// "sluis[7]: audit log /var/log/sluis/audit.jsonl at 12:9f86…". False if nobody listens there, or
/// its queue is full: never waits.
bool tell_system_log(const AuditHead& head, const std::filesystem::path& audit_log,
                     const std::filesystem::path& socket = kSystemLog);

}  // namespace sluis::operate
