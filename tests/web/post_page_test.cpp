#include "web/post_page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "tests/store/run_awaitable.h"
#include "tests/web/gallery.h"

namespace sluis::web {
namespace {

Pages a_house() {
  return Pages({.name = "Rijksconnect", .email = "hulp@rijksconnect.example", .security = ""});
}

PostPage to_wiki() {
  return {.language = Language::nl,
          .action = "https://wiki.example:8443/acs?x=1&y=2",
          .to = "Wiki",
          .fields = {{"SAMLResponse", "PD94"}, {"RelayState", "\"><script>"}}};
}

TEST(PostPage_SamlBindings3_5_4, CarriesTheMessageInAForm) {
  const auto response = post_page(a_house(), to_wiki());

  tests::hang_up("post", response);
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.body.contains(
      "<form id=\"post\" method=\"post\" action=\"https://wiki.example:8443/acs?x=1&amp;y=2\">"));
  EXPECT_TRUE(response.body.contains("name=\"SAMLResponse\" value=\"PD94\""));
  EXPECT_TRUE(response.body.contains("Verder naar Wiki"));
  EXPECT_FALSE(response.body.contains("\"><script>"));
}

TEST(PostPage_Web04, LetsItsFormGoToThatSiteAndNoOther) {
  const auto response = post_page(a_house(), to_wiki());

  EXPECT_EQ(response.headers.get("Content-Security-Policy"),
            "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src "
            "'self'; form-action https://wiki.example:8443; base-uri 'none'; frame-ancestors "
            "'none'");
}

TEST(PostPage_Web04, NamesAScriptOfOurOwn) {
  const auto pages = a_house();
  const auto response = post_page(pages, to_wiki());
  const auto begin = response.body.find("<script src=\"") + 13;
  const auto path = response.body.substr(begin, response.body.find('"', begin) - begin);

  const auto routes = pages.routes();
  const auto script = std::ranges::find(routes, path, &http::Route::path);

  ASSERT_NE(script, routes.end());
  const auto content = tests::run(script->handler({}));
  EXPECT_EQ(content.headers.get("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_TRUE(content.body.contains("submit()"));
}

TEST(PostPage_Web04, PostsToNoOtherKindOfAddress) {
  auto page = to_wiki();
  for (const char* action : {"javascript:alert(1)", "https://wiki.example;script-src */acs",
                             "https://user@wiki.example/", "/acs", ""}) {
    page.action = action;
    EXPECT_THROW(post_page(a_house(), page), std::invalid_argument) << action;
  }
}

}  // namespace
}  // namespace sluis::web
