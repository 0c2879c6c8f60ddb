#include "identity/typed_line.h"

#include <gtest/gtest.h>

namespace sluis::identity {
namespace {

TEST(TypedLine_Design4, KeepsWordsWithOneSpaceBetween) {
  EXPECT_EQ(typed_line("Overleg Zuid", 80), "Overleg Zuid");
  EXPECT_EQ(typed_line("  Overleg   Zuid ", 80), "Overleg Zuid");
  EXPECT_EQ(typed_line("Coördinatie <b> & \"zo\"", 80), "Coördinatie <b> & \"zo\"");
}

TEST(TypedLine_Design4, MayBeEmpty) {
  EXPECT_EQ(typed_line("", 80), "");
  EXPECT_EQ(typed_line("   ", 80), "");
}

TEST(TypedLine_Design4, CountsCharacters) {
  EXPECT_EQ(typed_line("ééé", 3), "ééé");
  EXPECT_FALSE(typed_line("éééé", 3));
}

TEST(TypedLine_Design4, RefusesWhatNobodyCanSee) {
  for (const std::string_view text : {"a\nb", "a\tb",
                                      "a\xE2\x80\x8B"
                                      "b",
                                      "a\xE2\x80\xAE"
                                      "b",
                                      "\xC2\xA0",
                                      "a\xC2\xAD"
                                      "b",
                                      "\xFF", "a\x01"}) {
    EXPECT_FALSE(typed_line(text, 80)) << text;
  }
}

}  // namespace
}  // namespace sluis::identity
