#pragma once

// The whole audit log, read from its first file to its last line and proved (decision 24): every
// line's own hash, its number and the hash of the line before; that the first line begins a chain
// or follows a file whose deletion the log tells of; and that the chain still holds what was seen
// of it elsewhere.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "operate/audit_line.h"

namespace sluis::operate {

struct AuditFault {
  std::filesystem::path file;
  std::uint64_t line = 0;  // in that file; 0: the file as a whole
  std::string text;
};

struct AuditChain {
  std::vector<std::filesystem::path> files;
  std::uint64_t lines = 0;
  std::optional<AuditLine> first;
  std::optional<AuditLine> last;
  std::vector<AuditFault> faults;
};

using EachAuditLine = std::function<void(const AuditLine&, std::string_view text)>;

/// `known`: heads from the system log, a heartbeat or a note of one's own. Calls `each` for every
/// line that is one. Throws AuditLogError if the log cannot be read at all.
AuditChain read_audit_chain(const std::filesystem::path& file, const std::vector<AuditHead>& known,
                            const EachAuditLine& each);

}  // namespace sluis::operate
