#include "operate/known_words.h"

#include <gtest/gtest.h>

namespace sluis::operate {
namespace {

const KnownPaths kPaths{{"/", "/login/callback/{connector}", "/jitsi/{client}/jwks.json",
                         "/login/callback/fixed", "/authorize"}};

TEST(KnownPaths_Pri16, RepeatsALiteralPath) {
  EXPECT_EQ(kPaths.pattern_of("/"), "/");
  EXPECT_EQ(kPaths.pattern_of("/authorize"), "/authorize");
}

TEST(KnownPaths_Pri16, SaysThePatternForASegment) {
  EXPECT_EQ(kPaths.pattern_of("/login/callback/ssc-ict"), "/login/callback/{connector}");
  EXPECT_EQ(kPaths.pattern_of("/jitsi/j.devries@minbzk.nl/jwks.json"), "/jitsi/{client}/jwks.json");
}

TEST(KnownPaths_Pri16, PrefersTheLiteralPattern) {
  EXPECT_EQ(kPaths.pattern_of("/login/callback/fixed"), "/login/callback/fixed");
}

TEST(KnownPaths_Pri16, DoesNotRepeatAStrangersPath) {
  EXPECT_EQ(kPaths.pattern_of("/j.devries@minbzk.nl"), "(unknown)");
  EXPECT_EQ(kPaths.pattern_of("/authorize/j.devries@minbzk.nl"), "(unknown)");
  EXPECT_EQ(kPaths.pattern_of(""), "(unknown)");
}

TEST(KnownMethod_Rfc9110_9, RepeatsOnlyThoseOfTheStandard) {
  EXPECT_EQ(known_method("GET"), "GET");
  EXPECT_EQ(known_method("get"), "(unknown)");
  EXPECT_EQ(known_method("J.DEVRIES"), "(unknown)");
}

TEST(KnownClientAddress_Pri16, RepeatsOnlyNumbers) {
  EXPECT_EQ(known_client_address("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(known_client_address("2001:db8::7"), "2001:db8::7");
  EXPECT_EQ(known_client_address("fe80::1%eth0"), "fe80::1");
  EXPECT_EQ(known_client_address("minbzk.nl"), "(unknown)");
  EXPECT_EQ(known_client_address("192.0.2.7 j.devries@minbzk.nl"), "(unknown)");
  EXPECT_EQ(known_client_address(std::string("192.0.2.7\0secret", 16)), "(unknown)");
  EXPECT_EQ(known_client_address(""), "(unknown)");
}

}  // namespace
}  // namespace sluis::operate
