#include "doctor_retention.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <ostream>
#include <utility>

#include "fault/unavailable.h"
#include "operate/dated_files.h"
#include "operate/log_content.h"
#include "operate/retention.h"
#include "record_kinds.h"
#include "store/redis_store.h"
#include "upkeep.h"

namespace sluis {

namespace {

using boost::asio::awaitable;
using enum Finding::Side;

awaitable<void> survey(store::RedisStore& store, operate::RecordSurvey& records) {
  std::string cursor = "0";
  do {
    auto page = co_await store.names_after(std::move(cursor));
    for (const auto& name : page.names) records.note(name.name, name.left);
    cursor = std::move(page.next);
  } while (cursor != "0");
}

awaitable<Findings> examine_log(store::RedisStore& store, std::chrono::sys_seconds now) {
  const auto log = co_await store.log_state();
  if (!log.is_on) {
    co_return Findings{Finding::note(
        ours, "Redis keeps no append-only file: when it ends, everybody is a stranger")};
  }
  const auto last = co_await last_rewrite(store);
  co_return operate::examine_rewrites({.last = last, .has_failed = log.has_failed}, now);
}

std::optional<std::chrono::sys_days> oldest_day(const std::filesystem::path& file) {
  std::optional<std::chrono::sys_days> oldest;
  const auto consider = [&](std::optional<std::chrono::year_month_day> day) {
    if (day && (!oldest || std::chrono::sys_days{*day} < *oldest)) oldest = *day;
  };
  for (const auto& one : operate::dated_files(file)) {
    const auto inside = operate::first_day_in(one.path);
    consider(inside ? inside : one.day);
  }
  for (const auto& one : operate::stray_files(file)) {
    const auto inside = operate::first_day_in(one.path);
    consider(inside ? inside : one.day);
  }
  consider(operate::first_day_in(file));
  return oldest;
}

void examine_logs(const Config& config, std::chrono::sys_seconds now, Findings& found) {
  const auto examine = [&](std::string_view name, const auto& file,
                           std::chrono::seconds retention) {
    if (!file) return;
    found.push_back(operate::examine_age(
        {.log = name, .oldest = oldest_day(*file), .retention = retention}, now));
  };
  examine("access log", config.access_log, config.access_log_retention);
  examine("audit log", config.audit_log, config.audit_log_retention);
}

awaitable<void> examine(store::RedisStore& store, operate::RecordSurvey& records,
                        std::chrono::sys_seconds now, Findings& found) {
  co_await store.check();
  co_await survey(store, records);
  found = operate::examine_records(records);
  for (auto& finding : co_await examine_log(store, now)) found.push_back(std::move(finding));
}

/// The loop goes on until the examination is done; the store's connection would keep it for ever.
void wait_for(boost::asio::io_context& context, awaitable<void> examination) {
  std::exception_ptr failed;
  bool is_done = false;
  boost::asio::co_spawn(context, std::move(examination), [&](std::exception_ptr outcome) {
    failed = std::move(outcome);
    is_done = true;
  });
  while (!is_done) context.run_one();
  if (failed) std::rethrow_exception(failed);
}

}  // namespace

int doctor_retention(const Config& config, operate::Format format, operate::Console console) {
  const crypto::SystemClock clock;
  const auto now = std::chrono::floor<std::chrono::seconds>(clock.now());
  operate::RecordSurvey records(record_kinds(config));
  Findings found;
  boost::asio::io_context context{1};
  try {
    store::RedisStore store(context.get_executor(), config.redis, clock);
    wait_for(context, examine(store, records, now, found));
  } catch (const Unavailable& why) {
    found.push_back(Finding::bad(ours, std::string("the store: ") + why.what()));
  } catch (const std::runtime_error& why) {  // of check(): plain words
    found.push_back(Finding::bad(ours, why.what()));
  }
  examine_logs(config, now, found);
  return operate::print_retention(records, found, format, console.out);
}

}  // namespace sluis
