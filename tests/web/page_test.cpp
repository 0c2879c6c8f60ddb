#include "web/page.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/store/run_awaitable.h"
#include "tests/web/gallery.h"
#include "web/embedded.h"

namespace sluis::web {
namespace {

Pages a_house(bool is_laboratory = false) {
  return Pages({.name = "Rijksconnect",
                .email = "hulp@rijksconnect.example",
                .security = "https://rijksconnect.example/kwetsbaarheid",
                .is_laboratory = is_laboratory});
}

Page a_message() {
  return {.name = "message",
          .language = Language::nl,
          .values = {{"title", "Goedemorgen"}, {"link", "/"}, {"link_label", "Verder"}},
          .lists = {{"paragraphs", {{{"paragraph", "Een eerste zin."}}}}},
          .same_page = "/here?x=1"};
}

TEST(Page_Inl23to26, CarriesTheHeaders) {
  const auto response = a_house().make(a_message());

  const auto policy = response.headers.get("Content-Security-Policy").value_or("");
  EXPECT_EQ(policy,
            "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action "
            "'self'; base-uri 'none'; frame-ancestors 'none'");
  EXPECT_EQ(response.headers.get("X-Frame-Options"), "DENY");
  EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(response.headers.get("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
  EXPECT_FALSE(response.headers.has("Cross-Origin-Opener-Policy"));
  EXPECT_EQ(response.headers.get("Cross-Origin-Resource-Policy"), "same-origin");
  EXPECT_EQ(response.headers.get("Content-Language"), "nl");
  EXPECT_EQ(response.headers.get("Content-Type"), "text/html; charset=utf-8");
}

TEST(Page_Wcag22, HasALanguageASkipLinkAndAMain) {
  const auto response = a_house().make(a_message());

  tests::hang_up("message", response);
  EXPECT_TRUE(response.body.starts_with("<!doctype html>\n<html lang=\"nl\">"));
  EXPECT_TRUE(response.body.contains("<a class=\"skip\" href=\"#content\">"));
  EXPECT_TRUE(response.body.contains("<main id=\"content\" tabindex=\"-1\">"));
  EXPECT_TRUE(response.body.contains("<title>Goedemorgen – Rijksconnect</title>"));
}

TEST(Page_Design5, LinksToTheOtherLanguageOnlyWhereThePageCanBeShownAgain) {
  Page page = a_message();

  EXPECT_TRUE(a_house().make(page).body.contains(
      "href=\"/language?to=en&amp;back=%2Fhere%3Fx%3D1\" lang=\"en\" hreflang=\"en\">English<"));
  page.same_page.clear();
  EXPECT_FALSE(a_house().make(page).body.contains("/language"));
}

TEST(Page_Design10, SaysThatItIsALaboratory) {
  const std::string sentence = "Proefopstelling. Gebruik hier geen echte gegevens.";

  EXPECT_TRUE(a_house(true).make(a_message()).body.contains(sentence));
  EXPECT_FALSE(a_house(false).make(a_message()).body.contains(sentence));
}

TEST(Page_Toolchain13, ThrowsForAnUnknownTemplate) {
  Page page = a_message();
  page.name = "nowhere";

  EXPECT_THROW(a_house().make(page), std::logic_error);
}

TEST(Leave_Design6, RefreshesAndHasALink) {
  const auto response =
      a_house().leave(Language::nl, "https://chat.example/_oauth/sluis?code=a&state=b", "Chat");

  tests::hang_up("leave", response);
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(
      response.body.contains("<meta http-equiv=\"refresh\" content=\"0; "
                             "url=https://chat.example/_oauth/sluis?code=a&amp;state=b\">"));
  EXPECT_TRUE(
      response.body.contains("href=\"https://chat.example/_oauth/sluis?code=a&amp;state=b\""));
  EXPECT_TRUE(response.body.contains("U gaat naar Chat"));
}

TEST(Leave_Design6, KnowsTheSchemeOfAnApp) {
  EXPECT_EQ(a_house().leave(Language::nl, "com.example.chat:/back", "Chat").status, 200);
}

class Leave_NotAPlace : public testing::TestWithParam<std::string> {};

TEST_P(Leave_NotAPlace, Throws) {
  EXPECT_THROW(a_house().leave(Language::nl, GetParam(), "x"), std::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(Locations, Leave_NotAPlace,
                         testing::Values("javascript:alert(1)", "javascript://%0aalert(1)",
                                         "data:text/html,x", "//evil.example", "", "evil.example",
                                         "JavaScript:x.y", "file:///etc/passwd"));

TEST(Assets_Web06, AreServedUnderTheirHashForAYear) {
  const auto routes = a_house().routes();

  ASSERT_EQ(routes.size(), embedded_assets().size());
  for (const http::Route& route : routes) {
    const http::Request request;
    const auto response = tests::run(route.handler(request));
    EXPECT_EQ(response.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff");
    EXPECT_TRUE(response.headers.has("Content-Type"));
    EXPECT_FALSE(response.body.empty());
  }
}

TEST(Assets_Web06, AreThoseThatThePageNames) {
  const std::string body = a_house().make(a_message()).body;

  for (const http::Route& route : a_house().routes()) {
    if (route.path.ends_with(".js")) continue;  // of one page: post_page_test.cpp
    EXPECT_TRUE(body.contains("href=\"" + route.path + "\"")) << route.path;
  }
}

TEST(Assets_Web06, NameNoThirdParty) {
  for (const EmbeddedFile& file : embedded_assets()) {
    EXPECT_FALSE(file.content.contains("@import")) << file.name;
    EXPECT_FALSE(file.content.contains("url(")) << file.name;
  }
}

}  // namespace
}  // namespace sluis::web
