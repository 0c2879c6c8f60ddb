#include "crypto/keyring.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>

#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"

namespace sluis::crypto {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kNow{std::chrono::seconds{1767225600}};

Key key(std::string id, Timetable table, std::uint64_t serial = 1) {
  return {std::move(id), Purpose::pseudonym, serial, table, Secret(32)};
}

Timetable since(TimePoint active) {
  return {.published_at = active, .active_at = active, .retired_at = {}, .destroyed_at = {}};
}

template <typename... Keys>
Keyring ring_of(Keys... keys) {
  std::vector<Key> list;
  (list.push_back(std::move(keys)), ...);
  return {9, std::move(list)};
}

std::vector<std::string> ids_of(const std::vector<const Key*>& keys) {
  std::vector<std::string> ids;
  for (const Key* const each : keys) ids.push_back(each->id);
  return ids;
}

class KeyState_Design3 : public testing::Test {
 protected:
  const Key key_ = key("a", {.published_at = kNow,
                             .active_at = kNow + 1h,
                             .retired_at = kNow + 2h,
                             .destroyed_at = kNow + 3h});
};

TEST_F(KeyState_Design3, ChangesExactlyAtEachTime) {
  EXPECT_EQ(key_.state_at(kNow - 1ms), KeyState::planned);
  EXPECT_EQ(key_.state_at(kNow), KeyState::published);
  EXPECT_EQ(key_.state_at(kNow + 1h - 1ms), KeyState::published);
  EXPECT_EQ(key_.state_at(kNow + 1h), KeyState::active);
  EXPECT_EQ(key_.state_at(kNow + 2h - 1ms), KeyState::active);
  EXPECT_EQ(key_.state_at(kNow + 2h), KeyState::retired);
  EXPECT_EQ(key_.state_at(kNow + 3h - 1ms), KeyState::retired);
  EXPECT_EQ(key_.state_at(kNow + 3h), KeyState::destroyed);
}

TEST_F(KeyState_Design3, StaysActiveWithoutASuccessor) {
  EXPECT_EQ(key("a", since(kNow)).state_at(kNow + 24h * 365), KeyState::active);
}

TEST(KeyringPrimary_Design3, IsTheOneThatBecameActiveLast) {
  const Keyring ring = ring_of(key("new", since(kNow)), key("old", since(kNow - 1h)));

  EXPECT_EQ(ring.primary(Purpose::pseudonym, kNow - 1ms).id, "old");
  EXPECT_EQ(ring.primary(Purpose::pseudonym, kNow).id, "new");
}

TEST(KeyringPrimary_Design3, IsOfTheLaterRingWhereTwoBecameActiveTogether) {
  const Keyring ring = ring_of(key("a", since(kNow), 2), key("b", since(kNow), 1));

  EXPECT_EQ(ring.primary(Purpose::pseudonym, kNow).id, "a");
}

TEST(KeyringPrimary_Design3, IsNeverOfAnotherPurpose) {
  Key other = key("other", since(kNow));
  other.purpose = Purpose::seal;
  const Keyring ring = ring_of(std::move(other), key("a", since(kNow - 1h)));

  EXPECT_EQ(ring.primary(Purpose::pseudonym, kNow).id, "a");
}

TEST(KeyringPrimary_Design3, ThrowsForARetiredKeyEvenWithoutASuccessor) {
  Timetable table = since(kNow - 2h);
  table.retired_at = kNow - 1h;
  const Keyring ring = ring_of(key("a", table));

  EXPECT_THROW(ring.primary(Purpose::pseudonym, kNow), std::runtime_error);
}

TEST(KeyringPrimary_Design3, ThrowsBeforeTheFirstKeyIsActive) {
  const Keyring ring = ring_of(key("a", since(kNow)));

  EXPECT_THROW(ring.primary(Purpose::pseudonym, kNow - 1ms), std::runtime_error);
}

class KeyringLists_Design3 : public testing::Test {
 protected:
  static Timetable retired(TimePoint active, TimePoint until) {
    Timetable table = since(active);
    table.retired_at = until;
    return table;
  }
  static Keyring make_ring() {
    Timetable gone = retired(kNow - 9h, kNow - 8h);
    gone.destroyed_at = kNow - 7h;
    Timetable next = since(kNow + 1h);
    next.published_at = kNow - 1h;
    return ring_of(key("gone", gone), key("oldest", retired(kNow - 8h, kNow - 5h)),
                   key("primary", since(kNow - 5h)), key("early", retired(kNow - 2h, kNow - 1h)),
                   key("next", next), key("planned", since(kNow + 5h)));
  }
  const Keyring ring_ = make_ring();
};

TEST_F(KeyringLists_Design3, UsableStartsWithThePrimaryThenTheNewest) {
  EXPECT_EQ(ids_of(ring_.usable(Purpose::pseudonym, kNow)),
            (std::vector<std::string>{"primary", "early", "oldest"}));
}

TEST_F(KeyringLists_Design3, UsableLooksBackEvenWithoutAPrimary) {
  const Keyring ring = ring_of(key("a", retired(kNow - 2h, kNow - 1h)));

  EXPECT_EQ(ids_of(ring.usable(Purpose::pseudonym, kNow)), std::vector<std::string>{"a"});
}

TEST_F(KeyringLists_Design3, PublishedShowsTheNextKeyAheadOfItsTime) {
  EXPECT_EQ(ids_of(ring_.published(Purpose::pseudonym, kNow)),
            (std::vector<std::string>{"next", "early", "primary", "oldest"}));
}

TEST_F(KeyringLists_Design3, AreEmptyForAnotherPurpose) {
  EXPECT_TRUE(ring_.usable(Purpose::log, kNow).empty());
  EXPECT_TRUE(ring_.published(Purpose::log, kNow).empty());
}

TEST(KeyringLists_Design3_Clocks, UsableKnowsAKeyThatANodeAheadOfUsUsesAlready) {
  const Keyring ring = ring_of(key("now", since(kNow - 1h)), key("soon", since(kNow)));

  const auto before = ring.usable(Purpose::pseudonym, kNow - kNodesMayDiffer - 1ms);
  const auto meanwhile = ring.usable(Purpose::pseudonym, kNow - kNodesMayDiffer);

  EXPECT_EQ(ids_of(before), (std::vector<std::string>{"now"}));
  EXPECT_EQ(ids_of(meanwhile), (std::vector<std::string>{"now", "soon"}));
}

TEST(KeyringLists_Design3_Clocks, NothingUsesAKeyThatWasDestroyedBeforeItsTimeHere) {
  const Timetable table{
      .published_at = kNow - 1h, .active_at = kNow - 1h, .retired_at = kNow, .destroyed_at = kNow};
  const Keyring ring =
      ring_of(key("now", since(kNow - 2h)), Key{"gone", Purpose::pseudonym, 1, table, Secret()});

  EXPECT_EQ(ring.primary(Purpose::pseudonym, kNow - 1s).id, "now");
  EXPECT_EQ(ring.usable(Purpose::pseudonym, kNow - 1s).size(), 1U);
  EXPECT_EQ(ring.published(Purpose::pseudonym, kNow - 1s).size(), 1U);
}

TEST(Keyring_Design3, RefusesAnIdTwice) {
  EXPECT_THROW(ring_of(key("a", since(kNow)), key("a", since(kNow + 1h))), std::invalid_argument);
}

TEST(Keyring_Design3, RefusesAnEmptyId) {
  EXPECT_THROW(ring_of(key("", since(kNow))), std::invalid_argument);
}

TEST(Keyring_Design3, RefusesAKeyOfALaterRing) {
  EXPECT_THROW(ring_of(key("a", since(kNow), 10)), std::invalid_argument);
}

TEST(Keyring_Design3, RefusesActiveBeforePublished) {
  Timetable table = since(kNow);
  table.published_at = kNow + 1ms;

  EXPECT_THROW(ring_of(key("a", table)), std::invalid_argument);
}

TEST(Keyring_Design3, RefusesRetiredBeforeActive) {
  Timetable table = since(kNow);
  table.retired_at = kNow - 1ms;

  EXPECT_THROW(ring_of(key("a", table)), std::invalid_argument);
}

TEST(Keyring_Design3, RefusesDestroyedBeforeRetired) {
  Timetable table = since(kNow);
  table.retired_at = kNow + 2h;
  table.destroyed_at = kNow + 1h;

  EXPECT_THROW(ring_of(key("a", table)), std::invalid_argument);
}

TEST(Keyring_Design3, RefusesDestroyedWithoutRetired) {
  Timetable table = since(kNow);
  table.destroyed_at = kNow + 1h;

  EXPECT_THROW(ring_of(key("a", table)), std::invalid_argument);
}

TEST(Keyring_Design3, RefusesASecretOfAnotherSize) {
  Key short_key = key("a", since(kNow));
  short_key.material = Secret(31);

  EXPECT_THROW(ring_of(std::move(short_key)), std::invalid_argument);
}

TEST(Keyring_Design3, RefusesAMissingSecret) {
  Key no_key = key("a", since(kNow));
  no_key.material = Secret();

  EXPECT_THROW(ring_of(std::move(no_key)), std::invalid_argument);
}

TEST(Keyring_Design3, KeepsTheIdOfADestroyedKeyWithoutItsSecret) {
  Timetable table = since(kNow);
  table.retired_at = kNow + 1h;
  table.destroyed_at = kNow + 2h;
  Key tombstone = key("a", table);
  tombstone.material = Secret();

  EXPECT_EQ(ring_of(std::move(tombstone)).keys().size(), 1U);
}

TEST(Keyring_Design3, RefusesASecretForSigning) {
  Key signing = key("a", since(kNow));
  signing.purpose = Purpose::oidc_sign_es256;

  EXPECT_THROW(ring_of(std::move(signing)), std::invalid_argument);
}

TEST(Keyring_Design3, RefusesAKeyPairForSealing) {
  Key pair = key("a", since(kNow));
  pair.material = SigningKey::generate(Algorithm::es256, "a");

  EXPECT_THROW(ring_of(std::move(pair)), std::invalid_argument);
}

TEST(Keyring_Design3, RefusesAKeyPairOfAnotherAlgorithm) {
  Key pair = key("a", since(kNow));
  pair.purpose = Purpose::oidc_sign_rs256;
  pair.material = SigningKey::generate(Algorithm::es256, "a");

  EXPECT_THROW(ring_of(std::move(pair)), std::invalid_argument);
}

TEST(Keyring_Design3, RefusesAKeyPairWithAnotherKid) {
  Key pair = key("a", since(kNow));
  pair.purpose = Purpose::oidc_sign_es256;
  pair.material = SigningKey::generate(Algorithm::es256, "b");

  EXPECT_THROW(ring_of(std::move(pair)), std::invalid_argument);
}

TEST(KeyringFresh_Design3, HasAnActiveKeyForEveryPurpose) {
  tests::FakeClock clock;
  tests::FixedRandom random;

  const Keyring ring = Keyring::fresh(clock.now(), random);

  std::set<std::string> ids;
  for (const Purpose purpose : kPurposes) {
    const Key& primary = ring.primary(purpose, clock.now());
    EXPECT_TRUE(primary.id.starts_with(std::string(name_of(purpose)) + "-1-")) << primary.id;
    ids.insert(primary.id);
  }
  EXPECT_EQ(ids.size(), std::size(kPurposes));
  EXPECT_EQ(ring.keys().size(), std::size(kPurposes));
  EXPECT_EQ(ring.serial(), 1U);
}

TEST(KeyringFresh_Design3, MakesOtherSecretsEachTime) {
  tests::FakeClock clock;
  SystemRandom random;

  const Keyring first = Keyring::fresh(clock.now(), random);
  const Keyring second = Keyring::fresh(clock.now(), random);

  EXPECT_FALSE(first.primary(Purpose::pseudonym, clock.now()).secret() ==
               second.primary(Purpose::pseudonym, clock.now()).secret());
  EXPECT_FALSE(first.primary(Purpose::pseudonym, clock.now()).secret() ==
               first.primary(Purpose::seal, clock.now()).secret());
}

class KeyringCompleted_Design3 : public testing::Test {
 protected:
  static Keyring before_saml() {
    std::vector<Key> keys;
    for (const Purpose purpose : kPurposes) {
      if (purpose == Purpose::saml_sign || purpose == Purpose::saml_encrypt) continue;
      if (purpose == Purpose::jitsi_sign) continue;
      const std::string id(name_of(purpose));
      const auto algorithm = algorithm_of(purpose);
      keys.push_back({id, purpose, 3, since(kNow),
                      algorithm ? decltype(Key::material)(SigningKey::generate(*algorithm, id))
                                : Secret::copy_of(std::string(32, 's'))});
    }
    return {3, std::move(keys)};
  }
  tests::FixedRandom random_;
  inline static const Keyring old_ = before_saml();
};

TEST_F(KeyringCompleted_Design3, KnowsWhatIsMissing) {
  EXPECT_EQ(old_.missing(),
            (std::vector{Purpose::saml_sign, Purpose::saml_encrypt, Purpose::jitsi_sign}));
  EXPECT_FALSE(old_.has_active(Purpose::saml_sign, kNow));
}

TEST_F(KeyringCompleted_Design3, AddsWhatIsMissingAndChangesNoOther) {
  const Keyring ring = old_.completed(kNow + 1h, random_);

  EXPECT_EQ(ring.serial(), 4U);
  EXPECT_TRUE(ring.missing().empty());
  EXPECT_TRUE(ring.has_active(Purpose::saml_encrypt, kNow + 1h));
  EXPECT_FALSE(ring.has_active(Purpose::saml_encrypt, kNow));
  EXPECT_TRUE(ring.primary(Purpose::saml_sign, kNow + 1h).id.starts_with("saml-sign-4-"));
  for (const Key& before : old_.keys()) {
    const Key& after = ring.primary(before.purpose, kNow + 1h);
    EXPECT_EQ(after.id, before.id);
    EXPECT_EQ(after.serial, before.serial);
    EXPECT_EQ(after.timetable.active_at, before.timetable.active_at);
    if (algorithm_of(before.purpose)) continue;
    EXPECT_TRUE(after.secret() == before.secret());
  }
}

TEST_F(KeyringCompleted_Design3, CountsATombstoneAsAKeyThatWas) {
  Timetable table = since(kNow - 2h);
  table.retired_at = kNow - 1h;
  table.destroyed_at = kNow;
  Key tombstone = key("gone", table);
  tombstone.purpose = Purpose::saml_sign;
  tombstone.material = Secret();

  const Keyring ring = ring_of(std::move(tombstone));

  EXPECT_EQ(std::ranges::count(ring.missing(), Purpose::saml_sign), 0);
}

TEST_F(KeyringCompleted_Design3, NeverMakesAnotherPseudonymKey) {
  const Keyring ring(1, {});

  EXPECT_THROW(ring.completed(kNow, random_), std::runtime_error);
}

TEST(KeyringNames_Design3, ComeBack) {
  for (const Purpose purpose : kPurposes) EXPECT_EQ(purpose_named(name_of(purpose)), purpose);
  EXPECT_EQ(purpose_named("oidc-sign"), std::nullopt);
  EXPECT_EQ(oidc_sign(Algorithm::ps256), Purpose::oidc_sign_ps256);
  EXPECT_EQ(name_of(KeyState::retired), "retired");
}

}  // namespace
}  // namespace sluis::crypto
