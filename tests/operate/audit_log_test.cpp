#include "operate/audit_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <thread>
#include <vector>

#include "operate/audit_files.h"
#include "tests/crypto/fake_clock.h"
#include "tests/operate/temporary_folder.h"

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;
using tests::content_of;

AuditEntry entry(std::string object = "pseudonym-2") {
  return {
      .action = "keys.rotate", .object = std::move(object), .origin = "command", .actor = "root"};
}

std::vector<AuditLine> lines_of(const std::filesystem::path& file) {
  std::vector<AuditLine> lines;
  std::istringstream stream(content_of(file));
  for (std::string line; std::getline(stream, line);) {
    auto parsed = parse_audit_line(line);
    if (!parsed) throw std::runtime_error("no line of an audit log: " + line);
    lines.push_back(std::move(*parsed));
  }
  return lines;
}

class AuditLog_Decision24 : public testing::Test {
 protected:
  std::filesystem::path file() const { return folder_ / "audit.jsonl"; }
  AuditLog open() const { return AuditLog({.file = file(), .retention = 183 * 24h}); }
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& one : std::filesystem::directory_iterator(folder_.path())) {
      names.insert(one.path().filename().string());
    }
    names.erase("audit.jsonl.lock");
    return names;
  }

  tests::TemporaryFolder folder_;
  tests::FakeClock clock_;  // 2026-01-01T00:00:00Z
};

TEST_F(AuditLog_Decision24, ChainsItsLines) {
  AuditLog log = open();

  log.append(entry("a"), clock_.now());
  log.append(entry("b"), clock_.now());

  const auto lines = lines_of(file());
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].previous, AuditHead().hash);
  EXPECT_EQ(lines[1].previous, lines[0].head.hash);
  EXPECT_EQ(lines[1].head, log.head());
}

TEST_F(AuditLog_Decision24, IsReadableByItsOwnerOnly) {
  const AuditLog log({.file = folder_ / "logs/audit.jsonl"});

  EXPECT_EQ(tests::mode_of(folder_ / "logs"), 0700u);
  EXPECT_EQ(tests::mode_of(folder_ / "logs/audit.jsonl"), 0600u);
}

TEST_F(AuditLog_Decision24, SaysWhichFileItCannotOpen) {
  std::filesystem::create_directory(file());

  try {
    open();
    FAIL() << "a folder was opened as a file";
  } catch (const AuditLogError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(file().string()));
  }
}

TEST_F(AuditLog_Decision24, GoesOnWhereAnotherRunEnded) {
  const AuditHead first = open().append(entry(), clock_.now());

  AuditLog again = open();
  const AuditHead known = again.head();
  again.append(entry(), clock_.now());

  EXPECT_EQ(known, first);
  EXPECT_EQ(lines_of(file()).at(1).previous, first.hash);
}

TEST_F(AuditLog_Decision24, IsOneChainOfSeveralThreadsAndObjects) {
  {
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < 4; ++writer) {
      writers.emplace_back([this] {
        AuditLog log = open();
        for (int round = 0; round < 25; ++round) log.append(entry(), clock_.now());
      });
    }
  }

  const auto lines = lines_of(file());
  ASSERT_EQ(lines.size(), 100u);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i].previous, lines[i - 1].head.hash);
    EXPECT_EQ(lines[i].head.sequence, i + 1);
  }
}

TEST_F(AuditLog_Decision24, IsOneChainOfSeveralProcesses) {
  std::vector<pid_t> children;
  for (int writer = 0; writer < 4; ++writer) {
    const pid_t child = fork();
    if (child == 0) {
      AuditLog log = open();
      for (int round = 0; round < 10; ++round) log.append(entry(), clock_.now());
      _exit(0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) waitpid(child, nullptr, 0);

  const auto lines = lines_of(file());
  ASSERT_EQ(lines.size(), 40u);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i].previous, lines[i - 1].head.hash);
  }
}

TEST_F(AuditLog_Decision24, TheNextDayHasAFileThatBeginsWhereTheLastEnded) {
  AuditLog log = open();
  const AuditHead first = log.append(entry(), clock_.now());

  clock_.advance(24h);
  log.append(entry(), clock_.now());

  EXPECT_EQ(files(), (std::set<std::string>{"audit.jsonl", "audit-2026-01-01.jsonl"}));
  const auto lines = lines_of(file());
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].previous, first.hash);
  EXPECT_EQ(lines[0].head.sequence, 2u);
}

TEST_F(AuditLog_Decision24, AClockThatWasSetBackOverwritesNoFile) {
  AuditLog log = open();
  log.append(entry(), clock_.now());
  clock_.advance(24h);
  log.append(entry(), clock_.now());
  tests::write_file(folder_ / "audit-2026-01-02.jsonl", "");
  clock_.advance(-24h);
  log.append(entry(), clock_.now());

  clock_.advance(48h);
  log.append(entry(), clock_.now());

  EXPECT_EQ(files(), (std::set<std::string>{"audit.jsonl", "audit-2026-01-01.jsonl",
                                            "audit-2026-01-02.jsonl", "audit-2026-01-02.2.jsonl"}));
}

