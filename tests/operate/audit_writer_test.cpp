#include "operate/audit_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "fault/unavailable.h"
#include "tests/crypto/fake_clock.h"
#include "tests/operate/temporary_folder.h"
#include "tests/store/run_awaitable.h"

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;

const AuditEntry kForgotten{
    .action = "person.forget.asked", .object = "pe:a", .origin = "browser", .actor = "sluis"};

class AuditWriter_Decision24 : public testing::Test {
 protected:
  std::filesystem::path file() const { return folder_ / "audit.jsonl"; }
  AuditWriter::Listeners listeners() {
    return {.announce = [this](const AuditHead& head) { announced_.push_back(head.sequence); },
            .on_trouble = [this](const std::string& why) { troubles_.push_back(why); }};
  }
  auto lines() const { return std::ranges::count(tests::content_of(file()), '\n'); }

  tests::TemporaryFolder folder_;
  tests::FakeClock clock_;
  AuditLog log_{{.file = file()}};
  std::vector<std::uint64_t> announced_;  // read once the writer waits or has ended
  std::vector<std::string> troubles_;
};

TEST_F(AuditWriter_Decision24, WritesWhatIsNoted) {
  AuditWriter writer(log_, clock_, listeners());

  writer.note({.action = "gateway.start", .object = "1", .origin = "gateway", .actor = "sluis"});
  writer.flush();

  EXPECT_EQ(lines(), 1);
  EXPECT_EQ(writer.lost(), 0u);
}

TEST_F(AuditWriter_Decision24, ALineHasTheTimeOfItsNote) {
  {
    AuditWriter writer(log_, clock_, listeners());
    writer.note({.action = "gateway.start", .object = "1", .origin = "gateway", .actor = "sluis"});
    clock_.advance(1h);
  }

  EXPECT_THAT(tests::content_of(file()), testing::HasSubstr("2026-01-01T00:00:00"));
}

TEST_F(AuditWriter_Decision24, WritesWhatIsQueuedBeforeItEnds) {
  {
    AuditWriter writer(log_, clock_, listeners());
    for (int i = 0; i < 50; ++i) {
      writer.note({.action = "a", .object = "b", .origin = "gateway", .actor = "sluis"});
    }
  }

  EXPECT_EQ(lines(), 50);
}

TEST_F(AuditWriter_Decision24, TellsTheSystemLogOnceAMinuteAndAtTheEnd) {
  {
    AuditWriter writer(log_, clock_, listeners());
    const auto note = [&] {
      writer.note({.action = "a", .object = "b", .origin = "gateway", .actor = "sluis"});
      writer.flush();
    };

    note();
    note();
    clock_.advance(60s);
    note();
    note();
  }

  EXPECT_THAT(announced_, testing::ElementsAre(1, 3, 4));
}

TEST_F(AuditWriter_Decision24, SaysNothingWhereNothingChanged) {
  {
    AuditWriter writer(log_, clock_, listeners());
    clock_.advance(1h);
    writer.flush();
  }

  EXPECT_TRUE(announced_.empty());
}

TEST_F(AuditWriter_Decision24, KeepsALineThatCannotBeWrittenNow) {
  AuditWriter writer(log_, clock_, listeners());
  std::filesystem::rename(file(), folder_ / "away");
  std::filesystem::create_directory(file());

  writer.note({.action = "a", .object = "b", .origin = "gateway", .actor = "sluis"});
  writer.flush();
  std::filesystem::remove(file());
  writer.flush();

  EXPECT_EQ(lines(), 1);
  EXPECT_EQ(writer.lost(), 0u);
  EXPECT_EQ(troubles_.size(), 1u);
}

TEST_F(AuditWriter_Decision24, WhoWaitsGoesOnWithHisLineOnTheDisk) {
  AuditWriter writer(log_, clock_, listeners());

  tests::run(writer.record(kForgotten));

  EXPECT_EQ(lines(), 1);
}

TEST_F(AuditWriter_Decision24, WhoWaitsForALineThatCannotBeWrittenIsRefused) {
  AuditWriter writer(log_, clock_, listeners());
  std::filesystem::rename(file(), folder_ / "away");
  std::filesystem::create_directory(file());

  EXPECT_THROW(tests::run(writer.record(kForgotten)), Unavailable);

  std::filesystem::remove(file());
  writer.flush();
  EXPECT_EQ(lines(), 0) << "what was refused is not written later";
  EXPECT_EQ(writer.lost(), 0u);
}

TEST_F(AuditWriter_Decision24, WhoFindsTheQueueFullIsRefused) {
  AuditWriter writer(log_, clock_, listeners());
  std::filesystem::remove(file());
  std::filesystem::create_directory(file());
  while (writer.lost() == 0) writer.note(kForgotten);

  EXPECT_THROW(tests::run(writer.record(kForgotten)), Unavailable);
}

TEST_F(AuditWriter_Decision24, CountsWhatItCouldNeverWrite) {
  {
    AuditWriter writer(log_, clock_, listeners());
    std::filesystem::remove(file());
    std::filesystem::create_directory(file());
    writer.note({.action = "a", .object = "b", .origin = "gateway", .actor = "sluis"});
  }

  EXPECT_THAT(troubles_, testing::Contains("lines of the audit log are lost"));
}

TEST_F(AuditWriter_Decision24, DeletesWhatIsTooOld) {
  tests::write_file(folder_ / "audit-2025-01-01.jsonl", "");

  AuditWriter writer(log_, clock_, listeners());
  writer.flush();

  EXPECT_FALSE(std::filesystem::exists(folder_ / "audit-2025-01-01.jsonl"));
  EXPECT_EQ(lines(), 1);
}

}  // namespace
}  // namespace sluis::operate
