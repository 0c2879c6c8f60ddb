#pragma once

// What stays known of a log file that is deleted, so that the deletion can be proved without what
// was in it (standards PRI-15): how many lines, the first and the last time, and the SHA-256.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace sluis::operate {

/// `sha256`, `octets` and, unless it is compressed, `lines`, `first` and `last`: for the line in
/// the audit log. A time is what stands behind `"time":"` in a line. Reads the whole file, in
/// pieces; what cannot be read has `sha256` "unreadable".
std::vector<std::pair<std::string, std::string>> details_of_deleted(
    const std::filesystem::path& file);

}  // namespace sluis::operate
