#include "operate/timestamp.h"

#include <gtest/gtest.h>

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;

TEST(Timestamp_Rfc3339, IsUtcWithMilliseconds) {
  EXPECT_EQ(timestamp(crypto::TimePoint{1767225600s}), "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(timestamp(crypto::TimePoint{1767225600s - 1ms}), "2025-12-31T23:59:59.999Z");
  EXPECT_EQ(timestamp(crypto::TimePoint{1709210096s + 7ms}), "2024-02-29T12:34:56.007Z");
}

TEST(Timestamp_Rfc3339, FindsTheLeadingDay) {
  EXPECT_EQ(leading_day("2026-11-21T20:00:00.000Z"), 2026y / 11 / 21);
  EXPECT_EQ(leading_day("2026-11-21"), 2026y / 11 / 21);
}

class NoLeadingDay : public testing::TestWithParam<std::string_view> {};

TEST_P(NoLeadingDay, IsNothing) { EXPECT_EQ(leading_day(GetParam()), std::nullopt); }

INSTANTIATE_TEST_SUITE_P(Timestamp_Rfc3339, NoLeadingDay,
                         testing::Values("", "2026-11-2", "2026/11/21", "2026-02-30", "2026-13-01",
                                         "x026-11-21", "-026-11-21", "2026-1x-21", "2026-11--1"));

TEST(MomentNamed_Design10, IsAMinuteOrASecondInUtc) {
  EXPECT_EQ(timestamp(moment_named("2026-11-21T20:47Z").value()), "2026-11-21T20:47:00.000Z");
  EXPECT_EQ(timestamp(moment_named("2026-11-21T20:47:03Z").value()), "2026-11-21T20:47:03.000Z");
}

TEST(MomentNamed_Design10, IsNoOtherText) {
  for (const char* const text :
       {"", "Z", "2026-11-21", "2026-11-21Z", "2026-11-21T20:47", "2026-11-21 20:47Z",
        "2026-11-21T24:00Z", "2026-11-21T20:60Z", "2026-02-30T00:00Z", "2026-11-21T20:47:03.1Z",
        "2026-11-21T-1:47Z", "2026-11-21T20:47+01:00"}) {
    EXPECT_FALSE(moment_named(text)) << text;
  }
}

}  // namespace
}  // namespace sluis::operate
