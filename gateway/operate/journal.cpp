#include "operate/journal.h"

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <boost/json.hpp>

#include "operate/rules.h"
#include "operate/timestamp.h"

namespace sluis::operate {

namespace {

constexpr std::size_t kQueueLines = 8 * 1024;

spdlog::level::level_enum spdlog_level(Level level) {
  return level == Level::warn ? spdlog::level::warn : spdlog::level::info;
}

}  // namespace

Level level_of(Event::Kind kind) {
  switch (kind) {
    using enum Event::Kind;
    case mail_failed:
    case reload_failed:
    case issuer_changed:
    case audit_failed:
    case rewrite_refused:
    case store_lost:
    case unavailable:
    case broken:
      return Level::warn;
    case mail_sent:
    case token_issued:
      return Level::counted;
    case login:
    case session_login:
    case refused:
    case logout:
    case reload:
    case store_back:
      return Level::info;
  }
  return Level::warn;
}

std::string event_line(const Event& event, crypto::TimePoint now) {
  boost::json::object line{{"time", timestamp(now)},
                           {"level", level_of(event.kind) == Level::warn ? "warn" : "info"},
                           {"event", name_of(event.kind)}};
  if (event.refusal) line["refusal"] = name_of(*event.refusal);
  if (const auto rules = rules_of(event); !rules.empty()) line["rule"] = rules;
  if (!event.connector.empty()) line["connector"] = event.connector;
  if (!event.client.empty()) line["client"] = event.client;
  if (!event.request_id.empty()) line["request_id"] = event.request_id;
  if (event.duration) line["duration_ms"] = event.duration->count();
  return boost::json::serialize(line);
}

// spdlog's global registry stays out of it: what is made here ends here. The order matters, the
// thread goes first.
struct EventLog::Queue {
  explicit Queue(std::ostream& out)
      : threads(std::make_shared<spdlog::details::thread_pool>(kQueueLines, 1)),
        logger(std::make_shared<spdlog::async_logger>(
            "events", std::make_shared<spdlog::sinks::ostream_sink_mt>(out, true), threads,
            spdlog::async_overflow_policy::overrun_oldest)) {
    logger->set_pattern("%v");
  }

  // shared_ptr is what spdlog asks for: a queued line holds its logger, the logger looks for its
  // threads.
  std::shared_ptr<spdlog::details::thread_pool> threads;
  std::shared_ptr<spdlog::async_logger> logger;
};

EventLog::EventLog(std::ostream& out, const crypto::Clock& clock)
    : clock_(clock), queue_(std::make_unique<Queue>(out)) {}

EventLog::~EventLog() = default;

void EventLog::write(const Event& event) {
  queue_->logger->log(spdlog_level(level_of(event.kind)),
                      spdlog::string_view_t(event_line(event, clock_.now())));
}

std::uint64_t EventLog::lost() const { return queue_->threads->overrun_counter(); }

Journal make_journal(EventLog& log, Metrics& metrics) {
  return [&log, &metrics](const Event& event) {
    metrics.note(event);
    if (level_of(event.kind) != Level::counted) log.write(event);
  };
}

}  // namespace sluis::operate
