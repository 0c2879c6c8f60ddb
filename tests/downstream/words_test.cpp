#include "downstream/words.h"

#include <gtest/gtest.h>

namespace sluis::downstream {
namespace {

TEST(Words_Rfc6749_3_3, SplitsAtSpaces) {
  EXPECT_EQ(words_of(" openid  profile "), (std::vector<std::string_view>{"openid", "profile"}));
}

TEST(Words_Rfc6749_3_3, HasNoneWithoutText) { EXPECT_TRUE(words_of({}).empty()); }

TEST(Words_OidcCore_3_1_2_1, PassesOverWhatIsNoLanguage) {
  EXPECT_EQ(languages_of("fr-CA <b> en"), (std::vector<std::string>{"fr-CA", "en"}));
}

TEST(Words_OidcCore_3_1_2_1, KeepsFourLanguages) {
  EXPECT_EQ(languages_of("a b c d e").size(), 4U);
}

}  // namespace
}  // namespace sluis::downstream
