#include "web/texts.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

namespace sluis::web {
namespace {

std::set<std::string> placeholders_of(std::string_view text) {
  std::set<std::string> names;
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    names.emplace(text.substr(open, text.find('}', open) - open));
  }
  return names;
}

TEST(Texts_Web09, StandThereInBothLanguages) {
  for (const auto& [key, entry] : texts()) {
    EXPECT_FALSE(entry.nl.empty()) << key;
    EXPECT_FALSE(entry.en.empty()) << key;
  }
}

TEST(Texts_Web09, NameTheSameValuesInBothLanguages) {
  for (const auto& [key, entry] : texts()) {
    EXPECT_EQ(placeholders_of(entry.nl), placeholders_of(entry.en)) << key;
  }
}

TEST(Texts_Web09, DoNotShout) {
  for (const auto& [key, entry] : texts()) {
    EXPECT_FALSE(entry.nl.contains('!') || entry.en.contains('!')) << key;
  }
}

TEST(Texts_Web09, SpeakToUAndNotToJe) {
  for (const auto& [key, entry] : texts()) {
    for (const std::string_view word : {" je ", " jij ", " jouw "}) {
      EXPECT_FALSE((" " + std::string(entry.nl) + " ").contains(word)) << key;
    }
  }
}

TEST(TextValues_Web09, ThrowForAnUnknownKey) {
  EXPECT_THROW(text("no.such.text", Language::nl), std::logic_error);
}

TEST(TextValues_Web09, AreFilledWithValues) {
  EXPECT_EQ(filled("van {a} naar {b}", {{"a", "hier"}, {"b", "daar"}}), "van hier naar daar");
}

TEST(TextValues_Web09, ThrowForAValueThatIsNotThere) {
  EXPECT_THROW(filled("van {a}", {}), std::logic_error);
}

TEST(TextValues_Web09, DoNotFillAValueAgain) { EXPECT_EQ(filled("{a}", {{"a", "{a}"}}), "{a}"); }

}  // namespace
}  // namespace sluis::web
