#include "http/cookie.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace sluis::http {
namespace {

using std::chrono::seconds;

const CookieStyle kSecure(true);
const CookieStyle kLaboratory(false);

Request with_cookies(std::initializer_list<std::string> lines) {
  Request request;
  for (const auto& line : lines) request.headers.add("cookie", line);
  return request;
}

TEST(Cookie_Web01, IsHostBoundSecureAndUnreadableByScripts) {
  EXPECT_EQ(kSecure.set("se", "abc", SameSite::lax, std::nullopt),
            "__Host-se=abc; Path=/; HttpOnly; Secure; SameSite=Lax");
}

TEST(Cookie_Web01, SurvivesACrossSitePostWhenAskedTo) {
  EXPECT_EQ(kSecure.set("fl", "abc", SameSite::none, seconds{900}),
            "__Host-fl=abc; Path=/; Max-Age=900; HttpOnly; Secure; SameSite=None");
}

TEST(Cookie_Web01, IsRemovedUnderTheSameName) {
  EXPECT_EQ(kSecure.remove("fl", SameSite::lax),
            "__Host-fl=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax");
}

TEST(Cookie_Design10, ALaboratoryLosesPrefixAndSecure) {
  EXPECT_EQ(kLaboratory.set("se", "abc", SameSite::none, std::nullopt),
            "se=abc; Path=/; HttpOnly; SameSite=Lax");
}

TEST(Cookie_Rfc6265_4_1_1, RefusesCharactersThatEndTheValue) {
  for (const std::string value : {"a;b", "a b", "a,b", "a\"b", "a\\b", "a\r\nb", "é", "a\x7f"}) {
    EXPECT_THROW(kSecure.set("se", value, SameSite::lax, std::nullopt), std::invalid_argument);
  }
}

TEST(Cookie_Rfc6265_4_1_1, RefusesABrokenName) {
  for (const std::string name : {"a=b", "a;b", "a b"}) {
    EXPECT_THROW(kSecure.set(name, "v", SameSite::lax, std::nullopt), std::invalid_argument);
  }
}

TEST(Cookie_Web01, RefusesMoreThan4096Octets) {
  const auto name_size = std::string_view("__Host-se").size();

  EXPECT_NO_THROW(
      kSecure.set("se", std::string(4096 - name_size, 'a'), SameSite::lax, std::nullopt));
  EXPECT_THROW(kSecure.set("se", std::string(4097 - name_size, 'a'), SameSite::lax, std::nullopt),
               std::invalid_argument);
}

struct ReadCase {
  std::vector<std::string> lines;
  std::optional<std::string> value;
};

TEST(CookieRead_Rfc6265_5_4, FindsOneValueOrNone) {
  const ReadCase cases[] = {
      {{}, std::nullopt},
      {{""}, std::nullopt},
      {{"__Host-se=1"}, "1"},
      {{"a=0; __Host-se=1; b=2"}, "1"},
      {{"a=0;__Host-se=1;"}, "1"},
      {{"a=0;  __Host-se = 1\t"}, "1"},
      {{"a=0", "__Host-se=1"}, "1"},
      {{"__Host-se=a=b"}, "a=b"},
      {{"__Host-se="}, ""},
      {{"__Host-se"}, std::nullopt},
      {{"se=1"}, std::nullopt},
      {{"__host-se=1"}, std::nullopt},
      {{"__Host-sex=1"}, std::nullopt},
      {{"__Host-se=1; __Host-se=1"}, "1"},
      {{"__Host-se=1; __Host-se=2"}, std::nullopt},
      {{"__Host-se=1", "__Host-se=2"}, std::nullopt},
      {{"__Host-se=1; __Host-se=2; __Host-se=1"}, std::nullopt},
      {{";;;=;= ;"}, std::nullopt},
  };

  for (const auto& [lines, value] : cases) {
    Request request;
    for (const auto& line : lines) request.headers.add("Cookie", line);

    EXPECT_EQ(kSecure.read(request, "se"), value) << ::testing::PrintToString(lines);
  }
}

TEST(CookieRead_Design10, ALaboratoryReadsTheBareName) {
  EXPECT_EQ(kLaboratory.read(with_cookies({"se=1; __Host-se=2"}), "se"), "1");
}

TEST(CookieReadAll_Design3, GivesBareNamesInTheOrderSent) {
  const auto request = with_cookies({"__Host-fl-2=b; x=y; __Host-fl-1=a", "fl-3=c; __Host-fl-4=d"});

  const auto found = kSecure.read_all(request, "fl-");

  const std::vector<std::pair<std::string, std::string>> expected = {
      {"fl-2", "b"}, {"fl-1", "a"}, {"fl-4", "d"}};
  EXPECT_EQ(found, expected);
}

TEST(CookieReadAll_Design3, LeavesOutNamesWithTwoValues) {
  const auto request = with_cookies({"fl-1=a; fl-2=b; fl-1=c; fl-2=b"});

  const auto found = kLaboratory.read_all(request, "fl-");

  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().first, "fl-2");
}

TEST(CookieReadAll_Design9, StopsAt32) {
  std::string line;
  for (int number = 0; number < 40; ++number) line += "fl-" + std::to_string(number) + "=x; ";

  EXPECT_EQ(kLaboratory.read_all(with_cookies({line}), "fl-").size(), 32U);
}

}  // namespace
}  // namespace sluis::http
