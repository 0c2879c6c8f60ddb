#include "web/language_switch.h"

#include <gtest/gtest.h>

#include "tests/store/run_awaitable.h"

namespace sluis::web {
namespace {

http::Response follow(const std::string& query) {
  const http::Route route = language_switch(http::CookieStyle(true));
  http::Request request;
  request.path = "/language";
  request.query = query;
  return tests::run(route.handler(request));
}

TEST(LanguageSwitch_Opx23, SetsTheCookieAndLeadsBack) {
  const auto response = follow("to=en&back=%2Flogin%3Fflow%3Dabc");

  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(response.headers.get("Location"), "/login?flow=abc");
  EXPECT_TRUE(response.headers.get("Set-Cookie").value_or("").starts_with("__Host-language=en;"));
}

TEST(LanguageSwitch_Opx23, SetsNoCookieForAnUnknownLanguage) {
  const auto response = follow("to=fr&back=%2F");

  EXPECT_FALSE(response.headers.has("Set-Cookie"));
}

class OpenRedirect_Web : public testing::TestWithParam<std::string> {};

TEST_P(OpenRedirect_Web, LeadsToTheStartPageInstead) {
  const auto response = follow("to=en&back=" + GetParam());

  EXPECT_EQ(response.headers.get("Location"), "/");
}

INSTANTIATE_TEST_SUITE_P(Backs, OpenRedirect_Web,
                         testing::Values("", "https%3A%2F%2Fevil.example", "%2F%2Fevil.example",
                                         "%2F%5Cevil.example", "%5C%5Cevil.example",
                                         "%2Fa%0D%0ASet-Cookie%3A%20x%3D1", "%2F%09%2Fevil.example",
                                         "evil.example", "javascript%3Aalert(1)", "%20%2F",
                                         "%2Fa%20b", "%2Fa%5Cb", "%2F%C3%A9"));

TEST(OpenRedirect_Web, RefusesABackThatIsTooLong) {
  EXPECT_FALSE(is_own_path("/" + std::string(2048, 'a')));
}

TEST(LanguageSwitch_Opx23, IsLinkedWithAnEncodedWayBack) {
  EXPECT_EQ(language_link(Language::en, "/login?flow=a&b"),
            "/language?to=en&back=%2Flogin%3Fflow%3Da%26b");
}

}  // namespace
}  // namespace sluis::web
