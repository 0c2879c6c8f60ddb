#include "operate/audit_log.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "operate/audit_files.h"
#include "operate/dated_files.h"
#include "operate/log_content.h"
#include "operate/timestamp.h"

namespace sluis::operate {

namespace {

namespace fs = std::filesystem;
using audit_files::Lock;
using std::chrono::year_month_day;

constexpr std::string_view kActor = "sluis";

/// Of itself: nobody asked for it but the gateway's own rules.
AuditEntry own_entry(std::string action, const fs::path& object) {
  return {.action = std::move(action),
          .object = object.filename().string(),
          .origin = "gateway",
          .actor = std::string(kActor)};
}

year_month_day day_of(crypto::TimePoint time) {
  return std::chrono::floor<std::chrono::days>(time);
}

AuditHead head_of(const fs::path& file, const std::string& line) {
  if (auto parsed = parse_audit_line(line)) return std::move(parsed->head);
  throw AuditLogError(fmt::format(
      "the last line of {} is not what was written there, and nothing may follow it. See `sluis "
      "audit verify`; move the file away to begin another chain.",
      file.string()));
}

AuditEntry deletion_of(const DatedFile& file) {
  auto entry = own_entry("audit_log.delete", file.path);
  entry.details = details_of_deleted(file.path);
  if (file.is_compressed) return entry;
  const auto last = audit_files::last_line(file.path).text;
  const auto parsed = last ? parse_audit_line(*last) : std::nullopt;
  if (parsed) entry.details.emplace_back("head", text_of(parsed->head));
  return entry;
}

void make_folder(const fs::path& file) {
  const fs::path folder = file.parent_path();
  std::error_code ignored;  // opening the file reports it
  if (!folder.empty() && fs::create_directories(folder, ignored)) {
    fs::permissions(folder, fs::perms::owner_all, ignored);
  }
}

}  // namespace

AuditLog::AuditLog(AuditLogSettings settings) : settings_(std::move(settings)) {
  make_folder(settings_.file);
  const Lock lock(settings_.file, Lock::Kind::exclusive);
  audit_files::append(settings_.file, "");
  head_ = end_of_chain();
}

AuditHead AuditLog::append(const AuditEntry& entry, crypto::TimePoint time) {
  const std::lock_guard in_this_process(appending_);
  const Lock lock(settings_.file, Lock::Kind::exclusive);
  return append_locked(entry, time);
}

AuditHead AuditLog::head() const {
  const std::lock_guard lock(looking_);
  return head_;
}

AuditHead AuditLog::append_locked(const AuditEntry& entry, crypto::TimePoint time) {
  repair(time);
  turn_to(day_of(time));
  auto [line, head] = audit_line(entry, time, end_of_chain());
  line += '\n';
  audit_files::append(settings_.file, line);
  const std::lock_guard lock(looking_);
  head_ = head;
  return head;
}

void AuditLog::repair(crypto::TimePoint time) {
  const auto torn = audit_files::last_line(settings_.file).torn;
  if (torn == 0) return;
  audit_files::cut(settings_.file, torn);
  auto repaired = own_entry("audit_log.repair", settings_.file);
  repaired.details.emplace_back("octets", std::to_string(torn));
  append_locked(repaired, time);
}

void AuditLog::turn_to(year_month_day day) {
  const auto parsed = parse_audit_line(audit_files::first_line(settings_.file));
  if (!parsed) return;  // empty, or spoilt: then its end is judged, and it keeps its name
  const auto begun = leading_day(parsed->time);
  if (!begun || *begun >= day) return;
  if (std::rename(settings_.file.c_str(), free_dated_path(settings_.file, *begun).c_str()) != 0) {
    throw AuditLogError(
        fmt::format("cannot rename {}: {}", settings_.file.string(), std::strerror(errno)));
  }
}

AuditHead AuditLog::end_of_chain() const {
  if (const auto last = audit_files::last_line(settings_.file).text) {
    return head_of(settings_.file, *last);
  }
  const auto older = dated_files(settings_.file);
  for (auto file = older.rbegin(); file != older.rend(); ++file) {
    if (file->is_compressed) continue;
    if (const auto last = audit_files::last_line(file->path).text)
      return head_of(file->path, *last);
  }
  return {};
}

void AuditLog::tidy(crypto::TimePoint now) {
  const std::lock_guard in_this_process(appending_);
  const Lock lock(settings_.file, Lock::Kind::exclusive);
  repair(now);
  turn_to(day_of(now));
  if (!fs::exists(settings_.file)) audit_files::append(settings_.file, "");
  for (const auto& file : dated_files(settings_.file)) {
    // Its last line may be of the end of that day. Never a file behind one that stays.
    if (std::chrono::sys_days{file.day} + std::chrono::days{1} + settings_.retention > now) break;
    // The line first: a crash in between leaves a file that is deleted, and told of, once more.
    append_locked(deletion_of(file), now);
    std::error_code failed;
    if (!fs::remove(file.path, failed)) {
      throw AuditLogError("cannot delete " + file.path.string());
    }
  }
}

}  // namespace sluis::operate
