#pragma once

// The audit log for those who must not wait: entries go through a bounded queue to one thread that
// appends them, deletes files that are too old, and tells the system log how far the chain has come
// (at each change, at most once a minute), so that a cut at its end can be noticed.
//
// A line that cannot be written now is tried again every second. What finds the queue full, or
// cannot be written when this ends, is lost: counted, and said to `on_trouble`.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "crypto/clock.h"
#include "operate/audit_log.h"

namespace sluis::operate {

class AuditWriter {
 public:
  /// Both are called by the writer's thread.
  struct Listeners {
    std::function<void(const AuditHead&)> announce;
    std::function<void(const std::string& why)> on_trouble;
  };

  AuditWriter(AuditLog& log, const crypto::Clock& clock, Listeners listeners);
  ~AuditWriter();  // writes what is queued
  AuditWriter(const AuditWriter&) = delete;
  AuditWriter& operator=(const AuditWriter&) = delete;

  /// From any thread; never waits. The line has the time of this call.
  void note(const AuditEntry& entry);

  std::uint64_t lost() const;

  /// Waits until everything noted so far was tried, and old files are gone.
  void flush();

 private:
  using Noted = std::pair<AuditEntry, crypto::TimePoint>;

  void write_until_stopped();
  bool write(std::deque<Noted>& entries);  // what could not be written is left in it
  void tidy_if_due();
  void announce_if_due(bool is_last);
  void complain(const std::string& why);

  AuditLog& log_;
  const crypto::Clock& clock_;
  const Listeners listeners_;
  bool is_troubled_ = false;  // the writer's alone, as what follows
  crypto::TimePoint tidied_at_{};
  crypto::TimePoint announced_at_{};
  AuditHead announced_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable something_to_do_;
  std::condition_variable round_done_;
  std::deque<Noted> queue_;
  std::uint64_t lost_ = 0;
  std::uint64_t rounds_wanted_ = 0;
  std::uint64_t rounds_done_ = 0;
  bool stopping_ = false;

  std::thread writer_;  // last: it uses all of the above
};

}  // namespace sluis::operate
