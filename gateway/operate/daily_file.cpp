#include "operate/daily_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

#include "operate/dated_files.h"
#include "operate/log_content.h"

namespace sluis::operate {

namespace {

namespace fs = std::filesystem;
using std::chrono::sys_days;
using std::chrono::year_month_day;

std::optional<year_month_day> day_of_last_change(const fs::path& file) {
  struct stat status{};
  if (stat(file.c_str(), &status) != 0) return std::nullopt;
  const std::chrono::sys_seconds changed{std::chrono::seconds{status.st_mtim.tv_sec}};
  return std::chrono::floor<std::chrono::days>(changed);
}

// A file left by a run of some days ago belongs to that day, not to today.
year_month_day day_of_existing(const fs::path& file, year_month_day today) {
  struct stat status{};
  if (stat(file.c_str(), &status) != 0 || status.st_size == 0) return today;
  if (const auto day = first_day_in(file)) return *day;
  return day_of_last_change(file).value_or(today);
}

std::runtime_error failure(std::string_view what, const fs::path& file) {
  return std::runtime_error(fmt::format("{} {}: {}", what, file.string(), std::strerror(errno)));
}

}  // namespace

DailyFile::DailyFile(fs::path file, std::chrono::seconds retention, year_month_day today,
                     OnDeleted on_deleted)
    : file_(std::move(file)),
      retention_(retention),
      on_deleted_(std::move(on_deleted)),
      day_(today) {
  const fs::path folder = file_.parent_path();
  std::error_code ignored;  // open() reports it
  if (!folder.empty() && fs::create_directories(folder, ignored)) {
    fs::permissions(folder, fs::perms::owner_all, ignored);
  }
  day_ = day_of_existing(file_, today);
  open();
  if (descriptor_ < 0) throw failure("cannot write", file_);
}

DailyFile::~DailyFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

void DailyFile::open() {
  descriptor_ = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                       S_IRUSR | S_IWUSR);
  // A file that somebody made beforehand may be open to others. A device is left as it is.
  struct stat status{};
  if (descriptor_ >= 0 && fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode)) {
    fchmod(descriptor_, S_IRUSR | S_IWUSR);
  }
}

bool DailyFile::append(std::string_view text, year_month_day day) {
  if (day > day_) turn_to(day);
  if (descriptor_ < 0) open();
  if (descriptor_ < 0) return false;
  const off_t before = lseek(descriptor_, 0, SEEK_END);
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      // Half a line would spoil the next one. Should this fail too, the reader meets one broken
      // line.
      [[maybe_unused]] const int cut = ftruncate(descriptor_, before);
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void DailyFile::turn_to(year_month_day day) {
  struct stat status{};
  const bool is_empty = descriptor_ >= 0 && fstat(descriptor_, &status) == 0 && status.st_size == 0;
  if (!is_empty) {
    if (rename(file_.c_str(), free_dated_path(file_, day_).c_str()) != 0 && errno != ENOENT)
      return;  // next time
    if (descriptor_ >= 0) close(descriptor_);
    open();
  }
  day_ = day;
}

/// Somebody else's rotation: what is written on would end in a file that has another name by now.
bool DailyFile::is_moved_away() const {
  struct stat open{};
  struct stat named{};
  if (descriptor_ < 0 || fstat(descriptor_, &open) != 0) return false;
  if (stat(file_.c_str(), &named) != 0) return true;
  return open.st_ino != named.st_ino || open.st_dev != named.st_dev;
}

bool DailyFile::is_too_old(const fs::path& path, std::optional<year_month_day> named,
                           std::chrono::sys_seconds now) const {
  const year_month_day tomorrow = std::chrono::floor<std::chrono::days>(now) + std::chrono::days{1};
  // What the lines say counts, then what the name says; neither if it lies ahead of us. Only then
  // the time of the last change does: a copy makes that newer than the lines are.
  auto day = first_day_in(path);
  if (!day || *day > tomorrow) day = named;
  if (!day || *day > tomorrow) day = day_of_last_change(path);
  return day && sys_days{*day} + retention_ <= now;
}

void DailyFile::remove(const fs::path& path) {
  auto details = details_of_deleted(path);
  std::error_code failed;
  const bool is_gone = fs::remove(path, failed);
  if (!is_gone && !stuck_.insert(path).second) return;
  if (on_deleted_) on_deleted_(path, is_gone, std::move(details));
}

void DailyFile::tidy(std::chrono::sys_seconds now) {
  const year_month_day today = std::chrono::floor<std::chrono::days>(now);
  if (today > day_) turn_to(today);
  if (is_moved_away()) {
    close(descriptor_);
    open();
  }
  for (const auto& file : dated_files(file_)) {
    if (is_too_old(file.path, file.day, now)) remove(file.path);
  }
  for (const auto& file : stray_files(file_)) {
    if (is_too_old(file.path, file.day, now)) remove(file.path);
  }
}

}  // namespace sluis::operate
