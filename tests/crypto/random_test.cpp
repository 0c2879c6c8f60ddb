#include "crypto/random.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include "tests/crypto/fixed_random.h"

namespace sluis::crypto {
namespace {

// Gives the octets it was told to, and then the end of the test.
class ScriptedRandom final : public Random {
 public:
  explicit ScriptedRandom(std::string script) : script_(std::move(script)) {}
  void fill(char* octets, std::size_t size_bytes) override {
    if (script_.size() < size_bytes) throw std::runtime_error("the script is over");
    std::memcpy(octets, script_.data(), size_bytes);
    script_.erase(0, size_bytes);
  }

 private:
  std::string script_;
};

TEST(SystemRandom_Rfc4086, NeverGivesTheSameTwice) {
  SystemRandom random;
  std::set<std::string> seen;

  for (int draw = 0; draw < 100; ++draw) seen.insert(random.octets(16));

  EXPECT_EQ(seen.size(), 100U);
}

TEST(Random_Design2, GivesTheSizeAskedFor) {
  tests::FixedRandom random;

  EXPECT_EQ(random.octets(0).size(), 0U);
  EXPECT_EQ(random.octets(33).size(), 33U);
  EXPECT_EQ(random.secret(32).size(), 32U);
}

TEST(Random_Design2, BelowStaysBelowAndReachesEveryNumber) {
  tests::FixedRandom random;
  std::set<std::uint32_t> seen;

  for (int draw = 0; draw < 500; ++draw) seen.insert(random.below(10));

  EXPECT_EQ(seen.size(), 10U);
  EXPECT_EQ(*seen.rbegin(), 9U);
}

TEST(Random_Design2, BelowDrawsAgainWhereTheNumberWouldBeBiased) {
  // 2^32 is no multiple of 3: 0xffffffff is left over, and the next draw counts.
  ScriptedRandom random(std::string("\xff\xff\xff\xff\x05\0\0\0", 8));

  EXPECT_EQ(random.below(3), 2U);
}

TEST(Random_Design2, BelowRefusesZero) {
  tests::FixedRandom random;

  EXPECT_THROW(random.below(0), std::invalid_argument);
}

TEST(FixedRandom_Tests, RepeatsForASeedAndDiffersBetweenSeeds) {
  tests::FixedRandom first("a");
  tests::FixedRandom again("a");
  tests::FixedRandom other("b");

  const std::string octets = first.octets(50);

  EXPECT_EQ(octets, again.octets(50));
  EXPECT_NE(octets, other.octets(50));
  EXPECT_NE(octets, first.octets(50));
}

}  // namespace
}  // namespace sluis::crypto
