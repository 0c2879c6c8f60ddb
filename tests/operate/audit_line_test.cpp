#include "operate/audit_line.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;

const crypto::TimePoint kTime{1767225600s + 5ms};  // 2026-01-01T00:00:00.005Z

AuditEntry entry() {
  return {.action = "keys.rotate",
          .object = "pseudonym-2",
          .result = AuditEntry::Result::done,
          .origin = "command",
          .actor = "root",
          .details = {{"at", "2026-02-01T00:00:00Z"}}};
}

TEST(AuditLine_Bio2_8_15_01, HasItsSixFieldsAndTheChain) {
  const auto [line, head] = audit_line(entry(), kTime, {});

  EXPECT_EQ(line,
            R"({"sequence":1,"time":"2026-01-01T00:00:00.005Z","action":"keys.rotate",)"
            R"("object":"pseudonym-2","result":"done","origin":"command","actor":"root",)"
            R"("details":{"at":"2026-02-01T00:00:00Z"},)"
            R"("previous":"0000000000000000000000000000000000000000000000000000000000000000",)"
            R"("hash":")" +
                head.hash + R"("})");
  EXPECT_EQ(head.sequence, 1u);
}

// The hash is of the octets before `,"hash"`, so that another program can check it: here
// sha256sum's.
TEST(AuditLine_Decision24, HashesTheOctetsInFrontOfTheHash) {
  const auto [line, head] = audit_line(entry(), kTime, {});

  EXPECT_EQ(head.hash, "5c45ef02e6b538009bbb9636e976a16123722c1e18b237efdadc137b829dad94");
}

TEST(AuditLine_Decision24, NamesTheLineBefore) {
  const auto [first, one] = audit_line(entry(), kTime, {});

  const auto [second, two] = audit_line(entry(), kTime, one);

  const auto parsed = parse_audit_line(second);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->previous, one.hash);
  EXPECT_EQ(parsed->head, two);
  EXPECT_EQ(two.sequence, 2u);
}

TEST(AuditLine_Decision24, IsReadAsItWasWritten) {
  const auto [line, head] = audit_line(entry(), kTime, {});

  const auto parsed = parse_audit_line(line);

  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->head, head);
  EXPECT_EQ(parsed->time, "2026-01-01T00:00:00.005Z");
  EXPECT_EQ(parsed->entry.action, "keys.rotate");
  EXPECT_EQ(parsed->entry.object, "pseudonym-2");
  EXPECT_EQ(parsed->entry.result, AuditEntry::Result::done);
  EXPECT_EQ(parsed->entry.origin, "command");
  EXPECT_EQ(parsed->entry.actor, "root");
  EXPECT_EQ(parsed->entry.details, entry().details);
}

TEST(AuditLine_Decision24, IsNothingOnceAnyOctetWasChanged) {
  const auto [line, head] = audit_line(entry(), kTime, {});
  for (std::size_t place = 0; place < line.size(); ++place) {
    std::string flipped = line;
    flipped[place] = static_cast<char>(flipped[place] ^ 1);

    EXPECT_FALSE(parse_audit_line(flipped)) << place;
  }
}

TEST(AuditLine_Decision24, IsNothingWithoutItsWholeText) {
  const auto [line, head] = audit_line(entry(), kTime, {});
  for (std::size_t length = 0; length < line.size(); ++length) {
    EXPECT_FALSE(parse_audit_line(std::string_view(line).substr(0, length))) << length;
  }
}

TEST(AuditLine_Pri16, HasNoPlaceForAnAddressOrFreeText) {
  AuditEntry hostile = entry();
  hostile.object = "j.devries@minbzk.nl";
  hostile.actor = "two words";
  hostile.details = {{"why", "a\"b\n"}, {"long", std::string(300, 'a')}, {"fits", "a-b_c.d:e/f"}};

  const auto line = boost::json::parse(audit_line(hostile, kTime, {}).first).as_object();

  EXPECT_EQ(line.at("object"), "(unfit)");
  EXPECT_EQ(line.at("actor"), "(unfit)");
  const boost::json::object details{
      {"why", "(unfit)"}, {"long", "(unfit)"}, {"fits", "a-b_c.d:e/f"}};
  EXPECT_EQ(line.at("details"), boost::json::value(details));
}

TEST(AuditHead_Decision24, IsOneText) {
  const AuditHead head{.sequence = 12, .hash = std::string(64, 'a')};

  EXPECT_EQ(text_of(head), "12:" + std::string(64, 'a'));
  EXPECT_EQ(parse_audit_head(text_of(head)), head);
  for (const std::string& wrong :
       {std::string(), std::string("12"), std::string("12:"), "12:" + std::string(63, 'a'),
        "12:" + std::string(64, 'A'), ":" + std::string(64, 'a'), "-1:" + std::string(64, 'a'),
        "12 :" + std::string(64, 'a')}) {
    EXPECT_FALSE(parse_audit_head(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace sluis::operate
