#include "gateway/ring_fitness.h"

#include <gtest/gtest.h>

#include "tests/identity/rings.h"

namespace sluis {
namespace {

using namespace std::chrono_literals;

constexpr crypto::TimePoint kNow{std::chrono::days(20000)};

/// k2 takes over from k1 within the hour.
crypto::Keyring turning_ring() {
  return tests::ring_of(2, {{.id = "k1", .serial = 1, .active_at = {}, .retired_at = kNow + 1h},
                            {.id = "k2", .serial = 2, .active_at = kNow + 1h}});
}

TEST(RingFitness_Design3, AdmitsTheRingThatTheFenceNames) {
  const auto ring = turning_ring();

  EXPECT_FALSE(kept_out_by_fence(std::nullopt, ring, kNow));
  EXPECT_FALSE(kept_out_by_fence("1 k1", ring, kNow));
  EXPECT_FALSE(kept_out_by_fence("1 k1", ring, kNow + 2h));
  EXPECT_FALSE(kept_out_by_fence("2 k2", ring, kNow + 2h));
}

TEST(RingFitness_Design3, AdmitsARingByItsSerialWhereTheFenceHoldsNoKey) {
  const auto ring = turning_ring();

  EXPECT_FALSE(kept_out_by_fence("1", ring, kNow));
  EXPECT_TRUE(kept_out_by_fence("3", ring, kNow + 2h));
}

TEST(RingFitness_Design3, SaysThatARingIsOlder) {
  const auto ring = turning_ring();

  EXPECT_EQ(kept_out_by_fence("2 k2", ring, kNow),
            "the key ring is older than the one that other nodes use");
  EXPECT_TRUE(kept_out_by_fence("99999999999999999999 k9", ring, kNow));
}

TEST(RingFitness_Design3, SaysThatARingIsOfAnotherLine) {
  const auto ring = turning_ring();

  EXPECT_EQ(kept_out_by_fence("2 other", ring, kNow + 2h),
            "the key ring is not of the line that other nodes use: it never had their pseudonym "
            "key");
  EXPECT_TRUE(kept_out_by_fence("1 other", ring, kNow + 2h));
}

TEST(RingFitness_Design3, KnowsAtOnceWhatAnotherClockHasReached) {
  EXPECT_FALSE(kept_out_by_fence("2 k2", turning_ring(), kNow + 1h - crypto::kNodesMayDiffer));
}

TEST(RingFitness_Design3, KnowsTheRingInUseAgain) {
  EXPECT_TRUE(is_same_ring(turning_ring(), turning_ring()));
}

TEST(RingFitness_Design3, TellsAnotherRingOfTheSameSerialApart) {
  const auto ring = turning_ring();

  EXPECT_FALSE(is_same_ring(
      ring, tests::ring_of(2, {{.id = "k1", .serial = 1, .active_at = {}, .retired_at = kNow + 1h},
                               {.id = "other", .serial = 2, .active_at = kNow + 1h}})));
  EXPECT_FALSE(is_same_ring(
      ring, tests::ring_of(2, {{.id = "k1", .serial = 1, .active_at = {}, .retired_at = kNow + 1h},
                               {.id = "k2", .serial = 2, .active_at = kNow + 2h}})));
  EXPECT_FALSE(is_same_ring(
      ring,
      tests::ring_of(2, {{.id = "k1", .serial = 1, .active_at = {}, .retired_at = kNow + 1h}})));
}

TEST(RingFitness_Design3, TellsALaterRingOfTheSameKeysApart) {
  const auto one = tests::ring_of(2, {{.id = "k1"}});

  EXPECT_FALSE(is_same_ring(one, tests::ring_of(3, {{.id = "k1"}})));
}

}  // namespace
}  // namespace sluis
