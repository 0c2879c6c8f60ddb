#include "http/message.h"

#include <gtest/gtest.h>

namespace sluis::http {
namespace {

TEST(Headers_Rfc9110_5_1, ComparesNamesWithoutCase) {
  Headers headers;

  headers.add("Content-TYPE", "a");

  EXPECT_EQ(headers.get("content-type"), "a");
  EXPECT_TRUE(headers.has("CONTENT-type"));
}

TEST(Headers_Rfc9110_5_1, GivesNothingForARepeatedName) {
  Headers headers;

  headers.add("Host", "a");
  headers.add("host", "a");

  EXPECT_EQ(headers.get("Host"), std::nullopt);
  EXPECT_EQ(headers.all("Host").size(), 2U);
}

TEST(Headers_Rfc9110_5_1, SetReplacesAllOfThatName) {
  Headers headers;
  headers.add("a", "1");
  headers.add("A", "2");
  headers.add("b", "3");

  headers.set("a", "4");

  EXPECT_EQ(headers.get("a"), "4");
  EXPECT_EQ(headers.entries().size(), 2U);
}

TEST(Answer_Opx07, LeavesBySeeOther) {
  const auto answer = see_other("https://service.example/cb?code=1");

  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(answer.headers.get("Location"), "https://service.example/cb?code=1");
  EXPECT_EQ(answer.headers.get("Cache-Control"), "no-store");
}

TEST(Answer_Opx07, TextAndJsonAreNeverCached) {
  for (const auto& answer : {plain_text(404, "no"), json_text(404, "no")}) {
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.body, "no");
    EXPECT_EQ(answer.headers.get("Cache-Control"), "no-store");
  }
}

struct SegmentCase {
  std::string_view pattern;
  std::string_view path;
  std::optional<std::string_view> segment;
};

TEST(Route_Design10, FindsExactlyOneSegment) {
  const SegmentCase cases[] = {
      {"/login/callback/{connector}", "/login/callback/ssc-ict", "ssc-ict"},
      {"/login/callback/{connector}", "/login/callback/", std::nullopt},
      {"/login/callback/{connector}", "/login/callback", std::nullopt},
      {"/login/callback/{connector}", "/login/callback/a/b", std::nullopt},
      {"/login/callback/{connector}", "/login/callback/a/", std::nullopt},
      {"/login/callback/{connector}", "/Login/callback/a", std::nullopt},
      {"/jitsi/{client}/token", "/jitsi/meet/token", "meet"},
      {"/jitsi/{client}/token", "/jitsi/token", std::nullopt},
      {"/jitsi/{client}/token", "/jitsi//token", std::nullopt},
      {"/jitsi/{client}/token", "/jitsi/meet/tokens", std::nullopt},
      {"/a{b}a", "/aa", std::nullopt},
      {"/{a}", "/%2F", "%2F"},
      {"/token", "/token", ""},
      {"/token", "/token/", std::nullopt},
      {"/broken{", "/broken{", std::nullopt},
  };

  for (const auto& [pattern, path, segment] : cases) {
    EXPECT_EQ(segment_of(pattern, path), segment) << pattern << " " << path;
  }
}

TEST(Route_Design10, FindsSeveralSegments) {
  using Segments = std::vector<std::string_view>;
  constexpr std::string_view kPattern = "/jitsi/{client}/keys/{sha256}.pem";

  EXPECT_EQ(segments_of(kPattern, "/jitsi/meet/keys/abc.pem"), (Segments{"meet", "abc"}));
  EXPECT_EQ(segments_of(kPattern, "/jitsi/meet/keys/.pem"), std::nullopt);
  EXPECT_EQ(segments_of(kPattern, "/jitsi/meet/keys/abc"), std::nullopt);
  EXPECT_EQ(segments_of(kPattern, "/jitsi/meet/keys/a/b.pem"), std::nullopt);
  EXPECT_EQ(segments_of("/token", "/token"), Segments());
}

}  // namespace
}  // namespace sluis::http
