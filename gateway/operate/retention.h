#pragma once

// What may be in the store and for how long, held against what is there (standards PRI-14): names
// by kind, how long the longest of each still lives, and what no rule allows.

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fault/finding.h"
#include "operate/console.h"

namespace sluis::operate {

struct RecordKind {
  std::string_view beginning;  // of its names: "id:"; or the whole name
  std::string_view what;
  std::optional<std::chrono::seconds> longest;  // none: it stays for ever
};

/// How names were found. A name that no kind knows is counted under what stands before its colon,
/// if that is a plain word, else under "(other)": a name is never repeated.
class RecordSurvey {
 public:
  struct Seen {
    std::uint64_t names = 0;
    std::uint64_t without_end = 0;
    std::chrono::milliseconds longest{0};
  };

  explicit RecordSurvey(std::vector<RecordKind> kinds) : kinds_(std::move(kinds)) {}

  void note(std::string_view name, std::optional<std::chrono::milliseconds> left);

  const std::vector<RecordKind>& kinds() const { return kinds_; }
  const std::map<std::string, Seen, std::less<>>& seen() const { return seen_; }  // by beginning

 private:
  std::vector<RecordKind> kinds_;
  std::map<std::string, Seen, std::less<>> seen_;
};

/// A finding for each kind that is there; bad where one outlives its rule, has no end, or is of no
/// kind that we know.
Findings examine_records(const RecordSurvey& survey);

/// The oldest line of a log against how long it may live.
struct LogAge {
  std::string_view log;  // "access log"
  std::optional<std::chrono::sys_days> oldest;
  std::chrono::seconds retention;
};
Finding examine_age(const LogAge& age, std::chrono::sys_seconds now);

/// Redis' own file (AOF), in which what has expired stays until it is written anew.
struct Rewrites {
  std::optional<std::chrono::sys_seconds> last;  // that ended well
  bool has_failed;                               // the newest
};
Findings examine_rewrites(const Rewrites& rewrites, std::chrono::sys_seconds now);

/// As `print_findings`, and in JSON the kinds with their numbers. Returns the exit code.
int print_retention(const RecordSurvey& survey, const Findings& findings, Format format,
                    std::ostream& out);

}  // namespace sluis::operate
