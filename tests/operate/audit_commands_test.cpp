#include "operate/audit_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>

#include "operate/audit_log.h"
#include "tests/crypto/fake_clock.h"
#include "tests/operate/temporary_folder.h"

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class AuditVerify_Decision24 : public testing::Test {
 protected:
  AuditVerify_Decision24() {
    for (int day = 0; day < 3; ++day) {
      for (int line = 0; line < 3; ++line) {
        heads_.push_back(log_.append({.action = line == 0 ? "gateway.start" : "keys.rotate",
                                      .object = "one",
                                      .origin = "gateway",
                                      .actor = "sluis"},
                                     clock_.now()));
      }
      clock_.advance(24h);
    }
  }
  std::filesystem::path file() const { return folder_ / "audit.jsonl"; }
  std::filesystem::path first_day() const { return folder_ / "audit-2026-01-01.jsonl"; }
  std::filesystem::path second_day() const { return folder_ / "audit-2026-01-02.jsonl"; }

  int verify(const std::vector<std::string>& known = {}) {
    out_.str({});
    return audit_verify(file(), {.given = known}, Format::text, {out_, error_});
  }
  /// Lets `change` do what it likes to the lines of a file.
  template <typename Change>
  void tamper(const std::filesystem::path& file, Change change) {
    std::vector<std::string> lines;
    std::istringstream stream(tests::content_of(file));
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    change(lines);
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    tests::write_file(file, text);
  }

  tests::TemporaryFolder folder_;
  tests::FakeClock clock_;
  AuditLog log_{{.file = file()}};
  std::vector<AuditHead> heads_;
  std::ostringstream out_;
  std::ostringstream error_;
};

TEST_F(AuditVerify_Decision24, FindsAWholeLogWhole) {
  const int exit_code = verify({text_of(heads_.back()), text_of(heads_.front())});

  EXPECT_EQ(exit_code, 0);
  EXPECT_THAT(out_.str(), HasSubstr("9 lines in 3 files"));
  EXPECT_THAT(out_.str(), HasSubstr("head " + text_of(heads_.back())));
}

TEST_F(AuditVerify_Decision24, FindsAFlippedOctetAnywhere) {
  const std::string whole = tests::content_of(second_day());
  for (std::size_t place = 0; place < whole.size(); ++place) {
    std::string flipped = whole;
    flipped[place] = static_cast<char>(flipped[place] ^ 4);
    tests::write_file(second_day(), flipped);

    EXPECT_EQ(verify(), 1) << place;
  }
}

TEST_F(AuditVerify_Decision24, SaysWhereAnOctetWasFlipped) {
  tamper(first_day(), [](auto& lines) { lines[1][30] = static_cast<char>(lines[1][30] ^ 1); });

  EXPECT_EQ(verify(), 1);
  EXPECT_THAT(out_.str(), testing::StartsWith(first_day().string() + ":2: "));
}

TEST_F(AuditVerify_Decision24, FindsADroppedLine) {
  tamper(first_day(), [](auto& lines) { lines.erase(lines.begin() + 1); });

  EXPECT_EQ(verify(), 1);
  EXPECT_THAT(out_.str(), HasSubstr("number 3 follows number 1: lines are missing"));
}

TEST_F(AuditVerify_Decision24, FindsADroppedLineAtTheEndOfAFile) {
  tamper(first_day(), [](auto& lines) { lines.pop_back(); });

  EXPECT_EQ(verify(), 1);
  EXPECT_THAT(out_.str(), HasSubstr("number 4 follows number 2"));
}

TEST_F(AuditVerify_Decision24, FindsAFileInAnotherOrder) {
  tamper(second_day(), [](auto& lines) { std::swap(lines[0], lines[1]); });

  EXPECT_EQ(verify(), 1);
  EXPECT_THAT(out_.str(), HasSubstr("lines are out of order"));
}

TEST_F(AuditVerify_Decision24, FindsTwoFilesThatChangedPlaces) {
  std::filesystem::rename(first_day(), folder_ / "kept");
  std::filesystem::rename(second_day(), first_day());
  std::filesystem::rename(folder_ / "kept", second_day());

  EXPECT_EQ(verify(), 1);
}

TEST_F(AuditVerify_Decision24, FindsAFileThatIsGone) {
  std::filesystem::remove(second_day());

  EXPECT_EQ(verify(), 1);
  EXPECT_THAT(out_.str(), HasSubstr("number 7 follows number 3"));
}

TEST_F(AuditVerify_Decision24, FindsABeginningThatIsGone) {
  std::filesystem::remove(first_day());

  EXPECT_EQ(verify(), 1);
  EXPECT_THAT(out_.str(), HasSubstr("what came before number 4 is not there"));
}

