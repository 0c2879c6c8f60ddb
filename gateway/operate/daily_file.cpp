#include "operate/daily_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "operate/timestamp.h"

namespace sluis::operate {

namespace {

namespace fs = std::filesystem;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// A file left by a run of some days ago belongs to that day, not to today.
year_month_day day_of_existing(const fs::path& file, year_month_day today) {
  struct stat status{};
  if (stat(file.c_str(), &status) != 0 || status.st_size == 0) return today;
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  for (auto quote = line.find('"'); quote != std::string::npos; quote = line.find('"', quote + 1)) {
    if (const auto day = leading_day(std::string_view(line).substr(quote + 1))) return *day;
  }
  const std::chrono::sys_seconds changed{std::chrono::seconds{status.st_mtim.tv_sec}};
  return std::chrono::floor<std::chrono::days>(changed);
}

std::runtime_error failure(std::string_view what, const fs::path& file) {
  return std::runtime_error(fmt::format("{} {}: {}", what, file.string(), std::strerror(errno)));
}

}  // namespace

DailyFile::DailyFile(fs::path file, std::chrono::seconds retention, year_month_day today)
    : file_(std::move(file)), retention_(retention), day_(today) {
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
    if (rename(file_.c_str(), path_of(day_).c_str()) != 0 && errno != ENOENT) return;  // next time
    if (descriptor_ >= 0) close(descriptor_);
    open();
  }
  day_ = day;
}

fs::path DailyFile::path_of(year_month_day day) const {
  const auto numbered = [&](std::string_view number) {
    return file_.parent_path() / fmt::format("{}-{}{}{}", file_.stem().string(), day_text(day),
                                             number, file_.extension().string());
  };
  // The clock was set back, or somebody put a file there: rename(2) would overwrite it.
  fs::path path = numbered("");
  struct stat status{};
  for (int number = 2; lstat(path.c_str(), &status) == 0; ++number) {
    path = numbered(fmt::format(".{}", number));
  }
  return path;
}

bool DailyFile::is_too_old(const fs::path& path, std::chrono::sys_seconds now) const {
  const std::string name = path.filename().string();
  const std::string stem = file_.stem().string() + "-";
  // Also what somebody has compressed since: access-2026-11-21.jsonl.gz.
  if (!name.starts_with(stem) || !name.contains(file_.extension().string())) return false;
  const auto day = leading_day(std::string_view(name).substr(stem.size()));
  return day && sys_days{*day} + retention_ <= now;
}

void DailyFile::tidy(std::chrono::sys_seconds now) {
  const year_month_day today = std::chrono::floor<std::chrono::days>(now);
  if (today > day_) turn_to(today);

  const fs::path folder = file_.parent_path().empty() ? fs::path(".") : file_.parent_path();
  std::vector<fs::path> too_old;
  std::error_code ignored;  // a folder that cannot be read now is read at the next tidying
  for (fs::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    if (is_too_old(entry->path(), now)) too_old.push_back(entry->path());
  }
  for (const fs::path& path : too_old) fs::remove(path, ignored);
}

}  // namespace sluis::operate
