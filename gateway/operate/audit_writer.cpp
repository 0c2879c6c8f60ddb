#include "operate/audit_writer.h"

#include <iterator>

namespace sluis::operate {

namespace {

constexpr std::size_t kQueueEntries = 4096;
constexpr std::chrono::seconds kLook{1};  // for what could not be written, and for an announcement
constexpr std::chrono::minutes kTidyEvery{10};
constexpr std::chrono::minutes kAnnounceEvery{1};

bool is_due(crypto::TimePoint now, crypto::TimePoint last, std::chrono::seconds every) {
  return now - last >= every || now < last;  // the clock was set back
}

}  // namespace

AuditWriter::AuditWriter(AuditLog& log, const crypto::Clock& clock, Listeners listeners)
    : log_(log),
      clock_(clock),
      listeners_(std::move(listeners)),
      announced_(log.head()),
      writer_(&AuditWriter::write_until_stopped, this) {}

AuditWriter::~AuditWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  something_to_do_.notify_one();
  writer_.join();
}

void AuditWriter::note(const AuditEntry& entry) {
  const auto now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= kQueueEntries) {
      ++lost_;
      return;
    }
    queue_.emplace_back(entry, now);
  }
  something_to_do_.notify_one();
}

std::uint64_t AuditWriter::lost() const {
  const std::lock_guard lock(mutex_);
  return lost_;
}

void AuditWriter::flush() {
  std::unique_lock lock(mutex_);
  const std::uint64_t wanted = ++rounds_wanted_;
  something_to_do_.notify_one();
  round_done_.wait(lock, [&] { return rounds_done_ >= wanted; });
}

void AuditWriter::write_until_stopped() {
  std::unique_lock lock(mutex_);
  bool is_retrying = false;
  for (bool is_last_round = false; !is_last_round;) {
    something_to_do_.wait_for(lock, kLook, [&] {
      return stopping_ || (!queue_.empty() && !is_retrying) || rounds_wanted_ > rounds_done_;
    });
    is_last_round = stopping_;
    const std::uint64_t round = rounds_wanted_;
    const bool is_asked_for = round > rounds_done_;
    auto entries = std::exchange(queue_, {});
    lock.unlock();
    is_retrying = !write(entries);
    if (is_asked_for) tidied_at_ = {};
    tidy_if_due();
    announce_if_due(is_last_round);
    lock.lock();
    // They were first, and are so again; the queue may be too long for a moment.
    queue_.insert(queue_.begin(), std::make_move_iterator(entries.begin()),
                  std::make_move_iterator(entries.end()));
    rounds_done_ = round;
    round_done_.notify_all();
  }
  lost_ += queue_.size();
  if (!queue_.empty()) listeners_.on_trouble("lines of the audit log are lost");
}

bool AuditWriter::write(std::deque<Noted>& entries) {
  try {
    while (!entries.empty()) {
      log_.append(entries.front().first, entries.front().second);
      entries.pop_front();
      is_troubled_ = false;
    }
    return true;
  } catch (const AuditLogError& why) {
    complain(why.what());
    return false;
  }
}

void AuditWriter::tidy_if_due() {
  const auto now = clock_.now();
  if (!is_due(now, tidied_at_, kTidyEvery)) return;
  tidied_at_ = now;
  try {
    log_.tidy(now);
  } catch (const AuditLogError& why) {
    complain(why.what());
  }
}

void AuditWriter::announce_if_due(bool is_last) {
  const auto now = clock_.now();
  const auto head = log_.head();
  if (head == announced_ || (!is_last && !is_due(now, announced_at_, kAnnounceEvery))) return;
  listeners_.announce(head);
  announced_ = head;
  announced_at_ = now;
}

// Once for each trouble, not every second.
void AuditWriter::complain(const std::string& why) {
  if (!is_troubled_) listeners_.on_trouble(why);
  is_troubled_ = true;
}

}  // namespace sluis::operate
