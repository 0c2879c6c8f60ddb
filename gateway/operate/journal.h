#pragma once

// The application log: one JSON line per event on standard error, from a closed set of fields none
// of which can hold an address, a pseudonym or any text from outside (fault/event.h; standards
// PRI-16). Written by a thread of its own; when nobody reads, the oldest lines give way, so that a
// login never waits for a log.

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>

#include "crypto/clock.h"
#include "fault/event.h"
#include "operate/metrics.h"

namespace sluis::operate {

enum class Level {
  counted,  // a step of a login that has a line of its own: in the metrics only
  info,
  warn,
};

/// warn: something that somebody should look at (a mail not taken, a reload not accepted, the store
/// gone).
Level level_of(Event::Kind kind);

/// The line without its line feed. Fields that the event has not are left out.
std::string event_line(const Event& event, crypto::TimePoint now);

class EventLog {
 public:
  /// `out` is used by the log's own thread until the destructor has returned.
  EventLog(std::ostream& out, const crypto::Clock& clock);
  ~EventLog();  // writes what is queued
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  void write(const Event& event);  // from every thread, never blocks
  std::uint64_t lost() const;      // lines that gave way

 private:
  struct Queue;  // spdlog's, in journal.cpp
  const crypto::Clock& clock_;
  std::unique_ptr<Queue> queue_;
};

/// Counts each event, and writes those that are more than counted: a login is one line. Both must
/// outlive the journal.
Journal make_journal(EventLog& log, Metrics& metrics);

}  // namespace sluis::operate
