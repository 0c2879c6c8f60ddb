#include "portal/start.h"

#include <gtest/gtest.h>

#include "tests/crypto/fake_clock.h"
#include "tests/store/run_awaitable.h"
#include "tests/web/gallery.h"

namespace sluis::portal {
namespace {

class Start_Design5 : public testing::Test {
 protected:
  http::Response get(const std::string& path, const std::string& accept_language = "nl") {
    http::Request request;
    request.path = path;
    request.headers.add("Accept-Language", accept_language);
    std::vector<http::Route> routes = open_routes(parts_);
    routes.push_back(start_route(parts_));
    for (const http::Route& route : routes) {
      if (route.path == path) return tests::run(route.handler(request));
    }
    return {.status = 404, .headers = {}, .body = {}};
  }

  tests::FakeClock clock_;  // 2026-01-01
  web::Pages pages_{{.name = "Rijksconnect",
                     .email = "hulp@rijksconnect.example",
                     .security = "https://rijksconnect.example/kwetsbaarheid"}};
  StartParts parts_{
      .pages = pages_, .clock = clock_, .issuer = "https://login.rijksconnect.example"};
};

using Privacy_Pri03 = Start_Design5;
using Accessibility_Web09 = Start_Design5;
using SecurityText_Web07 = Start_Design5;

TEST_F(Start_Design5, HasOneButton) {
  const auto page = get("/");

  tests::hang_up("start", page);
  EXPECT_TRUE(page.body.contains("<a class=\"button\" href=\"/me\">Inloggen</a>"));
}

TEST_F(Privacy_Pri03, ExplainsPrivacyInBothLanguages) {
  const auto dutch = get("/privacy");
  const auto english = get("/privacy", "en");

  tests::hang_up("privacy", dutch);
  tests::hang_up("privacy-en", english);
  EXPECT_TRUE(dutch.body.contains("Wat wij bewaren en hoe lang"));
  EXPECT_TRUE(dutch.body.contains("tot u bent ingelogd, uw adres. Versleuteld."))
      << "the flow cookie";
  EXPECT_TRUE(english.body.contains("What we keep and for how long"));
}

TEST_F(Privacy_Pri03, StatesTheRetentionOfTheConfiguration) {
  parts_.identifier_retention = std::chrono::days(31);
  parts_.access_log_retention = std::chrono::days(32);

  const auto page = get("/privacy");

  EXPECT_TRUE(page.body.contains("Tot 31 dagen na"));
  EXPECT_TRUE(page.body.contains("onderzoeken. Hooguit 32 dagen."));
}

TEST_F(Accessibility_Web09, HasAnAccessibilityPage) {
  const auto page = get("/toegankelijkheid");

  tests::hang_up("accessibility", page);
  EXPECT_TRUE(page.body.contains("WCAG 2.2"));
}

TEST_F(Start_Design5, KeepsRobotsOut) {
  EXPECT_EQ(get("/robots.txt").body, "User-agent: *\nDisallow: /\n");
}

TEST_F(SecurityText_Web07, WritesSecurityTextOfRfc9116) {
  const auto text = get("/.well-known/security.txt");

  EXPECT_EQ(text.headers.get("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(text.body,
            "Contact: https://rijksconnect.example/kwetsbaarheid\n"
            "Contact: mailto:hulp@rijksconnect.example\n"
            "Expires: 2026-06-30T00:00:00Z\n"
            "Preferred-Languages: nl, en\n"
            "Canonical: https://login.rijksconnect.example/.well-known/security.txt\n");
}

TEST_F(SecurityText_Web07, MovesTheExpiryOfSecurityTextWithTheClock) {
  clock_.advance(std::chrono::days(365));

  EXPECT_TRUE(get("/.well-known/security.txt").body.contains("Expires: 2027-06-30T00:00:00Z\n"));
}

}  // namespace
}  // namespace sluis::portal
