#include "crypto/rotation.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/crypto/fixed_random.h"

namespace sluis::crypto {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kNow{std::chrono::seconds{1767225600}};
constexpr Retention kRetention{.identifier = std::chrono::days(90),
                               .access_log = std::chrono::days(90)};

Keyring ring_with_one(Purpose purpose = Purpose::pseudonym) {
  std::vector<Key> keys;
  keys.push_back(
      {"first",
       purpose,
       1,
       {.published_at = kNow - 24h, .active_at = kNow - 24h, .retired_at = {}, .destroyed_at = {}},
       Secret::copy_of(std::string(32, 'k'))});
  return {1, std::move(keys)};
}

RotationPlan plan_at(TimePoint now, std::optional<TimePoint> at = {},
                     Purpose purpose = Purpose::pseudonym) {
  return {.purpose = purpose, .now = now, .active_at = at, .terms = terms_of(purpose, kRetention)};
}

const Key& key_of(const Keyring& ring, std::string_view id) {
  for (const Key& key : ring.keys()) {
    if (key.id == id) return key;
  }
  throw std::out_of_range("no such key");
}

class Rotation_Design3 : public testing::Test {
 protected:
  Rotation planned(const Keyring& ring, const RotationPlan& plan) {
    auto made = plan_rotation(ring, plan, random_);
    EXPECT_TRUE(made);
    return std::move(*made);
  }
  Rotation at_once(const Keyring& ring, TimePoint now, OldKeys old) {
    auto made = rotate_at_once(ring, plan_at(now), old, random_);
    EXPECT_TRUE(made);
    return std::move(*made);
  }
  RotationRefusal refusal(const Keyring& ring, const RotationPlan& plan) {
    const auto made = plan_rotation(ring, plan, random_);
    EXPECT_FALSE(made);
    return made ? RotationRefusal{} : made.error();
  }

