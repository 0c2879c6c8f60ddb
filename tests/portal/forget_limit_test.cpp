#include "portal/forget_limit.h"

#include <gtest/gtest.h>

#include "tests/crypto/fake_clock.h"
#include "tests/identity/rings.h"
#include "tests/store/memory_store.h"
#include "tests/store/run_awaitable.h"

namespace sluis::portal {
namespace {

using namespace std::chrono_literals;
using tests::ring_of;
using tests::run;

/// Somebody behind this `id:` record, as the link of one life makes her.
identity::Person person_of(std::string handle, std::string_view life) {
  return {.link = crypto::Secret::copy_of(life),
          .seed = {},
          .handle = std::move(handle),
          .first_seen = {},
          .last_login = {},
          .recipients = {},
          .sessions = {}};
}

crypto::Keyring one_seal_key() {
  return ring_of(1, {{.id = "s1", .purpose = crypto::Purpose::seal}});
}

crypto::Keyring after_a_rotation(crypto::TimePoint now) {
  return ring_of(
      2, {{.id = "s1", .active_at = {}, .retired_at = now, .purpose = crypto::Purpose::seal},
          {.id = "s2", .serial = 2, .active_at = now, .purpose = crypto::Purpose::seal}});
}

struct ForgetLimit_Design3 : testing::Test {
  tests::FakeClock clock;
  tests::MemoryStore store{clock};
  crypto::Keyring ring = one_seal_key();
  ForgetLimit limit{store, ring, clock};
};

TEST_F(ForgetLimit_Design3, AllowsTheFirst) {
  EXPECT_TRUE(run(limit.allows(person_of("id:anna", "first life"))));
  EXPECT_TRUE(run(limit.claim(person_of("id:anna", "first life"))));
}

TEST_F(ForgetLimit_Design3, RefusesTheNewPersonBehindTheSameIdForADay) {
  run(limit.claim(person_of("id:anna", "first life")));
  clock.advance(24h - 1s);

  EXPECT_FALSE(run(limit.allows(person_of("id:anna", "second life"))));
  EXPECT_FALSE(run(limit.claim(person_of("id:anna", "second life"))));
}

TEST_F(ForgetLimit_Design3, AllowsHerAgainAfterADay) {
  run(limit.claim(person_of("id:anna", "first life")));
  clock.advance(24h);

  EXPECT_TRUE(run(limit.claim(person_of("id:anna", "second life"))));
}

TEST_F(ForgetLimit_Design3, LetsAnInterruptedErasureBeTriedAgain) {
  run(limit.claim(person_of("id:anna", "first life")));

  EXPECT_TRUE(run(limit.allows(person_of("id:anna", "first life"))));
  EXPECT_TRUE(run(limit.claim(person_of("id:anna", "first life"))));
}

TEST_F(ForgetLimit_Design3, IsNobodyElses) {
  run(limit.claim(person_of("id:anna", "first life")));

  EXPECT_TRUE(run(limit.claim(person_of("id:bea", "first life"))));
}

TEST_F(ForgetLimit_Design3, OutlivesTheRotationOfTheSealKey) {
  run(limit.claim(person_of("id:anna", "first life")));
  const crypto::Keyring rotated = after_a_rotation(clock.now());
  ForgetLimit on_another_node(store, rotated, clock);

  EXPECT_FALSE(run(on_another_node.claim(person_of("id:anna", "second life"))));
}

TEST_F(ForgetLimit_Design3, LeavesAMarkThatSaysNothingAndEnds) {
  const auto anna = person_of("id:anna", "first life");
  run(limit.claim(anna));

  const auto kept = store.names();

  ASSERT_EQ(kept.size(), 1u);
  EXPECT_TRUE(kept[0].name.starts_with("fo:"));
  EXPECT_EQ(kept[0].left, 24h);
  const std::string value = store.peek(kept[0].name).value();
  for (const std::string& hers : {std::string("anna"), anna.name()}) {
    EXPECT_FALSE(kept[0].name.contains(hers));
    EXPECT_FALSE(value.contains(hers));
  }
}

TEST_F(ForgetLimit_Design3, KnowsHerAfterARotationOfThePseudonymKey) {
  run(limit.claim(person_of("id:anna under k1", "first life")));
  auto anew = person_of("id:anna under k2", "second life");
  anew.older_handles = {"id:anna under k1"};

  EXPECT_FALSE(run(limit.allows(anew)));
  EXPECT_FALSE(run(limit.claim(anew)));
}

}  // namespace
}  // namespace sluis::portal
