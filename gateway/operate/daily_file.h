#pragma once

// A file that is appended to and becomes another one every day: `access.jsonl` is renamed to
// `access-2026-11-21.jsonl` on the first write or tidying of the next day (UTC), and renamed files
// are deleted when their day began a retention period ago. Mode 0600. One thread, one process.

#include <chrono>
#include <filesystem>
#include <string_view>

namespace sluis::operate {

class DailyFile {
 public:
  /// Opens it, or makes it (and its folder, 0700). Takes the day of an existing file from its first
  /// line, where a timestamp stands in quotes, else from the time of its last change. Throws
  /// std::runtime_error with the path.
  DailyFile(std::filesystem::path file, std::chrono::seconds retention,
            std::chrono::year_month_day today);
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
  std::filesystem::path path_of(std::chrono::year_month_day day) const;
  bool is_too_old(const std::filesystem::path& path, std::chrono::sys_seconds now) const;

  const std::filesystem::path file_;
  const std::chrono::seconds retention_;
  std::chrono::year_month_day day_;
  int descriptor_ = -1;
};

}  // namespace sluis::operate
