#include "watches.h"

#include <utility>

namespace sluis {

std::size_t connections_of(const std::vector<std::unique_ptr<Worker>>& workers) {
  std::size_t all = 0;
  for (const auto& worker : workers) all += worker->server().connections();
  return all;
}

void watch(operate::Metrics& metrics, const WatchedParts& parts) {
  using Type = operate::Watched::Type;
  const auto sum = [&workers = parts.workers](auto read) {
    return [&workers, read] {
      double total = 0;
      for (const auto& worker : workers) total += static_cast<double>(read(*worker));
      return total;
    };
  };
  metrics.watch(
      {"sluis_http_connections", "Open connections of people and services.", Type::gauge,
       [&workers = parts.workers] { return static_cast<double>(connections_of(workers)); }});
  metrics.watch({"sluis_http_connections_turned_away_total",
                 "Connections that found no room, or were idle and had to make it.", Type::counter,
                 sum([](const Worker& worker) { return worker.server().turned_away(); })});
  metrics.watch(
      {"sluis_store_commands_total", "Commands sent to Redis.", Type::counter,
       sum([](const Worker& worker) { return worker.store_statistics().commands.load(); })});
  metrics.watch(
      {"sluis_store_round_trips_total", "Batches sent to Redis.", Type::counter,
       sum([](const Worker& worker) { return worker.store_statistics().round_trips.load(); })});
  metrics.watch(
      {"sluis_store_errors_total", "Batches that Redis did not answer in time.", Type::counter,
       sum([](const Worker& worker) { return worker.store_statistics().errors.load(); })});
  metrics.watch({"sluis_store_copies_missed_total",
                 "New and forgotten people whom no replica had in time.", Type::counter,
                 sum([](const Worker& worker) { return worker.store_copies_missed(); })});
  metrics.watch({"sluis_event_lines_lost_total",
                 "Log lines that gave way because nobody read them.", Type::counter,
                 [&log = parts.event_log] { return static_cast<double>(log.lost()); }});
  if (parts.access_log) {
    metrics.watch({"sluis_access_lines_lost_total", "Access log lines that found the queue full.",
                   Type::counter,
                   [log = parts.access_log] { return static_cast<double>(log->lost()); }});
  }
  metrics.watch({"sluis_store_log_age_seconds",
                 "Since Redis last began to write its append-only file anew and succeeded; -1: "
                 "none, or not known.",
                 Type::gauge, [&upkeep = parts.upkeep] { return upkeep.log_age().value_or(-1); }});
  if (parts.audit) {
    metrics.watch({"sluis_audit_lines_lost_total",
                   "Lines of the audit log that could not be written.", Type::counter,
                   [audit = parts.audit] { return static_cast<double>(audit->lost()); }});
  }
  for (auto& watched : operate::process_watches(parts.clock)) metrics.watch(std::move(watched));
}

}  // namespace sluis