  tests::FixedRandom random_;
  const Keyring ring_ = ring_with_one();
};

TEST_F(Rotation_Design3, PlansTheWholeLifeOfBoth) {
  const auto made = planned(ring_, plan_at(kNow));

  const Timetable& next = key_of(made.ring, made.made).timetable;
  const Timetable& old = key_of(made.ring, "first").timetable;
  EXPECT_EQ(made.ring.serial(), 2U);
  EXPECT_EQ(key_of(made.ring, made.made).serial, 2U);
  EXPECT_EQ(next.published_at, kNow);
  EXPECT_EQ(next.active_at, kNow + kEveryNodeHasIt);
  EXPECT_FALSE(next.retired_at);
  EXPECT_EQ(old.retired_at, next.active_at);
  EXPECT_EQ(old.destroyed_at, next.active_at + std::chrono::days(91));
  EXPECT_EQ(made.retired, std::vector<std::string>{"first"});
}

TEST_F(Rotation_Design3, TakesOverAtItsMomentAndNoSooner) {
  const auto made = planned(ring_, plan_at(kNow, kNow + 48h));

  EXPECT_EQ(made.ring.primary(Purpose::pseudonym, kNow + 48h - 1ms).id, "first");
  EXPECT_EQ(made.ring.primary(Purpose::pseudonym, kNow + 48h).id, made.made);
  EXPECT_EQ(made.ring.usable(Purpose::pseudonym, kNow + 48h + std::chrono::days(91)).size(), 1U);
}

TEST_F(Rotation_Design3, LeavesOtherPurposesAlone) {
  const Keyring ring = ring_with_one(Purpose::seal);

  EXPECT_EQ(refusal(ring, plan_at(kNow)), RotationRefusal::no_key);
}

TEST_F(Rotation_Design3, RefusesASecondPlanWhileOneWaits) {
  const auto made = planned(ring_, plan_at(kNow));

  EXPECT_EQ(refusal(made.ring, plan_at(kNow + 1min)), RotationRefusal::pending);
  EXPECT_TRUE(plan_rotation(made.ring, plan_at(kNow + kEveryNodeHasIt), random_));
}

TEST_F(Rotation_Design3, RefusesATimeBeforeOthersCanKnowTheKey) {
  EXPECT_EQ(refusal(ring_, plan_at(kNow, kNow + kEveryNodeHasIt - 1ms)),
            RotationRefusal::too_early);
}

TEST_F(Rotation_Design3, RefusesATimeThatNobodyRemembers) {
  EXPECT_EQ(refusal(ring_, plan_at(kNow, kNow + kLongestPlan + 1ms)), RotationRefusal::too_late);
}

TEST_F(Rotation_Design3, RefusesMoreKeysThanAPersonIsLookedUpUnder) {
  auto ring = raised(ring_);
  TimePoint now = kNow;
  for (std::size_t keys = 1; keys < kLimitUsableKeys; ++keys) {
    ring = planned(ring, plan_at(now)).ring;
    now += kEveryNodeHasIt;
  }

  EXPECT_EQ(ring.usable(Purpose::pseudonym, now).size(), kLimitUsableKeys);
  EXPECT_EQ(refusal(ring, plan_at(now)), RotationRefusal::too_many);
  EXPECT_FALSE(rotate_at_once(ring, plan_at(now), OldKeys::kept, random_));
  EXPECT_TRUE(rotate_at_once(ring, plan_at(now), OldKeys::destroyed, random_));
}

TEST_F(Rotation_Design3, AtOnceKeepsTheOldKeyWhereItIsLookedBackTo) {
  const auto made = at_once(ring_, kNow, OldKeys::kept);

  EXPECT_EQ(made.ring.primary(Purpose::pseudonym, kNow).id, made.made);
  EXPECT_EQ(made.ring.usable(Purpose::pseudonym, kNow + std::chrono::days(90)).size(), 2U);
}

TEST_F(Rotation_Design3, AtOnceDestroysTheOldKeyWhereItIsNotBelievedAnyMore) {
  const auto made = at_once(ring_, kNow, OldKeys::destroyed);

  EXPECT_FALSE(key_of(made.ring, "first").has_material());
  EXPECT_EQ(made.ring.usable(Purpose::pseudonym, kNow).size(), 1U);
  EXPECT_EQ(made.ring.primary(Purpose::pseudonym, kNow).id, made.made);
}

TEST_F(Rotation_Design3, AtOnceHoldsOnANodeWhoseClockIsBehind) {
  for (const auto old : {OldKeys::kept, OldKeys::destroyed}) {
    const auto made = at_once(ring_, kNow, old);

    EXPECT_EQ(made.ring.primary(Purpose::pseudonym, kNow - kNodesMayDiffer).id, made.made);
  }
}

TEST_F(Rotation_Design3, AtOnceTakesTheSuccessorThatWaitedAlong) {
  const auto waiting = planned(ring_, plan_at(kNow));

  for (const auto old : {OldKeys::kept, OldKeys::destroyed}) {
    const auto made = at_once(waiting.ring, kNow + 1min, old);

    EXPECT_FALSE(key_of(made.ring, waiting.made).has_material());
    EXPECT_EQ(made.ring.primary(Purpose::pseudonym, kNow + 2h).id, made.made);
    EXPECT_EQ(pending_key(made.ring, Purpose::pseudonym, kNow + 1min), nullptr);
  }
}

TEST_F(Rotation_Design3, DestroysARetiredKeyAndKeepsItsId) {
  const auto made = planned(ring_, plan_at(kNow));

  const auto ring = destroyed(made.ring, "first", kNow + 2h);

  ASSERT_TRUE(ring);
  EXPECT_EQ(ring->serial(), 3U);
  EXPECT_FALSE(key_of(*ring, "first").has_material());
  EXPECT_EQ(key_of(*ring, "first").state_at(kNow + 2h), KeyState::destroyed);
}

TEST_F(Rotation_Design3, DestroyingASuccessorUndoesThePlan) {
  const auto made = planned(ring_, plan_at(kNow));

  const auto ring = destroyed(made.ring, made.made, kNow + 1min);

  ASSERT_TRUE(ring);
  EXPECT_EQ(ring->primary(Purpose::pseudonym, kNow + std::chrono::days(200)).id, "first");
  EXPECT_FALSE(key_of(*ring, "first").timetable.retired_at);
}

TEST_F(Rotation_Design3, DestroysNoSuccessorThatNodesMayUseAlready) {
  const auto made = planned(ring_, plan_at(kNow));
  const auto takes_over = key_of(made.ring, made.made).timetable.active_at;

  const auto ring = destroyed(made.ring, made.made, takes_over - kNodesMayDiffer);

  ASSERT_FALSE(ring);
  EXPECT_EQ(ring.error(), DestroyRefusal::in_use_elsewhere);
  EXPECT_TRUE(destroyed(made.ring, made.made, takes_over - kNodesMayDiffer - 1ms));
}

TEST_F(Rotation_Design3, KeepsARetiredKeyAsLongAsNewTermsAsk) {
  const auto made = planned(ring_, plan_at(kNow));
  const Retention longer{.identifier = std::chrono::days(365), .access_log = std::chrono::days(90)};

  const auto kept = prolonged(made.ring, longer, kNow);

  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->kept_longer, std::vector<std::string>{"first"});
  EXPECT_EQ(kept->ring.serial(), made.ring.serial() + 1);
  const auto& table = key_of(kept->ring, "first").timetable;
  EXPECT_EQ(*table.destroyed_at, *table.retired_at + std::chrono::days(366));
  EXPECT_FALSE(prolonged(kept->ring, longer, kNow)) << "once is enough";
}

