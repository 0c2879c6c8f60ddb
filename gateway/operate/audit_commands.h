#pragma once

// `sluis audit verify | list`: the audit log proved, and shown. Each returns the exit code. Neither
// changes anything; the gateway may run meanwhile.

#include <filesystem>
#include <string>
#include <vector>

#include "operate/console.h"

namespace sluis::operate {

/// 0: whole, 1: not, or a head that is none. `heads`: "12:9f86…", seen elsewhere.
int audit_verify(const std::filesystem::path& file, const std::vector<std::string>& heads,
                 Format format, Console console);

/// Every line, or those of one action (all of `keys` for "keys"). As JSON: the lines as they stand
/// in the log, hashes included. 1 if the log is not whole, which is said on `error`.
int audit_list(const std::filesystem::path& file, const std::string& action, Format format,
               Console console);

}  // namespace sluis::operate
