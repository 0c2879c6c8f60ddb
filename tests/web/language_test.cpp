#include "web/language.h"

#include <gtest/gtest.h>

namespace sluis::web {
namespace {

http::Request asking(const std::string& accept_language, const std::string& cookie = {}) {
  http::Request request;
  if (!accept_language.empty()) request.headers.add("Accept-Language", accept_language);
  if (!cookie.empty()) request.headers.add("Cookie", cookie);
  return request;
}

struct Row {
  std::string accept_language;
  Language chosen;
};

class Language_Rfc9110_12_5_4 : public testing::TestWithParam<Row> {};

TEST_P(Language_Rfc9110_12_5_4, FollowsTheWeights) {
  const http::Request request = asking(GetParam().accept_language);

  const Language language = choose_language(request, {});

  EXPECT_EQ(language, GetParam().chosen) << GetParam().accept_language;
}

INSTANTIATE_TEST_SUITE_P(
    Headers, Language_Rfc9110_12_5_4,
    testing::Values(Row{"", Language::nl}, Row{"en", Language::en}, Row{"en-GB", Language::en},
                    Row{"nl-BE,en;q=0.9", Language::nl}, Row{"en;q=0.8, nl;q=0.9", Language::nl},
                    Row{"fr, en;q=0.5", Language::en}, Row{"fr", Language::nl},
                    Row{"en;q=0", Language::nl}, Row{"EN", Language::en},
                    Row{"en;q=0.5,nl;q=0.5", Language::en}, Row{"english", Language::nl},
                    Row{"en;q=2", Language::nl}, Row{"en;q=0.1234", Language::nl},
                    Row{"en ; q=0.7, nl;q=0.6", Language::en}, Row{",,;q=1,en", Language::en},
                    Row{"*", Language::nl}));

TEST(Language_Opx23, PrefersTheCookieToWhatTheServiceAsks) {
  const std::vector<std::string> ui_locales{"nl"};

  const Language language = choose_language(asking("nl", "__Host-language=en"), ui_locales);

  EXPECT_EQ(language, Language::en);
}

TEST(Language_Opx23, ReadsTheCookieOfALaboratoryToo) {
  EXPECT_EQ(choose_language(asking("nl", "language=en"), {}), Language::en);
}

TEST(Language_Opx23, PrefersWhatTheServiceAsksToTheBrowser) {
  const std::vector<std::string> ui_locales{"fy", "en-GB"};

  const Language language = choose_language(asking("nl"), ui_locales);

  EXPECT_EQ(language, Language::en);
}

TEST(Language_Opx23, IgnoresACookieThatNamesNoLanguage) {
  EXPECT_EQ(choose_language(asking("en", "__Host-language=klingon"), {}), Language::en);
}

}  // namespace
}  // namespace sluis::web
