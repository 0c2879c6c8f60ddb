#include "saml/instant.h"

#include <gtest/gtest.h>

using namespace sluis;
using namespace std::chrono_literals;
using saml::parse_duration;
using saml::parse_instant;

namespace {
constexpr crypto::TimePoint kEpoch{};
}

TEST(Instant_SamlCore_1_3_3, ReadsUtc) {
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00Z"), kEpoch);
  EXPECT_EQ(parse_instant("1970-01-02T01:02:03Z"), kEpoch + 25h + 2min + 3s);
  EXPECT_EQ(parse_instant("2024-02-29T23:59:59.9Z"), kEpoch + 1'709'251'199'900ms);
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00.0019999Z"), kEpoch + 1ms);
}

TEST(Instant_SamlCore_1_3_3, RefusesEverythingElse) {
  const char* const texts[] = {"",
                               "1970-01-01",
                               "1970-01-01T00:00:00",
                               "1970-01-01T00:00:00+00:00",
                               "1970-01-01T00:00:00z",
                               "1970-01-01 00:00:00Z",
                               "1969-12-31T23:59:59Z",
                               "2023-02-29T00:00:00Z",
                               "1970-13-01T00:00:00Z",
                               "1970-01-01T24:00:00Z",
                               "1970-01-01T00:60:00Z",
                               "1970-01-01T00:00:60Z",
                               "1970-01-01T00:00:00.Z",
                               "1970-01-01T00:00:00.1",
                               "1970-01-01T00:00:00.-1Z",
                               "-970-01-01T00:00:00Z",
                               "1970-01-01T+1:00:00Z",
                               "1970-1-01T00:00:00Z",
                               " 1970-01-01T00:00:00Z",
                               "1970-01-01T00:00:00ZZ",
                               "11970-01-01T00:00:00Z"};

  for (const char* const text : texts) EXPECT_EQ(parse_instant(text), std::nullopt) << text;
}

TEST(Instant_SamlCore_1_3_3, WritesWholeSeconds) {
  EXPECT_EQ(saml::format_instant(kEpoch + 1'709'251'199'900ms), "2024-02-29T23:59:59Z");
  EXPECT_EQ(saml::format_instant(kEpoch), "1970-01-01T00:00:00Z");
}

TEST(Duration_XmlSchema, ReadsSpans) {
  EXPECT_EQ(parse_duration("PT8H"), 8h);
  EXPECT_EQ(parse_duration("P1DT1M2S"), 24h + 62s);
  EXPECT_EQ(parse_duration("P1Y2M"), (365 + 60) * 24h);
  EXPECT_EQ(parse_duration("PT0S"), 0s);
  EXPECT_EQ(parse_duration(saml::format_duration(90s)), 90s);
}

TEST(Duration_XmlSchema, RefusesEverythingElse) {
  for (const char* const text : {"", "P", "PT", "P1DT", "8H", "-PT8H", "PT8", "P8H", "PT1S1H",
                                 "PT1H1H", "PT1.5S", "PT9999999999S", "PT 1S", "P1S", "P101Y"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}