// Alone a log cannot tell that its end is missing; together with a head from elsewhere it can.
TEST_F(AuditVerify_Decision24, FindsACutEndByAHeadFromElsewhere) {
  tamper(file(), [](auto& lines) { lines.pop_back(); });

  EXPECT_EQ(verify(), 0);
  EXPECT_EQ(verify({text_of(heads_.back())}), 1);
  EXPECT_THAT(out_.str(), HasSubstr("ends with number 8, and number 9 was seen elsewhere"));
}

TEST_F(AuditVerify_Decision24, FindsALogThatIsEmptyAndWasNot) {
  std::filesystem::remove(first_day());
  std::filesystem::remove(second_day());
  tests::write_file(file(), "");

  EXPECT_EQ(verify({text_of(heads_.back())}), 1);
}

TEST_F(AuditVerify_Decision24, FindsALogThatWasWrittenAnew) {
  std::filesystem::remove(first_day());
  std::filesystem::remove(second_day());
  std::filesystem::remove(file());
  AuditLog forged({.file = file()});
  for (int line = 0; line < 9; ++line) {
    forged.append({.action = "a", .object = "b", .origin = "gateway", .actor = "sluis"},
                  clock_.now());
  }

  EXPECT_EQ(verify(), 0);
  EXPECT_EQ(verify({text_of(heads_.back())}), 1);
  EXPECT_THAT(out_.str(), HasSubstr("written anew"));
}

TEST_F(AuditVerify_Decision24, FindsALineWithoutAnEnd) {
  tests::write_file(file(), tests::content_of(file()) + R"({"sequence":)");

  EXPECT_EQ(verify(), 1);
  EXPECT_THAT(out_.str(), HasSubstr("the line has no end"));
}

TEST_F(AuditVerify_Decision24, IsContentAfterTheRetentionPeriod) {
  clock_.advance(182 * 24h);
  log_.tidy(clock_.now());
  ASSERT_FALSE(std::filesystem::exists(first_day()));

  const int exit_code = verify({text_of(heads_.front()), text_of(heads_.back())});

  EXPECT_EQ(exit_code, 0) << out_.str();
}

TEST_F(AuditVerify_Decision24, FindsAnEndThatWasCutOffByWhatTheNodeTells) {
  tamper(file(), [](auto& lines) { lines.pop_back(); });

  const int exit_code =
      audit_verify(file(), {.of_nodes = {text_of(heads_.back())}}, Format::text, {out_, error_});

  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(out_.str(), HasSubstr("its end was cut off"));
  EXPECT_THAT(out_.str(), HasSubstr("compared with what its node tells in the store"));
}

TEST_F(AuditVerify_Decision24, SaysWhyTheStoreWasNotAsked) {
  const int exit_code =
      audit_verify(file(), {.why_unknown = "it is away"}, Format::text, {out_, error_});

  EXPECT_EQ(exit_code, 0);
  EXPECT_THAT(out_.str(), HasSubstr("the store was not asked for heads: it is away"));
}

TEST_F(AuditVerify_Decision24, RefusesAHeadThatIsNone) {
  EXPECT_EQ(verify({"9"}), 1);
  EXPECT_THAT(error_.str(), HasSubstr("64 hexadecimal digits"));
}

TEST_F(AuditVerify_Decision24, SaysWhichLogIsNotThere) {
  const int exit_code = audit_verify(folder_ / "none.jsonl", {}, Format::text, {out_, error_});

  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(error_.str(), HasSubstr("none.jsonl"));
}

TEST_F(AuditVerify_Decision24, SpeaksJson) {
  tamper(first_day(), [](auto& lines) { lines.pop_back(); });

  audit_verify(file(), {}, Format::json, {out_, error_});

  const auto report = boost::json::parse(out_.str()).as_object();
  EXPECT_EQ(report.at("whole"), false);
  EXPECT_EQ(report.at("lines"), 8);
  EXPECT_EQ(report.at("head").as_string(), text_of(heads_.back()));
  EXPECT_EQ(report.at("faults").at(0).at("line"), 1);
}

TEST_F(AuditVerify_Decision24, ListsTheLinesOfAnAction) {
  const int exit_code = audit_list(file(), "keys", Format::text, {out_, error_});

  EXPECT_EQ(exit_code, 0);
  EXPECT_THAT(out_.str(), HasSubstr("2  2026-01-01T00:00:00.000Z  keys.rotate one done, gateway by "
                                    "sluis\n"));
  EXPECT_THAT(out_.str(), testing::Not(HasSubstr("gateway.start")));
}

TEST_F(AuditVerify_Decision24, ListsTheLinesAsTheyStand) {
  audit_list(file(), "", Format::json, {out_, error_});

  EXPECT_EQ(out_.str(), tests::content_of(first_day()) + tests::content_of(second_day()) +
                            tests::content_of(file()));
}

}  // namespace
}  // namespace sluis::operate
