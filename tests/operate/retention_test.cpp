#include "operate/retention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <sstream>
#include <vector>

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

RecordSurvey survey() {
  return RecordSurvey({{"id:", "a link", 90 * 24h},
                       {"at:", "an access token", 5min},
                       {"fence", "the fence", std::nullopt}});
}

std::vector<Finding::Level> levels(const Findings& findings) {
  std::vector<Finding::Level> levels;
  for (const auto& finding : findings) levels.push_back(finding.level);
  return levels;
}

TEST(Retention_Pri14, IsContentWithWhatKeepsItsRule) {
  auto records = survey();
  records.note("id:a", 90 * 24h);
  records.note("id:b", 1s);
  records.note("at:c", 5min);
  records.note("fence", std::nullopt);

  const auto found = examine_records(records);

  EXPECT_THAT(levels(found), testing::Each(Finding::Level::good));
  EXPECT_EQ(found.at(2).text, "id: a link: 2 names, the longest for 90 d; at most 90 d is right");
}

TEST(Retention_Pri14, FindsANameThatOutlivesItsRule) {
  auto records = survey();
  records.note("at:c", 5min + 1ms);

  EXPECT_EQ(examine_records(records).at(0).level, Finding::Level::bad);
}

TEST(Retention_Pri14, FindsANameWithoutAnEnd) {
  auto records = survey();
  records.note("id:a", 1h);
  records.note("id:b", std::nullopt);

  const auto found = examine_records(records);

  EXPECT_EQ(found.at(0).level, Finding::Level::bad);
  EXPECT_THAT(found.at(0).text, HasSubstr("1 of 2 names would stay for ever"));
}

TEST(Retention_Pri14, FindsAKindThatNobodyKnows) {
  for (const auto* name : {"xx:a", "", "fences", "fence:", "id", "J.de.Vries@minbzk.nl:x"}) {
    auto records = survey();
    records.note(name, 1s);

    EXPECT_EQ(examine_records(records).at(0).level, Finding::Level::bad) << name;
  }
}

TEST(Retention_Pri14, RepeatsNoName) {
  auto records = survey();
  records.note("j.devries@minbzk.nl", 1s);
  records.note("JANSEN:1", 1s);
  records.note("aaaaaaaaaaaaa:1", 1s);

  const auto found = examine_records(records);

  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].text, "(other) 3 names: of no kind that this version knows");
}

TEST(Retention_Pri15, FindsALogThatIsTooOld) {
  const std::chrono::sys_seconds now = std::chrono::sys_days{2026y / 6 / 1};
  const auto age = [&](std::chrono::days days) {
    return examine_age({.log = "access log",
                        .oldest = std::chrono::floor<std::chrono::days>(now) - days,
                        .retention = 90 * 24h},
                       now)
        .level;
  };

  EXPECT_EQ(age(std::chrono::days{90}), Finding::Level::good);
  EXPECT_EQ(age(std::chrono::days{92}), Finding::Level::bad);
  EXPECT_EQ(examine_age({.log = "access log", .oldest = {}, .retention = 1h}, now).level,
            Finding::Level::good);
}

struct RewritesCase {
  Rewrites rewrites;
  Finding::Level worst;
};

TEST(Retention_Promise4, FindsAnAppendOnlyFileThatIsNotWrittenAnew) {
  const std::chrono::sys_seconds now = std::chrono::sys_days{2026y / 6 / 1};
  const std::vector<RewritesCase> cases = {
      {{.last = now - 48h, .has_failed = false}, Finding::Level::good},
      {{.last = now - 48h - 1s, .has_failed = false}, Finding::Level::bad},
      {{.last = now - 1h, .has_failed = true}, Finding::Level::bad},
      {{.last = {}, .has_failed = false}, Finding::Level::bad}};

  for (const auto& [rewrites, worst] : cases) {
    const auto found = examine_rewrites(rewrites, now);

    EXPECT_EQ(std::ranges::max(found, {}, &Finding::level).level, worst);
  }
}

TEST(Retention_Design10, SpeaksJson) {
  auto records = survey();
  records.note("id:a", 1500ms);
  records.note("xx:b", std::nullopt);
  std::ostringstream out;

  const int exit_code = print_retention(records, examine_records(records), Format::json, out);

  const auto report = boost::json::parse(out.str()).as_object();
  EXPECT_EQ(exit_code, 1);
  EXPECT_EQ(report.at("patient"), "retention");
  EXPECT_EQ(report.at("records"),
            boost::json::parse(R"([{"kind":"id:","is_known":true,"names":1,"without_end":0,)"
                               R"("longest_seconds":2,"limit_seconds":7776000},)"
                               R"({"kind":"xx:","is_known":false,"names":1,"without_end":1,)"
                               R"("longest_seconds":0,"limit_seconds":null}])"));
}

}  // namespace
}  // namespace sluis::operate
