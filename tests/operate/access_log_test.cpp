#include "operate/access_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <set>
#include <thread>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "http/server.h"
#include "tests/crypto/fake_clock.h"
#include "tests/operate/temporary_folder.h"

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;
using tests::content_of;

const KnownPaths kPaths{{"/authorize", "/login/callback/{connector}"}};

http::Answered answered(std::string path = "/authorize") {
  return {.request_id = "r1",
          .client_address = "192.0.2.7",
          .method = "GET",
          .path = std::move(path),
          .status = 200,
          .body_bytes = 512,
          .duration = 1234us};
}

class AccessLog_Design4 : public testing::Test {
 protected:
  std::filesystem::path file() const { return folder_ / "access.jsonl"; }
  AccessLog open(std::size_t queue_lines = 100) {
    return AccessLog({.file = file(),
                      .retention = 90 * 24h,
                      .queue_lines = queue_lines,
                      .audit = [this](const AuditEntry& entry) { audited_.push_back(entry); }},
                     kPaths, clock_);
  }
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }

  tests::TemporaryFolder folder_;
  tests::FakeClock clock_;           // 2026-01-01T00:00:00Z
  std::vector<AuditEntry> audited_;  // the writer's, until the log waits or is gone
};

class AccessLog_Pri15 : public AccessLog_Design4 {};

/// A file of gzip with one line of that time.
void write_gzip(const std::filesystem::path& file, std::string_view time) {
  const std::string plain = file.string() + ".plain";
  tests::write_file(plain, "{\"time\":\"" + std::string(time) + "\"}\n");
  const std::string command = "gzip -c '" + plain + "' > '" + file.string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::filesystem::remove(plain);
}

TEST(AccessLine_Pri16, HasTheClosedSetOfFields) {
  const std::string line = access_line(answered(), kPaths, crypto::TimePoint{1767225600s + 5ms});

  EXPECT_EQ(line,
            R"({"time":"2026-01-01T00:00:00.005Z","request_id":"r1","client":"192.0.2.7",)"
            R"("method":"GET","path":"/authorize","status":200,"bytes":512,"duration_us":1234})");
}

TEST(AccessLine_Pri16, NeverRepeatsWhatAStrangerWrote) {
  http::Answered hostile = answered("/j.devries@minbzk.nl");
  hostile.method = "J.DEVRIES";
  hostile.client_address = "minbzk.nl";

  const auto line = boost::json::parse(access_line(hostile, kPaths, {})).as_object();

  EXPECT_EQ(line.at("path"), "(unknown)");
  EXPECT_EQ(line.at("method"), "(unknown)");
  EXPECT_EQ(line.at("client"), "(unknown)");
}

TEST(AccessLine_Pri16, SaysThePatternForASegment) {
  const auto line =
      boost::json::parse(access_line(answered("/login/callback/j.devries@minbzk.nl"), kPaths, {}));

  EXPECT_EQ(line.at("path"), "/login/callback/{connector}");
}

TEST(AccessLine_Asvs16_4_1, EscapesControlCharacters) {
  http::Answered odd = answered();
  odd.request_id = "a\"b\n{\x01";

  const std::string line = access_line(odd, kPaths, {});

  EXPECT_FALSE(line.contains('\n'));
  EXPECT_EQ(boost::json::parse(line).at("request_id"), "a\"b\n{\x01");
}

TEST_F(AccessLog_Design4, WritesOneLineForAnAnswer) {
  AccessLog log = open();

  log.note(answered());
  log.note(answered("/login/callback/mail"));
  log.flush();

  const std::string text = content_of(file());
  EXPECT_EQ(std::ranges::count(text, '\n'), 2);
  EXPECT_TRUE(text.ends_with("}\n"));
}

TEST_F(AccessLog_Design4, IsReadableByItsOwnerOnly) {
  tests::write_file(file(), "");
  std::filesystem::permissions(file(), std::filesystem::perms{0644});

  AccessLog log = open();

  EXPECT_EQ(tests::mode_of(file()), 0600u);
}

TEST_F(AccessLog_Design4, MakesItsFolder) {
  AccessLog log({.file = folder_ / "logs/access.jsonl"}, kPaths, clock_);

  EXPECT_EQ(tests::mode_of(folder_ / "logs"), 0700u);
  EXPECT_EQ(tests::mode_of(folder_ / "logs/access.jsonl"), 0600u);
}

TEST_F(AccessLog_Design4, SaysWhichFileItCannotOpen) {
  std::filesystem::create_directory(file());

  try {
    open();
    FAIL() << "a folder was opened as a file";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(file().string()));
  }
}

TEST_F(AccessLog_Design4, RefusesARetentionUnderADay) {
  EXPECT_THROW(AccessLog({.file = file(), .retention = 23h}, kPaths, clock_),
               std::invalid_argument);
}

