#include "downstream/friendly_name.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "downstream/friendly_words.h"
#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

using identity::Pseudonym;

FriendlyName name_for(std::string_view sub) {
  return friendly_name_of(Pseudonym::kept(std::string(sub)));
}

TEST(FriendlyName_Design5, IsTheSameForTheSamePseudonym) {
  EXPECT_EQ(name_for(tests::kSub).username, name_for(tests::kSub).username);
}

TEST(FriendlyName_Design5, DiffersForAnotherPseudonym) {
  EXPECT_NE(name_for(tests::kSub).username, name_for(tests::kOtherSub).username);
}

TEST(FriendlyName_Design5, HasOnlyWhatAUsernameMayHold) {
  for (int number = 0; number < 1000; ++number) {
    const auto username = name_for(std::to_string(number)).username;

    EXPECT_EQ(username.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"),
              std::string::npos)
        << username;
    EXPECT_LE(username.size(), 40U) << username;
  }
}

TEST(FriendlyName_Design5, ShowsTheWordsAndTheStartOfTheTail) {
  const auto friendly = name_for(tests::kSub);

  const auto dash = friendly.username.find('-');
  const auto tail = friendly.username.rfind('-') + 1;
  std::string expected = friendly.username.substr(0, tail - 1);
  expected[0] = static_cast<char>(std::toupper(expected[0]));
  expected[dash] = ' ';
  expected += ' ' + friendly.username.substr(tail, 4);
  EXPECT_EQ(friendly.name, expected);
}

TEST(FriendlyName_Design5, HasNoWordTwice) {
  const std::set<std::string_view> adjectives(kAdjectiveWords.begin(), kAdjectiveWords.end());
  const std::set<std::string_view> animals(kAnimalWords.begin(), kAnimalWords.end());

  EXPECT_EQ(adjectives.size(), kAdjectives);
  EXPECT_EQ(animals.size(), kAnimals);
}

// Birthday bound, as stated in the header: P(any two of n alike) <= n(n-1) / (2 * names).
TEST(FriendlyName_Design5, CollidesLessThanOnceInAThousandAmongAMillion) {
  const double names = static_cast<double>(kAdjectives) * static_cast<double>(kAnimals) *
                       std::pow(static_cast<double>(kTailLetters.size()), kTailLength);
  const double people = 1e6;

  const double chance = people * (people - 1) / (2 * names);

  EXPECT_LT(chance, 1e-3);
  EXPECT_NEAR(chance, 1.6e-4, 0.1e-4);
}

TEST(FriendlyName_Design5, DoesNotCollideAmongAHundredThousand) {
  std::set<std::string> names;
  for (int number = 0; number < 100'000; ++number) {
    names.insert(name_for(std::to_string(number)).username);
  }

  EXPECT_EQ(names.size(), 100'000U);
}

// Frozen: services keep these names.
TEST(FriendlyName_Design5, StaysAsItIs) {
  EXPECT_EQ(name_for(tests::kSub).username, "geduldige-huiszwaluw-tcvk8sfy");
}

}  // namespace
}  // namespace sluis::downstream
