#include "identity/visible_text.h"

#include <gtest/gtest.h>

namespace sluis::identity {
namespace {

TEST(VisibleWords_Design3, LeaveOutWhatCannotBeSeen) {
  EXPECT_EQ(visible_words("  Anna  de\tVries\n", 40), "Anna de Vries");
  EXPECT_EQ(visible_words("A\xE2\x80\x8Bnna \xE2\x80\xAE", 40), "Anna");
  EXPECT_EQ(visible_words("\xE2\x80\x8B \n", 40), "");
  EXPECT_EQ(visible_words("", 40), "");
}

TEST(VisibleWords_Design3, CountCharactersAndNotOctets) {
  EXPECT_EQ(visible_words("ëëëë", 3), "ëëë");
  EXPECT_EQ(visible_words("ab cd", 2), "ab");
}

TEST(VisibleWords_Design3, AreNothingWithoutUtf8) { EXPECT_EQ(visible_words("Anna\xFF", 40), ""); }

}  // namespace
}  // namespace sluis::identity
