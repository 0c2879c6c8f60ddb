#pragma once

// The audit log for those who must not wait: entries go through a bounded queue to one thread that
// appends them, deletes files that are too old, and tells the system log how far the chain has come
// (at each change, at most once a minute), so that a cut at its end can be noticed.
//
// A line that cannot be written now is tried again every second. What finds the queue full, or
// cannot be written when this ends, is lost: counted, and said to `on_trouble`. Who waits for his
// line (`record`) is told instead, and may come again.

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "crypto/clock.h"
#include "operate/audit_log.h"

namespace sluis::operate {

class AuditWriter {
 public:
  static constexpr std::chrono::seconds kRecordPatience{5};

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

  /// From any loop: resumes when the line is on the disk. Throws Unavailable where the queue is
  /// full, the line cannot be written, or the disk takes longer than kRecordPatience: only then may
  /// the line still come.
  boost::asio::awaitable<void> record(AuditEntry entry);

  std::uint64_t lost() const;

  /// Waits until everything noted so far was tried, and old files are gone.
  void flush();

 private:
  enum class Outcome { open, written, refused };
  // Shared: who waits may be gone before the line is written, and the other way round.
  using Receipt = std::shared_ptr<std::atomic<Outcome>>;
  struct Noted {
    AuditEntry entry;
    crypto::TimePoint time;
    Receipt receipt{};  // null: nobody waits
  };

  bool enqueue(Noted noted);  // false: the queue is full
  void write_until_stopped();
  bool write(std::deque<Noted>& entries);  // what could not be written is left in it
  void refuse_who_wait(std::deque<Noted>& entries);
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