TEST_F(Rotation_Design3, KeepsNothingLongerWhereTheTermsAreTheSameOrShorter) {
  const auto made = planned(ring_, plan_at(kNow));
  const Retention shorter{.identifier = std::chrono::days(30), .access_log = std::chrono::days(90)};

  EXPECT_FALSE(prolonged(made.ring, kRetention, kNow));
  EXPECT_FALSE(prolonged(made.ring, shorter, kNow));
}

TEST_F(Rotation_Design3, BringsNoKeyBackThatIsDue) {
  const auto made = planned(ring_, plan_at(kNow));
  const Retention longer{.identifier = std::chrono::days(365), .access_log = std::chrono::days(90)};

  EXPECT_FALSE(prolonged(made.ring, longer, kNow + std::chrono::days(92)));
}

TEST_F(Rotation_Design3, DestroysNothingThatIsInUse) {
  const auto ring = destroyed(ring_, "first", kNow);

  ASSERT_FALSE(ring);
  EXPECT_EQ(ring.error(), DestroyRefusal::in_use);
}

TEST_F(Rotation_Design3, DestroysNothingTwiceAndNothingUnknown) {
  const auto made = at_once(ring_, kNow, OldKeys::destroyed);

  EXPECT_EQ(destroyed(made.ring, "first", kNow).error(), DestroyRefusal::already);
  EXPECT_EQ(destroyed(made.ring, "another", kNow).error(), DestroyRefusal::no_such_key);
}

TEST_F(Rotation_Design3, RemovesTheDeadOnce) {
  const auto made = planned(ring_, plan_at(kNow));
  const TimePoint end = kNow + kEveryNodeHasIt + std::chrono::days(91);

  const auto tidy = without_the_dead(made.ring, end);

  ASSERT_TRUE(tidy);
  EXPECT_FALSE(without_the_dead(made.ring, end - 1ms));
  EXPECT_FALSE(key_of(*tidy, "first").has_material());
  EXPECT_FALSE(without_the_dead(*tidy, end + 1h));
}

}  // namespace
}  // namespace sluis::crypto
