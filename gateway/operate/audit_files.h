#pragma once

// The files of an audit log as the disk has them: read, locked, appended to. For the audit log and
// its commands only. Everything throws AuditLogError with the path.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "operate/audit_log.h"

namespace sluis::operate::audit_files {

/// Held by one process at a time. Without a lock file that may be opened for reading, an auditor
/// reads without it.
class Lock {
 public:
  enum class Kind { exclusive, shared };
  Lock(const std::filesystem::path& log, Kind kind);
  ~Lock();
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  int descriptor_ = -1;
};

/// The line that a file ends with, without its line feed; nothing if it is empty or not there.
/// `torn` is how many octets of an unfinished line follow it.
struct LastLine {
  std::optional<std::string> text;
  std::uintmax_t torn = 0;
};
LastLine last_line(const std::filesystem::path& file);

/// The first line; empty if there is none.
std::string first_line(const std::filesystem::path& file);

/// All or nothing, and on the disk.
void append(const std::filesystem::path& file, std::string_view line);

void cut(const std::filesystem::path& file, std::uintmax_t octets);

}  // namespace sluis::operate::audit_files
