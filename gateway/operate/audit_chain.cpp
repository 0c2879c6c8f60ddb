#include "operate/audit_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "operate/audit_files.h"
#include "operate/dated_files.h"

namespace sluis::operate {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFaults = 100;  // the first one says what happened

class Proof {
 public:
  Proof(const std::vector<AuditHead>& known, const EachAuditLine& each)
      : known_(known), each_(each) {}

  void read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream.is_open()) throw AuditLogError("cannot read " + file.string());
    chain_.files.push_back(file);
    file_ = file;
    line_ = 0;
    for (std::string text; std::getline(stream, text);) {
      ++line_;
      if (stream.eof()) {
        fault("the line has no end: a crash or a cut");
      } else {
        read_line(text);
      }
    }
  }

  AuditChain finish() {
    judge_beginning();
    for (const auto& head : known_) judge(head);
    return std::move(chain_);
  }

 private:
  void fault(std::string text) {
    if (chain_.faults.size() < kMostFaults) {
      chain_.faults.push_back({.file = file_, .line = line_, .text = std::move(text)});
    }
  }

  void read_line(const std::string& text) {
    auto parsed = parse_audit_line(text);
    if (!parsed) return fault("the line is not what was written: its hash is not that of its text");
    judge_link(*parsed);
    note_deletion(*parsed);
    for (const auto& head : known_) {
      if (head.sequence == parsed->head.sequence) seen_[head.sequence].push_back(parsed->head.hash);
    }
    ++chain_.lines;
    each_(*parsed, text);
    if (!chain_.first) chain_.first = *parsed;
    chain_.last = std::move(parsed);
  }

  void judge_link(const AuditLine& line) {
    if (!chain_.last) return;
    const auto& before = chain_.last->head;
    if (line.head.sequence != before.sequence + 1) {
      return fault(fmt::format(
          "number {} follows number {}: {}", line.head.sequence, before.sequence,
          line.head.sequence > before.sequence ? "lines are missing" : "lines are out of order"));
    }
    if (line.previous != before.hash) {
      fault("the line before is not the one that this line was written after");
    }
  }

  void note_deletion(const AuditLine& line) {
    if (line.entry.action != "audit_log.delete") return;
    for (const auto& [name, value] : line.entry.details) {
      if (name == "head") deleted_.push_back(value);
    }
  }

  void judge_beginning() {
    if (!chain_.first) return;
    const AuditHead before{.sequence = chain_.first->head.sequence - 1,
                           .hash = chain_.first->previous};
    if (before == AuditHead() || std::ranges::find(deleted_, text_of(before)) != deleted_.end()) {
      return;
    }
    file_ = chain_.files.front();
    line_ = 1;
    fault(
        fmt::format("what came before number {} is not there, and no line says that it was "
                    "deleted after the retention period",
                    chain_.first->head.sequence));
  }

  void judge(const AuditHead& head) {
    file_ = chain_.files.back();
    line_ = 0;
    const auto last = chain_.last ? chain_.last->head.sequence : 0;
    if (head.sequence > last) {
      return fault(
          fmt::format("the log ends with number {}, and number {} was seen elsewhere: its "
                      "end was cut off",
                      last, head.sequence));
    }
    const auto& hashes = seen_[head.sequence];
    if (std::ranges::find(hashes, head.hash) != hashes.end()) return;
    if (head.sequence < chain_.first->head.sequence) return;  // deleted since
    fault(fmt::format("number {} is not the line that was seen elsewhere: the log was written anew",
                      head.sequence));
  }

  const std::vector<AuditHead>& known_;
  const EachAuditLine& each_;
  AuditChain chain_;
  fs::path file_;  // where a fault is
  std::uint64_t line_ = 0;
  std::vector<std::string> deleted_;                        // heads of files that are gone
  std::map<std::uint64_t, std::vector<std::string>> seen_;  // hashes, by the numbers of `known_`
};

}  // namespace

AuditChain read_audit_chain(const fs::path& file, const std::vector<AuditHead>& known,
                            const EachAuditLine& each) {
  const audit_files::Lock lock(file, audit_files::Lock::Kind::shared);
  Proof proof(known, each);
  for (const auto& older : dated_files(file)) {
    if (!older.is_compressed) proof.read(older.path);
  }
  proof.read(file);
  return proof.finish();
}

}  // namespace sluis::operate
