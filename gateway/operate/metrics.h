#pragma once

// What the gateway counts, as Prometheus reads it (text format 0.0.4). Labels never come from
// outside: refusals are our enum, connectors and clients are ids of the configuration, routes are
// patterns. Were one of them to grow all the same, a family stops at kSeriesPerFamily and counts
// the rest under "(unknown)".
//
// `note` and `exposition` may be called from every thread; `watch` only before the threads start.

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "fault/event.h"
#include "operate/known_words.h"

namespace sluis::http {
struct Answered;  // server.h
}

namespace sluis::operate {

inline constexpr std::size_t kSeriesPerFamily = 1000;

/// Counters of one name, told apart by their labels.
class CounterFamily {
 public:
  struct Label {
    std::string_view name;
    std::string_view value;
  };

  CounterFamily(std::string_view name, std::string_view help) : name_(name), help_(help) {}

  void add(std::initializer_list<Label> labels);
  void write(std::string& text) const;

 private:
  std::string_view name_;
  std::string_view help_;
  mutable std::shared_mutex mutex_;  // guards the map, not the counters in it
  std::map<std::string, std::atomic<std::uint64_t>, std::less<>> series_;
};

/// How long something took, in fixed buckets.
class Histogram {
 public:
  Histogram(std::string_view name, std::string_view help, std::vector<double> upper_bounds_seconds);

  void observe(std::chrono::microseconds duration);
  void write(std::string& text) const;

 private:
  std::string_view name_;
  std::string_view help_;
  std::vector<double> upper_bounds_;
  std::vector<std::atomic<std::uint64_t>> counts_;  // one more than bounds: the last is +Inf
  std::atomic<std::int64_t> sum_microseconds_{0};
};

/// A number that somebody else keeps and that is asked for when Prometheus asks us.
struct Watched {
  enum class Type { counter, gauge };
  std::string name;  // "sluis_…"; a counter's ends in _total
  std::string help;
  Type type;
  std::function<double()> read;  // from any thread; must not block
};

class Metrics {
 public:
  explicit Metrics(KnownPaths paths);
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void watch(Watched watched) { watched_.push_back(std::move(watched)); }

  void note(const Event& event);
  void note(const http::Answered& answered);

  std::string exposition() const;

 private:
  KnownPaths paths_;
  std::vector<Watched> watched_;

  CounterFamily logins_{"sluis_logins_total", "People who came in and were handed to a service."};
  CounterFamily session_logins_{"sluis_session_logins_total",
                                "Services answered from a session, without asking the person."};
  CounterFamily refusals_{"sluis_refusals_total", "Logins and requests refused, by reason."};
  CounterFamily mails_{"sluis_mails_total", "Code mails, by what the mail server said."};
  CounterFamily tokens_{"sluis_tokens_issued_total", "Authorization codes exchanged for tokens."};
  CounterFamily logouts_{"sluis_logouts_total", "Sessions ended by a person or a service."};
  CounterFamily reloads_{"sluis_reloads_total", "Reloads of configuration and keys, by result."};
  CounterFamily stale_metadata_{
      "sluis_metadata_refresh_failures_total",
      "Fetches of SAML metadata that brought nothing good, by whose metadata they are."};
  CounterFamily store_changes_{"sluis_store_changes_total",
                               "Times that the connection to the store was lost or came back."};
  CounterFamily faults_{
      "sluis_faults_total",
      "What did not answer, mostly a 503 (unavailable), and faults of ours, a 500 (broken)."};
  CounterFamily answers_{"sluis_http_answers_total", "HTTP answers, by route and status."};
  Histogram login_time_;
  Histogram answer_time_;
};

/// Resident memory and uptime of this process.
std::vector<Watched> process_watches(const crypto::Clock& clock);

}  // namespace sluis::operate
