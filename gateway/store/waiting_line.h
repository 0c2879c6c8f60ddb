#pragma once

// Who waits for which reply. Redis answers in the order of the questions, so a line is all it
// takes; one reply too many or too few would hand a person the record of another, therefore whoever
// is late takes the whole connection with him. Knows no socket and no clock.

#include <chrono>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/command.h"
#include "store/reply.h"

namespace sluis::store {

class WaitingLine {
 public:
  using Time = std::chrono::steady_clock::time_point;
  /// Called exactly once, with an exception or with as many replies as there were commands. Must
  /// not throw, and must not come back into the line before it returned.
  using Completion = std::move_only_function<void(std::exception_ptr, std::vector<Reply>)>;

  explicit WaitingLine(std::size_t limit_commands) : limit_(limit_commands) {}

  bool has_room_for(std::size_t commands) const noexcept { return waiting_ + commands <= limit_; }
  void join(Commands commands, Time deadline, Completion completion);

  bool has_unsent() const noexcept { return !unsent_.empty(); }
  bool is_empty() const noexcept { return unsent_.empty() && sent_.empty(); }

  /// The octets of all that wait to be sent, which from now on count as sent.
  std::string take_unsent();

  /// Hands the reply to whoever is next. False if nobody asked.
  bool deliver(Reply reply);

  void fail_sent(const char* why);  // Unavailable: what was done is not known
  void fail_all(const char* why);

  /// Fails what was never sent and whose time has passed; true if a sent one is late, too.
  bool expire(Time now, const char* why);
  std::optional<Time> next_deadline() const;

 private:
  struct Batch {
    Commands commands;
    std::size_t replies_expected;
    Time deadline;
    Completion completion;
    std::vector<Reply> replies{};
  };

  void fail(std::deque<Batch>& batches, const char* why);

  std::size_t limit_;
  std::size_t waiting_ = 0;  // commands in both
  std::deque<Batch> unsent_;
  std::deque<Batch> sent_;
};

}  // namespace sluis::store
