#pragma once

// What a log leaves behind, a file for each day: of `access.jsonl` there are
// `access-2026-11-21.jsonl`, `access-2026-11-21.2.jsonl` where that name was taken, and what
// somebody has compressed since (`.gz`, `.zst`, `.xz`, `.bz2`). Any other name is not ours, and
// neither is what is no regular file: a symbolic link leads elsewhere.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace sluis::operate {

struct DatedFile {
  std::filesystem::path path;
  std::chrono::year_month_day day;
  unsigned number = 1;
  bool is_compressed = false;
};

/// What the name says, if it is one of those of `file`. Does not look at the disk.
std::optional<DatedFile> dated_file(const std::filesystem::path& file, std::string_view name);

/// In the order in which they were written. A folder that cannot be read holds none.
std::vector<DatedFile> dated_files(const std::filesystem::path& file);

/// What somebody else's rotation has made of `file`, where it was let: `access.jsonl-20261121`,
/// `access.jsonl.3`, and either compressed. Regular files only.
struct StrayFile {
  std::filesystem::path path;
  std::optional<std::chrono::year_month_day> day{};  // where the name says it
};
std::optional<StrayFile> stray_file(const std::filesystem::path& file, std::string_view name);
std::vector<StrayFile> stray_files(const std::filesystem::path& file);

/// The first free name of that day.
std::filesystem::path free_dated_path(const std::filesystem::path& file,
                                      std::chrono::year_month_day day);

}  // namespace sluis::operate
