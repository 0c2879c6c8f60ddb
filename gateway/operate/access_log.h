#pragma once

// Who asked for what: one JSON line per answer, with the client's address, kept for the retention
// period and then deleted by the gateway itself (DESIGN §4; standards X11, PRI-15).
//
// `note` may be called from every thread and never waits for the disk: lines go through a bounded
// queue to one writer thread; what finds it full is lost and counted. At midnight UTC the file
// `access.jsonl` becomes `access-2026-11-21.jsonl`. A file goes as soon as its first line could be
// older than the retention period, so that none outlives it, and leaves a line in the audit log.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "crypto/clock.h"
#include "fault/audit.h"
#include "operate/daily_file.h"
#include "operate/known_words.h"

namespace sluis::http {
struct Answered;  // server.h
}

namespace sluis::operate {

/// The line without its line feed. A path that is not ours, a method that is not HTTP's and an
/// address that is not numeric appear as "(unknown)": a stranger could have written an address
/// there (PRI-16).
std::string access_line(const http::Answered& answered, const KnownPaths& paths,
                        crypto::TimePoint now);

struct AccessLogSettings {
  std::filesystem::path file;
  std::chrono::seconds retention = std::chrono::days{90};
  std::size_t queue_lines = 16 * 1024;
  Audit audit = [](const AuditEntry&) {};  // of what is deleted
};

class AccessLog {
 public:
  /// Throws std::runtime_error with the path if the file cannot be opened, std::invalid_argument if
  /// the retention is shorter than a day.
  AccessLog(AccessLogSettings settings, KnownPaths paths, const crypto::Clock& clock);
  ~AccessLog();  // writes what is queued
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  void note(const http::Answered& answered);

  /// Lines that found the queue full or the disk refusing.
  std::uint64_t lost() const;

  /// Waits until everything noted so far is in the file, and old files are gone.
  void flush();

 private:
  struct Line {
    std::chrono::year_month_day day;
    std::string text;
  };

  void write_until_stopped();
  std::uint64_t write(const std::vector<Line>& lines);  // how many were lost
  void tidy_if_due(bool is_asked_for);

  const KnownPaths paths_;
  const crypto::Clock& clock_;
  const std::size_t queue_lines_;
  DailyFile file_;                 // the writer's alone
  crypto::TimePoint tidied_at_{};  // the writer's alone

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable something_to_do_;
  std::condition_variable round_done_;
  std::vector<Line> queue_;
  std::uint64_t lost_ = 0;
  std::uint64_t rounds_wanted_ = 0;
  std::uint64_t rounds_done_ = 0;
  bool stopping_ = false;

  std::thread writer_;  // last: it uses all of the above
};

}  // namespace sluis::operate
