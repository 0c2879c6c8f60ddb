#include "upstream/acr_map.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace sluis::upstream {

namespace {

AcrMap::Settings settings() {
  return {.ours_by_theirs = {{"theirs:card", "high"}, {"theirs:app", "high"}, {"theirs:pw", "low"}},
          .fallback = "low",
          .weakest_first = {"mail", "low", "high"}};
}

TEST(AcrMap_Design5, TranslatesWhatIsMapped) {
  const AcrMap map(settings());

  EXPECT_EQ(map.ours("theirs:card"), "high");
}

TEST(AcrMap_Design5, GivesTheFallbackToAnythingElse) {
  const AcrMap map(settings());

  EXPECT_EQ(map.ours(""), "low");
  EXPECT_EQ(map.ours("high"), "low") << "our own word, said by a provider, means nothing";
}

TEST(AcrMap_Design5, AsksForAllThatWillDoWeakestFirst) {
  const AcrMap map(settings());

  auto weakest_fallback = settings();
  weakest_fallback.fallback = "mail";

  EXPECT_EQ(map.theirs("high"), "theirs:app theirs:card");
  EXPECT_EQ(AcrMap(weakest_fallback).theirs("low"), "theirs:pw theirs:app theirs:card");
}

// SAML's comparison is exact: whatever is not named would be refused by the provider.
TEST(AcrMap_Sam16, AsksForNothingWhereTheFallbackWillDo) {
  const AcrMap map(settings());

  EXPECT_EQ(map.theirs("low"), "");
  EXPECT_EQ(map.theirs("mail"), "");
}

TEST(AcrMap_Design5, AsksForNothingWhereNothingIsDemanded) {
  const AcrMap map(settings());

  EXPECT_EQ(map.theirs(""), "");
  EXPECT_EQ(map.theirs("unheard-of"), "");
}

TEST(AcrMap_Design5, RefusesAValueThatIsNotOnTheList) {
  auto without_fallback = settings();
  without_fallback.fallback = "";
  auto unknown = settings();
  unknown.ours_by_theirs["theirs:x"] = "unheard-of";

  EXPECT_THROW(AcrMap{without_fallback}, std::invalid_argument);
  EXPECT_THROW(AcrMap{unknown}, std::invalid_argument);
}

}  // namespace

}  // namespace sluis::upstream
