#pragma once

// Who runs this command, for the audit log: the account that somebody logged in with, which sudo
// does not change (audit's loginuid), else the account that the process runs as.

#include <string>

namespace sluis::operate {

/// A name, or "uid:1000" where it has none.
std::string acting_user();

}  // namespace sluis::operate
