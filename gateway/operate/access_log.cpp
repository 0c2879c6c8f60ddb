#include "operate/access_log.h"

#include <boost/json.hpp>
#include <stdexcept>
#include <utility>

#include "http/server.h"
#include "operate/timestamp.h"

namespace sluis::operate {

namespace {

constexpr std::chrono::seconds kTidyEvery{60};  // without traffic; midnight may be this late

std::chrono::seconds checked(std::chrono::seconds retention) {
  // The file is one day long; a part of it cannot be deleted.
  if (retention < std::chrono::days{1}) {
    throw std::invalid_argument("the access log's retention is at least one day");
  }
  return retention;
}

DailyFile::OnDeleted noting(Audit audit) {
  return [audit = std::move(audit)](const std::filesystem::path& file, bool is_gone, auto details) {
    audit({.action = "access_log.delete",
           .object = file.filename().string(),
           .result = is_gone ? AuditEntry::Result::done : AuditEntry::Result::failed,
           .origin = "gateway",
           .actor = "sluis",
           .details = std::move(details)});
  };
}

std::chrono::year_month_day day_of(crypto::TimePoint time) {
  return std::chrono::floor<std::chrono::days>(time);
}

}  // namespace

std::string access_line(const http::Answered& answered, const KnownPaths& paths,
                        crypto::TimePoint now) {
  return boost::json::serialize(
      boost::json::object{{"time", timestamp(now)},
                          {"request_id", answered.request_id},
                          {"client", known_client_address(answered.client_address)},
                          {"method", known_method(answered.method)},
                          {"path", paths.pattern_of(answered.path)},
                          {"status", answered.status},
                          {"bytes", answered.body_bytes},
                          {"duration_us", answered.duration.count()}});
}

AccessLog::AccessLog(AccessLogSettings settings, KnownPaths paths, const crypto::Clock& clock)
    : paths_(std::move(paths)),
      clock_(clock),
      queue_lines_(settings.queue_lines),
      file_(settings.file, checked(settings.retention), day_of(clock.now()),
            noting(std::move(settings.audit))),
      writer_(&AccessLog::write_until_stopped, this) {}

AccessLog::~AccessLog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  something_to_do_.notify_one();
  writer_.join();
}

void AccessLog::note(const http::Answered& answered) {
  const auto now = clock_.now();
  std::string text = access_line(answered, paths_, now);
  text += '\n';
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= queue_lines_) {
      ++lost_;
      return;
    }
    queue_.push_back({day_of(now), std::move(text)});
  }
  something_to_do_.notify_one();
}

std::uint64_t AccessLog::lost() const {
  const std::lock_guard lock(mutex_);
  return lost_;
}

void AccessLog::flush() {
  std::unique_lock lock(mutex_);
  const std::uint64_t wanted = ++rounds_wanted_;
  something_to_do_.notify_one();
  round_done_.wait(lock, [&] { return rounds_done_ >= wanted; });
}

void AccessLog::write_until_stopped() {
  std::unique_lock lock(mutex_);
  for (bool is_last_round = false; !is_last_round;) {
    something_to_do_.wait_for(lock, kTidyEvery, [this] {
      return stopping_ || !queue_.empty() || rounds_wanted_ > rounds_done_;
    });
    is_last_round = stopping_;
    const std::uint64_t round = rounds_wanted_;
    const bool is_asked_for = round > rounds_done_;
    std::vector<Line> lines = std::exchange(queue_, {});
    lock.unlock();
    const std::uint64_t unwritten = write(lines);
    tidy_if_due(is_asked_for);
    lock.lock();
    lost_ += unwritten;
    rounds_done_ = round;
    round_done_.notify_all();
  }
}

// One write for all lines of a day.
std::uint64_t AccessLog::write(const std::vector<Line>& lines) {
  std::uint64_t unwritten = 0;
  for (auto line = lines.begin(); line != lines.end();) {
    const auto day = line->day;
    std::string text;
    std::uint64_t count = 0;
    for (; line != lines.end() && line->day == day; ++line, ++count) text += line->text;
    if (!file_.append(text, day)) unwritten += count;
  }
  return unwritten;
}

void AccessLog::tidy_if_due(bool is_asked_for) {
  const auto now = clock_.now();
  const bool is_due = now - tidied_at_ >= kTidyEvery || now < tidied_at_;
  if (!is_due && !is_asked_for) return;
  file_.tidy(std::chrono::floor<std::chrono::seconds>(now));
  tidied_at_ = now;
}

}  // namespace sluis::operate
