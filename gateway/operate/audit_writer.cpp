#include "operate/audit_writer.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>
#include <utility>

#include "fault/unavailable.h"

namespace sluis::operate {

namespace {

constexpr std::size_t kQueueEntries = 4096;
constexpr std::chrono::seconds kLook{1};  // for what could not be written, and for an announcement
constexpr std::chrono::minutes kTidyEvery{10};
constexpr std::chrono::minutes kAnnounceEvery{1};
constexpr std::chrono::milliseconds kReceiptPoll{5};  // a disk takes as long

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
  if (enqueue({.entry = entry, .time = clock_.now()})) return;
  const std::lock_guard lock(mutex_);
  ++lost_;
}

bool AuditWriter::enqueue(Noted noted) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= kQueueEntries) return false;
    queue_.push_back(std::move(noted));
  }
  something_to_do_.notify_one();
  return true;
}

// Looks again and again instead of being called back: the writer's thread then knows no loop, which
// may be gone by the time that a disk answers.
boost::asio::awaitable<void> AuditWriter::record(AuditEntry entry) {
  const auto receipt = std::make_shared<std::atomic<Outcome>>(Outcome::open);
  Noted noted{.entry = std::move(entry), .time = clock_.now(), .receipt = receipt};
  if (!enqueue(std::move(noted))) {
    throw Unavailable(Unavailable::What::store, "the queue of the audit log is full");
  }
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  const auto end = std::chrono::steady_clock::now() + kRecordPatience;
  while (*receipt == Outcome::open && std::chrono::steady_clock::now() < end) {
    timer.expires_after(kReceiptPoll);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  if (*receipt != Outcome::written) {
    throw Unavailable(Unavailable::What::store, "the audit log cannot be written");
  }
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
      const Noted& noted = entries.front();
      log_.append(noted.entry, noted.time);
      if (noted.receipt) *noted.receipt = Outcome::written;
      entries.pop_front();
      is_troubled_ = false;
    }
    return true;
  } catch (const AuditLogError& why) {
    complain(why.what());
    refuse_who_wait(entries);
    return false;
  }
}

// Their lines are not tried again: what they tell of is not done.
void AuditWriter::refuse_who_wait(std::deque<Noted>& entries) {
  for (const Noted& noted : entries) {
    if (noted.receipt) *noted.receipt = Outcome::refused;
  }
  std::erase_if(entries, [](const Noted& noted) { return noted.receipt != nullptr; });
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
