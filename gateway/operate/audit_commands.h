#pragma once

// `sluis audit verify | list`: the audit log proved, and shown. Each returns the exit code. Neither
// changes anything; the gateway may run meanwhile.

#include <filesystem>
#include <string>
#include <vector>

#include "operate/console.h"

namespace sluis::operate {

/// Heads that were seen elsewhere: "12:9f86…".
struct HeadsSeen {
  std::vector<std::string> given{};     // by who asks
  std::vector<std::string> of_nodes{};  // as heartbeats in the store tell them, now
  std::string why_unknown{};            // where the store cannot be asked
};

/// 0: whole, 1: not, or a head that is none.
int audit_verify(const std::filesystem::path& file, const HeadsSeen& seen, Format format,
                 Console console);

/// Every line, or those of one action (all of `keys` for "keys"). As JSON: the lines as they stand
/// in the log, hashes included. 1 if the log is not whole, which is said on `error`.
int audit_list(const std::filesystem::path& file, const std::string& action, Format format,
               Console console);

}  // namespace sluis::operate
