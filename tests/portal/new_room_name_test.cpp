#include "portal/new_room_name.h"

#include <gtest/gtest.h>

#include <cmath>

#include "downstream/friendly_name.h"
#include "tests/crypto/fixed_random.h"

namespace sluis::portal {
namespace {

TEST(NewRoomName_Design5, HasSixtyRandomBits) {
  const double letter = std::log2(static_cast<double>(downstream::kTailLetters.size()));
  const double words = std::log2(static_cast<double>(downstream::kAdjectives)) +
                       std::log2(static_cast<double>(downstream::kAnimals));
  tests::FixedRandom random;
  const std::string memorable = memorable_room_name(random).name;
  const std::string chosen = with_random_tail("overleg", random);
  const auto tail_of = [](const std::string& name) { return name.size() - name.rfind('-') - 1; };

  EXPECT_GE(words + letter * static_cast<double>(tail_of(memorable)), 60.0);
  EXPECT_GE(letter * static_cast<double>(tail_of(chosen)), 60.0);
}

TEST(NewRoomName_Design5, DiffersEachTime) {
  tests::FixedRandom random;

  const auto first = memorable_room_name(random);
  const auto second = memorable_room_name(random);

  EXPECT_NE(first.name, second.name);
  EXPECT_TRUE(is_room_name(first.name)) << first.name;
  EXPECT_TRUE(first.words.front() >= 'A' && first.words.front() <= 'Z') << first.words;
}

TEST(NewRoomName_Design5, WritesAChosenNameAsALinkDoes) {
  EXPECT_EQ(chosen_room_name("Overleg Zuid"), "overleg-zuid");
  EXPECT_EQ(chosen_room_name("  team_7--zuid "), "team-7-zuid");
}

TEST(NewRoomName_Design5, RefusesWhatIsNoName) {
  for (const std::string& typed :
       {std::string(), std::string("ab"), std::string("a/b/c"), std::string("über"),
        std::string("a.b.c"), std::string("----"), std::string(49, 'a'), std::string("static"),
        std::string("HTTP bind")}) {
    EXPECT_FALSE(chosen_room_name(typed)) << typed;
  }
}

TEST(NewRoomName_Design5, KnowsItsOwn) {
  tests::FixedRandom random;

  EXPECT_TRUE(is_room_name(with_random_tail(std::string(48, 'a'), random)));
  EXPECT_FALSE(is_room_name("Overleg"));
  EXPECT_FALSE(is_room_name("a%20b"));
  EXPECT_FALSE(is_room_name(""));
  EXPECT_FALSE(is_room_name(std::string(63, 'a')));
}

}  // namespace
}  // namespace sluis::portal
