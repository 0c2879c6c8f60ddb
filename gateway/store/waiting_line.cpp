#include "store/waiting_line.h"

#include <algorithm>
#include <utility>

#include "fault/unavailable.h"

namespace sluis::store {

void WaitingLine::join(Commands commands, Time deadline, Completion completion) {
  const std::size_t count = commands.count();
  waiting_ += count;
  unsent_.push_back({std::move(commands), count, deadline, std::move(completion)});
}

std::string WaitingLine::take_unsent() {
  std::string octets;
  for (Batch& batch : unsent_) {
    if (octets.empty()) {
      octets = std::move(batch.commands.octets());
    } else {
      octets += batch.commands.octets();
    }
    batch.commands = {};
    batch.replies.reserve(batch.replies_expected);
    sent_.push_back(std::move(batch));
  }
  unsent_.clear();
  return octets;
}

bool WaitingLine::deliver(Reply reply) {
  if (sent_.empty()) return false;
  Batch& front = sent_.front();
  front.replies.push_back(std::move(reply));
  --waiting_;
  if (front.replies.size() < front.replies_expected) return true;
  Batch done = std::move(front);
  sent_.pop_front();
  done.completion(nullptr, std::move(done.replies));
  return true;
}

void WaitingLine::fail(std::deque<Batch>& batches, const char* why) {
  if (batches.empty()) return;
  const auto failure = std::make_exception_ptr(Unavailable(Unavailable::What::store, why));
  for (Batch& batch : std::exchange(batches, {})) {
    waiting_ -= batch.replies_expected - batch.replies.size();
    batch.completion(failure, {});
  }
}

void WaitingLine::fail_sent(const char* why) { fail(sent_, why); }

void WaitingLine::fail_all(const char* why) {
  fail(sent_, why);
  fail(unsent_, why);
}

bool WaitingLine::expire(Time now, const char* why) {
  std::deque<Batch> late;
  while (!unsent_.empty() && unsent_.front().deadline <= now) {
    late.push_back(std::move(unsent_.front()));
    unsent_.pop_front();
  }
  fail(late, why);
  return !sent_.empty() && sent_.front().deadline <= now;
}

std::optional<WaitingLine::Time> WaitingLine::next_deadline() const {
  std::optional<Time> next;
  if (!sent_.empty()) next = sent_.front().deadline;
  if (!unsent_.empty()) next = std::min(next.value_or(Time::max()), unsent_.front().deadline);
  return next;
}

}  // namespace sluis::store
