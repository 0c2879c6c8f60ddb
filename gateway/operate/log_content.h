#pragma once

// What a log file holds, as far as its own lines say: how old it is, and what stays known of it
// when it is deleted (standards PRI-15). A line's time is what stands behind `"time":"` in it.
// Looks into what gzip has made of a file; of other compressed files it sees the octets alone.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sluis::operate {

/// The day of the first line; nothing if it does not say one.
std::optional<std::chrono::year_month_day> first_day_in(const std::filesystem::path& file);

/// `sha256` of the file and its `octets`; where its lines can be read also `lines`, `first` and
/// `last`: for the line in the audit log. Reads the whole file, in pieces; what cannot be read has
/// `sha256` "unreadable".
std::vector<std::pair<std::string, std::string>> details_of_deleted(
    const std::filesystem::path& file);

}  // namespace sluis::operate
