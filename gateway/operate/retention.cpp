#include "operate/retention.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "operate/doctor.h"
#include "operate/timestamp.h"

namespace sluis::operate {

namespace {

using enum Finding::Side;
using std::chrono::days;
using std::chrono::duration_cast;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

bool is_plain_word(std::string_view text) {
  constexpr std::size_t kLongest = 12;
  return !text.empty() && text.size() <= kLongest &&
         std::ranges::all_of(text, [](char letter) { return letter >= 'a' && letter <= 'z'; });
}

std::string unknown_kind(std::string_view name) {
  const auto word = name.substr(0, name.find(':'));
  if (word.size() == name.size() || !is_plain_word(word)) return "(other)";
  return std::string(word) + ":";
}

const RecordKind* kind_of(const std::vector<RecordKind>& kinds, std::string_view beginning) {
  const auto found = std::ranges::find(kinds, beginning, &RecordKind::beginning);
  return found == kinds.end() ? nullptr : &*found;
}

std::string span_text(seconds span) {
  if (span >= days{2}) {
    const auto rest = duration_cast<hours>(span % days{1}).count();
    return fmt::format("{} d{}", duration_cast<days>(span).count(),
                       rest == 0 ? "" : fmt::format(" {} h", rest));
  }
  if (span >= hours{2}) return fmt::format("{} h", duration_cast<hours>(span).count());
  return fmt::format("{} s", span.count());
}

std::string count_text(std::uint64_t names) {
  return names == 1 ? std::string("1 name") : fmt::format("{} names", names);
}

Finding judge(std::string_view beginning, const RecordSurvey::Seen& seen, const RecordKind* kind) {
  const auto names = count_text(seen.names);
  if (kind == nullptr) {
    return Finding::bad(ours,
                        fmt::format("{} {}: of no kind that this version knows", beginning, names));
  }
  if (!kind->longest)
    return Finding::good(ours, fmt::format("{} {}: stays", beginning, kind->what));
  if (seen.without_end > 0) {
    return Finding::bad(ours, fmt::format("{} {}: {} of {} would stay for ever", beginning,
                                          kind->what, seen.without_end, names));
  }
  const auto left = std::chrono::ceil<seconds>(seen.longest);
  const auto text = fmt::format("{} {}: {}, the longest for {}; at most {} is right", beginning,
                                kind->what, names, span_text(left), span_text(*kind->longest));
  return seen.longest > *kind->longest ? Finding::bad(ours, text) : Finding::good(ours, text);
}

boost::json::array records_of(const RecordSurvey& survey) {
  boost::json::array records;
  for (const auto& [beginning, seen] : survey.seen()) {
    const auto* kind = kind_of(survey.kinds(), beginning);
    boost::json::object record{
        {"kind", beginning},
        {"is_known", kind != nullptr},
        {"names", seen.names},
        {"without_end", seen.without_end},
        {"longest_seconds", std::chrono::ceil<seconds>(seen.longest).count()}};
    record["limit_seconds"] = nullptr;
    if (kind != nullptr && kind->longest) record["limit_seconds"] = kind->longest->count();
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace

void RecordSurvey::note(std::string_view name, std::optional<milliseconds> left) {
  const auto kind = std::ranges::find_if(kinds_, [&](const RecordKind& one) {
    return one.beginning.ends_with(':') ? name.starts_with(one.beginning) : name == one.beginning;
  });
  auto& seen = seen_[kind == kinds_.end() ? unknown_kind(name) : std::string(kind->beginning)];
  ++seen.names;
  if (!left) ++seen.without_end;
  if (left) seen.longest = std::max(seen.longest, *left);
}

Findings examine_records(const RecordSurvey& survey) {
  Findings found;
  for (const auto& [beginning, seen] : survey.seen()) {
    found.push_back(judge(beginning, seen, kind_of(survey.kinds(), beginning)));
  }
  if (found.empty()) found.push_back(Finding::good(ours, "the store is empty"));
  return found;
}

Finding examine_age(const LogAge& age, std::chrono::sys_seconds now) {
  if (!age.oldest) return Finding::good(ours, fmt::format("{}: no lines yet", age.log));
  // A file goes a day after its last line; the gateway looks every few minutes.
  const auto span = now - *age.oldest;
  const auto text = fmt::format("{}: the oldest file is of {}, {} old; {} is right", age.log,
                                day_text(*age.oldest), span_text(span), span_text(age.retention));
  const bool is_too_old = span > age.retention + days{1} + hours{1};
  return is_too_old ? Finding::bad(ours, text + ". Has the gateway run since?")
                    : Finding::good(ours, text);
}

Findings examine_rewrites(const Rewrites& rewrites, std::chrono::sys_seconds now) {
  constexpr hours kRight{48};  // the gateway asks every day
  Findings found;
  if (rewrites.has_failed) {
    found.push_back(Finding::bad(
        ours, "Redis could not write its append-only file anew the last time: see its own log"));
  }
  if (!rewrites.last) {
    found.push_back(Finding::bad(
        ours,
        "Redis' append-only file: nobody knows when it was last written anew. Has the gateway run, "
        "and may its user BGREWRITEAOF?"));
    return found;
  }
  const auto span = now - *rewrites.last;
  const auto text = fmt::format("Redis' append-only file was written anew {} ago", span_text(span));
  found.push_back(span > kRight ? Finding::bad(ours, text + "; it should be once a day, for what "
                                                            "has expired stays in it until then")
                                : Finding::good(ours, text));
  return found;
}

int print_retention(const RecordSurvey& survey, const Findings& findings, Format format,
                    std::ostream& out) {
  if (format == Format::text) return print_findings("retention", findings, format, out);
  auto report = findings_value("retention", findings);
  report["records"] = records_of(survey);
  out << boost::json::serialize(report) << "\n";
  return report.at("bad") == 0 ? 0 : 1;
}

}  // namespace sluis::operate
