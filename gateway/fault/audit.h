#pragma once

// What somebody changed about the gateway, for who must account for it later: one line of the audit
// log. No end-user data: what is erased is named by the random name that its record had.

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace sluis {

struct AuditEntry {
  enum class Result { done, refused, failed };

  std::string action;  // "keys.rotate", "person.forget", "access_log.delete"
  std::string object;  // an id of the configuration or the ring, a file's name, a record's name
  Result result = Result::done;
  std::string origin;  // "command", "gateway" or "browser": by which way it was asked
  std::string actor;   // the operating system's user of a command, else "sluis"; never a person
  std::vector<std::pair<std::string, std::string>> details{};  // closed names, values of ours
};

/// Must be callable from every worker thread and must not block.
using Audit = std::function<void(const AuditEntry&)>;

/// For what must not be done without its line: resumes when the line is on the disk. Throws
/// Unavailable where it does not come there in time; then nobody may do it.
using AuditFirst = std::function<boost::asio::awaitable<void>(AuditEntry)>;

/// Where no audit log is kept.
inline boost::asio::awaitable<void> keep_no_audit(AuditEntry) { co_return; }

}  // namespace sluis
