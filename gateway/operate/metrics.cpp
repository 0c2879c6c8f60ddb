#include "operate/metrics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <mutex>

#include "http/server.h"

namespace sluis::operate {

namespace {

void write_head(std::string& text, std::string_view name, std::string_view help,
                std::string_view type) {
  text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
}

// Text format 0.0.4: in a label value backslash, double quote and line feed are escaped.
std::string escaped(std::string_view value) {
  std::string text;
  for (const char letter : value) {
    if (letter == '\\' || letter == '"') text += '\\';
    if (letter == '\n') {
      text += "\\n";
    } else {
      text += letter;
    }
  }
  return text;
}

std::string labels_text(std::initializer_list<CounterFamily::Label> labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", name, escaped(value));
  }
  return text;
}

std::string overflow_text(std::initializer_list<CounterFamily::Label> labels) {
  std::string text;
  for (const auto& label : labels) {
    text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", label.name, kUnknown);
  }
  return text;
}

double resident_bytes() {
  // proc(5): the second number of statm is the resident set in pages.
  std::ifstream statm("/proc/self/statm");
  double total_pages = 0;
  double resident_pages = 0;
  statm >> total_pages >> resident_pages;
  return resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace

void CounterFamily::add(std::initializer_list<Label> labels) {
  const std::string text = labels_text(labels);
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = series_.find(text); found != series_.end()) {
      found->second.fetch_add(1, std::memory_order_relaxed);
      return;
    }
  }
  const std::unique_lock lock(mutex_);
  const bool has_room = series_.size() < kSeriesPerFamily || series_.contains(text);
  series_[has_room ? text : overflow_text(labels)].fetch_add(1, std::memory_order_relaxed);
}

void CounterFamily::write(std::string& text) const {
  write_head(text, name_, help_, "counter");
  const std::shared_lock lock(mutex_);
  for (const auto& [labels, count] : series_) {
    const std::string braced = labels.empty() ? "" : "{" + labels + "}";
    text += fmt::format("{}{} {}\n", name_, braced, count.load(std::memory_order_relaxed));
  }
}

Histogram::Histogram(std::string_view name, std::string_view help,
                     std::vector<double> upper_bounds_seconds)
    : name_(name),
      help_(help),
      upper_bounds_(std::move(upper_bounds_seconds)),
      counts_(upper_bounds_.size() + 1) {}

void Histogram::observe(std::chrono::microseconds duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  const auto bound = std::ranges::lower_bound(upper_bounds_, seconds);  // "le": the bound included
  const auto bucket = static_cast<std::size_t>(bound - upper_bounds_.begin());
  counts_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_microseconds_.fetch_add(duration.count(), std::memory_order_relaxed);
}

void Histogram::write(std::string& text) const {
  write_head(text, name_, help_, "histogram");
  std::uint64_t so_far = 0;
  for (std::size_t bucket = 0; bucket < upper_bounds_.size(); ++bucket) {
    so_far += counts_[bucket].load(std::memory_order_relaxed);
    text += fmt::format("{}_bucket{{le=\"{}\"}} {}\n", name_, upper_bounds_[bucket], so_far);
  }
  so_far += counts_.back().load(std::memory_order_relaxed);
  const double sum = static_cast<double>(sum_microseconds_.load(std::memory_order_relaxed)) / 1e6;
  text += fmt::format("{0}_bucket{{le=\"+Inf\"}} {1}\n{0}_sum {2}\n{0}_count {1}\n", name_, so_far,
                      sum);
}

Metrics::Metrics(KnownPaths paths)
    : paths_(std::move(paths)),
      login_time_("sluis_login_seconds",
                  "From a service's request to its answer, for a person who logged in (she reads "
                  "her mail meanwhile).",
                  {1, 2, 5, 10, 20, 30, 60, 120, 300, 600}),
      answer_time_("sluis_http_answer_seconds", "Time to answer one HTTP request.",
                   {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}) {}

void Metrics::note(const Event& event) {
  switch (event.kind) {
    using enum Event::Kind;
    case login:
      logins_.add({{"connector", event.connector}, {"client", event.client}});
      if (event.duration) login_time_.observe(*event.duration);
      return;
    case session_login:
      return session_logins_.add({{"client", event.client}});
    case refused:
      return refusals_.add({{"refusal", event.refusal ? name_of(*event.refusal) : kUnknown},
                            {"client", event.client}});
    case mail_sent:
      return mails_.add({{"result", "sent"}});
    case mail_failed:
      return mails_.add({{"result", "failed"}});
    case token_issued:
      return tokens_.add({{"client", event.client}});
    case logout:
      return logouts_.add({});
    case reload:
      return reloads_.add({{"result", "done"}});
    case reload_failed:
      if (event.connector.empty() && event.client.empty()) {
        return reloads_.add({{"result", "failed"}});
      }
      return stale_metadata_.add({{"connector", event.connector}, {"client", event.client}});
    case issuer_changed:
      return faults_.add({{"fault", "issuer_changed"}});
    case audit_failed:
      return faults_.add({{"fault", "audit_failed"}});
    case rewrite_refused:
      return faults_.add({{"fault", "rewrite_refused"}});
    case store_lost:
      return store_changes_.add({{"change", "lost"}});
    case store_back:
      return store_changes_.add({{"change", "back"}});
    case unavailable:
      return faults_.add({{"fault", "unavailable"}});
    case broken:
      return faults_.add({{"fault", "broken"}});
  }
}

void Metrics::note(const http::Answered& answered) {
  answers_.add({{"method", known_method(answered.method)},
                {"route", paths_.pattern_of(answered.path)},
                {"status", std::to_string(answered.status)}});
  answer_time_.observe(answered.duration);
}

std::string Metrics::exposition() const {
  std::string text;
  for (const auto* family : {&logins_, &session_logins_, &refusals_, &mails_, &tokens_, &logouts_,
                             &reloads_, &stale_metadata_, &store_changes_, &faults_, &answers_}) {
    family->write(text);
  }
  login_time_.write(text);
  answer_time_.write(text);
  for (const Watched& watched : watched_) {
    const bool is_counter = watched.type == Watched::Type::counter;
    write_head(text, watched.name, watched.help, is_counter ? "counter" : "gauge");
    text += fmt::format("{} {}\n", watched.name, watched.read());
  }
  return text;
}

std::vector<Watched> process_watches(const crypto::Clock& clock) {
  const auto start = clock.now();
  const auto uptime_seconds = [&clock, start] {
    return std::chrono::duration<double>(clock.now() - start).count();
  };
  return {{"sluis_resident_memory_bytes", "Memory of the process that is in RAM.",
           Watched::Type::gauge, resident_bytes},
          {"sluis_uptime_seconds", "Time since the process started.", Watched::Type::gauge,
           uptime_seconds}};
}

}  // namespace sluis::operate
