#include "web/logout_page.h"

#include <gtest/gtest.h>

#include "tests/web/gallery.h"

namespace sluis::web {
namespace {

const Pages& pages() {
  static const Pages all({.name = "Rijksconnect",
                          .email = "hulp@rijksconnect.example",
                          .security = "https://rijksconnect.example/kwetsbaarheid"});
  return all;
}

TEST(LogoutConfirm_Opx21, PostsItsFieldsAndOffersToStay) {
  const auto page = logout_confirm_page(pages(), {.language = Language::nl,
                                                  .service = "Rocket.Chat",
                                                  .action = "/logout",
                                                  .fields = {{"token", "a\"b"}, {"client", "chat"}},
                                                  .way_back = "/me",
                                                  .same_page = "/logout"});

  tests::hang_up("logout-confirm", page);
  EXPECT_TRUE(page.body.contains("<form method=\"post\" action=\"/logout\">"));
  EXPECT_TRUE(page.body.contains("name=\"token\" value=\"a&quot;b\""));
  EXPECT_TRUE(page.body.contains("name=\"client\" value=\"chat\""));
  EXPECT_TRUE(page.body.contains("Rocket.Chat vraagt ons om u uit te loggen."));
  EXPECT_TRUE(page.body.contains("<a href=\"/me\">Nee, ingelogd blijven</a>"));
}

TEST(LoggedOut_Opx21, SaysThatTheOrganisationsOwnSessionMayLiveOn) {
  const auto page =
      logged_out_page(pages(), {.language = Language::nl, .organisation = "Ministerie van BZK"});

  EXPECT_TRUE(page.body.contains("Bij Ministerie van BZK kunt u nog ingelogd zijn."));
  EXPECT_TRUE(page.body.contains(">Naar de startpagina</a>"));
}

TEST(LoggedOut_Opx21, LeadsBackToTheService) {
  const auto page = logged_out_page(
      pages(),
      {.language = Language::en, .service = "Rocket.Chat", .way_back = "https://chat.example/"});

  EXPECT_TRUE(page.body.contains("href=\"https://chat.example/\""));
  EXPECT_TRUE(page.body.contains("Back to Rocket.Chat"));
  EXPECT_TRUE(page.body.contains("You may still be logged in at your own organisation."));
}

TEST(LoggedOut_Sam15, NamesWhoWasToldAndWhoWasNot) {
  for (const auto& [language, picture] :
       {std::pair{Language::nl, "logged-out"}, std::pair{Language::en, "logged-out-en"}}) {
    const auto page = logged_out_page(pages(), {.language = language,
                                                .told = {"Wiki & co", "Kluis"},
                                                .still = {"Rocket.Chat"},
                                                .has_more = false,
                                                .organisation = "Ministerie van BZK"});

    tests::hang_up(picture, page);
    EXPECT_TRUE(page.body.contains("<li>Wiki &amp; co</li>"));
    EXPECT_LT(page.body.find("<li>Kluis</li>"), page.body.find("class=\"note\""));
    EXPECT_GT(page.body.find("<li>Rocket.Chat</li>"), page.body.find("class=\"note\""));
    EXPECT_TRUE(page.body.contains("Ministerie van BZK"));
  }
}

TEST(LoggedOut_Sam15, SaysNothingOfOthersWhereThereAreNone) {
  const auto page = logged_out_page(
      pages(), {.language = Language::nl, .has_more = false, .organisation = std::nullopt});

  tests::hang_up("logged-out-everywhere", page);
  EXPECT_FALSE(page.body.contains("class=\"note\""));
  EXPECT_FALSE(page.body.contains("U bent ook uitgelogd"));
}

TEST(LoggedOut_Sam15, AdmitsThatThereMayBeMore) {
  const auto page =
      logged_out_page(pages(), {.language = Language::en, .organisation = std::nullopt});

  EXPECT_TRUE(page.body.contains("Other services that you just used may still be open too."));
  EXPECT_FALSE(page.body.contains("organisation."));
}

}  // namespace
}  // namespace sluis::web