TEST_F(AuditLog_Decision24, CutsOffWhatACrashLeftOfALineAndSaysSo) {
  const AuditHead first = open().append(entry(), clock_.now());
  tests::write_file(file(), content_of(file()) + R"({"sequence":2,"ti)");

  open().append(entry("after"), clock_.now());

  const auto lines = lines_of(file());
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[1].entry.action, "audit_log.repair");
  EXPECT_EQ(lines[1].previous, first.hash);
  EXPECT_EQ(lines[1].entry.details.at(0), (std::pair<std::string, std::string>("octets", "17")));
  EXPECT_EQ(lines[2].entry.object, "after");
}

TEST_F(AuditLog_Decision24, WritesNothingBehindALineThatIsNotItsOwn) {
  open().append(entry(), clock_.now());
  std::string text = content_of(file());
  text[20] ^= 1;
  tests::write_file(file(), text);

  EXPECT_THROW(open(), AuditLogError);
  EXPECT_EQ(content_of(file()), text);
}

TEST_F(AuditLog_Decision24, DoesNotFollowASymbolicLink) {
  tests::write_file(folder_ / "elsewhere", "");
  std::filesystem::create_symlink(folder_ / "elsewhere", file());

  EXPECT_THROW(open(), AuditLogError);
}

// BIO2 8.18.02: half a year, and no longer than a day more.
TEST_F(AuditLog_Decision24, KeepsEveryLineForTheRetentionPeriod) {
  AuditLog log = open();
  clock_.advance(24h - 1s);
  log.append(entry(), clock_.now());
  clock_.advance(1s);
  log.append(entry(), clock_.now());

  clock_.advance(183 * 24h - 1s);
  log.tidy(clock_.now());
  const bool was_there_before = files().contains("audit-2026-01-01.jsonl");
  clock_.advance(1s);
  log.tidy(clock_.now());

  EXPECT_TRUE(was_there_before);
  EXPECT_FALSE(files().contains("audit-2026-01-01.jsonl"));
}

TEST_F(AuditLog_Decision24, KeepsNoLineLongerWhereNothingHappensAnyMore) {
  AuditLog log = open();
  log.append(entry("the last for long"), clock_.now());
  clock_.advance(24h);
  log.tidy(clock_.now());
  const auto put_away = files();
  clock_.advance(183 * 24h);

  log.tidy(clock_.now());

  EXPECT_EQ(put_away, (std::set<std::string>{"audit-2026-01-01.jsonl", "audit.jsonl"}));
  EXPECT_EQ(files(), std::set<std::string>{"audit.jsonl"});
  ASSERT_EQ(lines_of(file()).size(), 1u);
  EXPECT_EQ(lines_of(file())[0].entry.action, "audit_log.delete");
}

TEST_F(AuditLog_Decision24, PutsAwayNoHalfALine) {
  AuditLog log = open();
  log.append(entry(), clock_.now());
  tests::write_file(file(), content_of(file()) + "{\"sequence\":2,");
  clock_.advance(24h);

  log.tidy(clock_.now());

  const auto older = lines_of(folder_ / "audit-2026-01-01.jsonl");
  ASSERT_EQ(older.size(), 1u);
  ASSERT_EQ(lines_of(file()).size(), 1u);
  EXPECT_EQ(lines_of(file())[0].entry.action, "audit_log.repair");
}

TEST_F(AuditLog_Decision24, LeavesALineAboutAFileThatItDeletes) {
  AuditLog log = open();
  const AuditHead last = log.append(entry(), clock_.now());
  clock_.advance(24h);
  log.append(entry(), clock_.now());

  clock_.advance(183 * 24h);
  log.tidy(clock_.now());

  const auto line = lines_of(file()).at(0);
  EXPECT_EQ(line.entry.action, "audit_log.delete");
  EXPECT_EQ(line.entry.object, "audit-2026-01-01.jsonl");
  EXPECT_THAT(line.entry.details, testing::Contains(testing::Pair("lines", "1")));
  EXPECT_THAT(line.entry.details, testing::Contains(testing::Pair("head", text_of(last))));
  EXPECT_THAT(line.entry.details,
              testing::Contains(testing::Pair("first", "2026-01-01T00:00:00.000Z")));
}

TEST_F(AuditLog_Decision24, GoesOnWhenEveryFileHasGone) {
  AuditLog log = open();
  log.append(entry(), clock_.now());
  clock_.advance(24h);
  log.append(entry(), clock_.now());
  clock_.advance(400 * 24h);

  log.tidy(clock_.now());
  log.tidy(clock_.now());  // the line about the first closed the second
  const AuditHead next = log.append(entry(), clock_.now());

  EXPECT_EQ(files(), std::set<std::string>{"audit.jsonl"});
  EXPECT_EQ(next.sequence, 5u);
}

}  // namespace
}  // namespace sluis::operate