TEST_F(AccessLog_Design4, KeepsWhatWasThere) {
  {
    open().note(answered());
  }
  const std::string before = content_of(file());

  {
    open().note(answered());
  }

  EXPECT_EQ(content_of(file()), before + before);
}

TEST_F(AccessLog_Design4, BeginsANewFileAtMidnight) {
  AccessLog log = open();
  log.note(answered());
  log.flush();

  clock_.advance(24h);
  log.note(answered());
  log.flush();

  EXPECT_EQ(files(), (std::set<std::string>{"access.jsonl", "access-2026-01-01.jsonl"}));
  EXPECT_THAT(content_of(file()), testing::StartsWith(R"({"time":"2026-01-02)"));
  EXPECT_THAT(content_of(folder_ / "access-2026-01-01.jsonl"),
              testing::StartsWith(R"({"time":"2026-01-01)"));
  EXPECT_EQ(tests::mode_of(folder_ / "access-2026-01-01.jsonl"), 0600u);
}

TEST_F(AccessLog_Design4, BeginsANewFileWithoutTraffic) {
  AccessLog log = open();
  log.note(answered());
  log.flush();

  clock_.advance(24h);
  log.flush();

  EXPECT_EQ(content_of(file()), "");
  EXPECT_TRUE(files().contains("access-2026-01-01.jsonl"));
}

TEST_F(AccessLog_Design4, MakesNoFileForADayWithoutLines) {
  AccessLog log = open();

  clock_.advance(72h);
  log.flush();

  EXPECT_EQ(files(), std::set<std::string>{"access.jsonl"});
}

TEST_F(AccessLog_Design4, AFileLeftByAnEarlierRunKeepsItsDay) {
  {
    open().note(answered());
  }
  clock_.advance(72h);

  open().flush();

  EXPECT_TRUE(files().contains("access-2026-01-01.jsonl"));
}

TEST_F(AccessLog_Design4, OverwritesNoFileOfThatDay) {
  tests::write_file(folder_ / "access-2026-01-01.jsonl", "earlier\n");
  AccessLog log = open();
  log.note(answered());
  log.flush();

  clock_.advance(24h);
  log.flush();

  EXPECT_EQ(content_of(folder_ / "access-2026-01-01.jsonl"), "earlier\n");
  EXPECT_TRUE(files().contains("access-2026-01-01.2.jsonl"));
}

// PRI-15: no line outlives ninety days.
TEST_F(AccessLog_Design4, DeletesAFileOnceItsFirstLineIsTooOld) {
  AccessLog log = open();
  log.note(answered());
  log.flush();

  clock_.advance(90 * 24h - 1s);
  log.flush();
  const bool was_there_before = files().contains("access-2026-01-01.jsonl");
  clock_.advance(1s);
  log.flush();

  EXPECT_TRUE(was_there_before);
  EXPECT_FALSE(files().contains("access-2026-01-01.jsonl"));
}

TEST_F(AccessLog_Design4, DeletesWhatSomebodyMadeOfADayAndNothingElse) {
  for (const char* name :
       {"access-2025-01-01.jsonl", "access-2025-01-01.2.jsonl", "access-2025-01-01.jsonl.gz",
        "access-2025-01-01.jsonl.zst", "access-2025-01-01.jsonl.xz", "access-2025-01-01.jsonl.bz2",
        "access.jsonl-20250101", "access.jsonl-20250101.gz", "audit-2025-01-01.jsonl",
        "access-old.jsonl", "access-2025-13-01.jsonl", "access-2025-01-01.jsonl.gz.part",
        "access.jsonl-20251301", "access.jsonl.old", "notes.txt"}) {
    tests::write_file(folder_ / name, "x");
  }

  open().flush();

  EXPECT_EQ(files(),
            (std::set<std::string>{"access.jsonl", "audit-2025-01-01.jsonl", "access-old.jsonl",
                                   "access-2025-13-01.jsonl", "access-2025-01-01.jsonl.gz.part",
                                   "access.jsonl-20251301", "access.jsonl.old", "notes.txt"}));
}

// A copy is as old as its lines, whatever its name or the time of its last change say.
TEST_F(AccessLog_Pri15, JudgesAFileByItsLines) {
  tests::write_file(folder_ / "access-2025-12-31.jsonl",
                    "{\"time\":\"2025-09-01T00:00:00.000Z\"}\n");
  tests::write_file(folder_ / "access.jsonl.1", "{\"time\":\"2025-09-01T00:00:00.000Z\"}\n");
  write_gzip(folder_ / "access.jsonl.2.gz", "2025-09-01T00:00:00.000Z");
  tests::write_file(folder_ / "access.jsonl.3", "{\"time\":\"2025-12-31T00:00:00.000Z\"}\n");
  write_gzip(folder_ / "access.jsonl.4.gz", "2025-12-31T00:00:00.000Z");

  open().flush();

  EXPECT_EQ(files(),
            (std::set<std::string>{"access.jsonl", "access.jsonl.3", "access.jsonl.4.gz"}));
}

TEST_F(AccessLog_Pri15, JudgesAFileThatSaysNothingByItsLastChange) {
  for (const char* name : {"access.jsonl.1.zst", "access.jsonl.2.zst"}) {
    tests::write_file(folder_ / name, "x");
  }
  const auto system_now = std::chrono::system_clock::now();
  clock_.set(std::chrono::floor<std::chrono::milliseconds>(system_now));
  const auto now = std::filesystem::file_time_type::clock::now();
  std::filesystem::last_write_time(folder_ / "access.jsonl.1.zst", now - 91 * 24h);
  std::filesystem::last_write_time(folder_ / "access.jsonl.2.zst", now - 80 * 24h);

  open().flush();

  EXPECT_EQ(files(), (std::set<std::string>{"access.jsonl", "access.jsonl.2.zst"}));
}

TEST_F(AccessLog_Pri15, BelievesNoLineFromTheFuture) {
  tests::write_file(folder_ / "access-2025-01-01.jsonl",
                    "{\"time\":\"2099-01-01T00:00:00.000Z\"}\n");

  open().flush();

  EXPECT_EQ(files(), std::set<std::string>{"access.jsonl"});
}

TEST_F(AccessLog_Pri15, FollowsNoSymbolicLink) {
  tests::write_file(folder_ / "precious", "{\"time\":\"2025-01-01T00:00:00.000Z\"}\n");
  std::filesystem::create_symlink(folder_ / "precious", folder_ / "access-2025-01-01.jsonl");

  open().flush();

  EXPECT_TRUE(files().contains("precious"));
  EXPECT_TRUE(files().contains("access-2025-01-01.jsonl"));
  EXPECT_TRUE(audited_.empty());
}

TEST_F(AccessLog_Pri15, ADeletionLeavesALineInTheAuditLog) {
  const std::string text =
      "{\"time\":\"2025-01-01T00:00:01.000Z\"}\n{\"time\":\"2025-01-01T23:59:59.000Z\"}\n";
  tests::write_file(folder_ / "access-2025-01-01.jsonl", text);

  open().flush();

  ASSERT_EQ(audited_.size(), 1u);
  EXPECT_EQ(audited_[0].action, "access_log.delete");
  EXPECT_EQ(audited_[0].object, "access-2025-01-01.jsonl");
  EXPECT_EQ(audited_[0].result, AuditEntry::Result::done);
  EXPECT_THAT(audited_[0].details,
              testing::ElementsAre(
                  testing::Pair("sha256", crypto::hex_encode(crypto::sha256(text))),
                  testing::Pair("octets", std::to_string(text.size())), testing::Pair("lines", "2"),
                  testing::Pair("first", "2025-01-01T00:00:01.000Z"),
                  testing::Pair("last", "2025-01-01T23:59:59.000Z")));
}

TEST_F(AccessLog_Pri15, LooksIntoWhatGzipMadeBeforeItIsDeleted) {
  write_gzip(folder_ / "access-2025-01-01.jsonl.gz", "2025-01-01T12:00:00.000Z");

  open().flush();

  ASSERT_EQ(audited_.size(), 1u);
  EXPECT_THAT(audited_[0].details, testing::Contains(testing::Pair("lines", "1")));
  EXPECT_THAT(audited_[0].details,
              testing::Contains(testing::Pair("last", "2025-01-01T12:00:00.000Z")));
}

TEST_F(AccessLog_Pri15, GoesOnInItsOwnFileAfterAnothersRotation) {
  AccessLog log = open();
  log.note(answered());
  log.flush();
  std::filesystem::rename(file(), folder_ / "access.jsonl.1");

  log.flush();
  log.note(answered());
  log.flush();

  EXPECT_EQ(std::ranges::count(content_of(file()), '\n'), 1);
}

TEST_F(AccessLog_Design4, CountsWhatFindsTheQueueFull) {
  AccessLog log = open(0);

  log.note(answered());
  log.flush();

  EXPECT_EQ(log.lost(), 1u);
  EXPECT_EQ(content_of(file()), "");
}

TEST_F(AccessLog_Design4, CountsWhatTheDiskRefuses) {
  AccessLog log({.file = "/dev/full"}, kPaths, clock_);

  log.note(answered());
  log.note(answered());
  log.flush();

  EXPECT_EQ(log.lost(), 2u);
}

TEST_F(AccessLog_Design4, LosesNothingBetweenThreads) {
  AccessLog log = open(10'000);
  std::vector<std::jthread> workers;

  for (int worker = 0; worker < 4; ++worker) {
    workers.emplace_back([&log] {
      for (int round = 0; round < 250; ++round) log.note(answered());
    });
  }
  workers.clear();  // joins
  log.flush();

  const std::string text = content_of(file());
  EXPECT_EQ(std::ranges::count(text, '\n'), 1000);
  EXPECT_EQ(log.lost(), 0u);
}

}  // namespace
}  // namespace sluis::operate
