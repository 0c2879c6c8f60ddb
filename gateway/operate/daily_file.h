#pragma once

// A file that is appended to and becomes another one every day: `access.jsonl` is renamed to
// `access-2026-11-21.jsonl` on the first write or tidying of the next day (UTC). What has become of
// it is deleted when its first line is as old as the retention period, also where somebody else has
// rotated or compressed it (dated_files.h). Mode 0600. One thread, one process.

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluis::operate {

class DailyFile {
 public:
  /// A file that is gone (or could not be deleted), and what stays known of it (log_content.h).
  using OnDeleted = std::function<void(const std::filesystem::path& file, bool is_gone,
                                       std::vector<std::pair<std::string, std::string>> details)>;

  /// Opens it, or makes it (and its folder, 0700). Takes the day of an existing file from its first
  /// line, else from the time of its last change. Throws
  /// std::runtime_error with the path.
  DailyFile(std::filesystem::path file, std::chrono::seconds retention,
            std::chrono::year_month_day today, OnDeleted on_deleted);
  ~DailyFile();
  DailyFile(const DailyFile&) = delete;
  DailyFile& operator=(const DailyFile&) = delete;

  /// All or nothing: what a full disk cut off is taken back. False if it could not be written.
  bool append(std::string_view text, std::chrono::year_month_day day);

  /// Begins a new file if the day has changed, and deletes the files that are too old.
  void tidy(std::chrono::sys_seconds now);

 private:
  void open();
  void turn_to(std::chrono::year_month_day day);
  bool is_moved_away() const;
  bool is_too_old(const std::filesystem::path& path,
                  std::optional<std::chrono::year_month_day> named,
                  std::chrono::sys_seconds now) const;
  void remove(const std::filesystem::path& path);

  const std::filesystem::path file_;
  const std::chrono::seconds retention_;
  const OnDeleted on_deleted_;
  std::chrono::year_month_day day_;
  int descriptor_ = -1;
  std::set<std::filesystem::path> stuck_;  // could not be deleted, and that was said
};

}  // namespace sluis::operate
