#include "downstream/saml_session_index.h"

#include <gtest/gtest.h>

#include "tests/crypto/fake_clock.h"
#include "tests/identity/rings.h"

namespace sluis::downstream {
namespace {

using tests::RingKey;

constexpr SessionOfService kWiki{.client = "wiki", .name_id = "somebody"};

crypto::Keyring ring_of(std::vector<RingKey> keys) {
  for (RingKey& key : keys) key.purpose = crypto::Purpose::seal;
  return tests::ring_of(1, keys);
}

TEST(SamlSessionIndex_Xsw27, ComesBackWithItsName) {
  const auto now = tests::FakeClock().now();
  const auto ring = ring_of({{.id = "s1"}});
  const auto index = session_index("sid", kWiki, ring, now);

  EXPECT_EQ(sid_of_index(index, kWiki, ring, now), "sid");
  EXPECT_EQ(sid_of_index(index, {.client = "wiki", .name_id = "another"}, ring, now), std::nullopt);
  EXPECT_EQ(sid_of_index(index, {.client = "chat", .name_id = "somebody"}, ring, now),
            std::nullopt);
  EXPECT_EQ(sid_of_index("x" + index, kWiki, ring, now), std::nullopt);
}

TEST(SamlSessionIndex_Design3, OutlivesTheKeyThatMadeIt) {
  const auto now = tests::FakeClock().now();
  const auto index = session_index("sid", kWiki, ring_of({{.id = "s1"}}), now);
  const auto next = ring_of({{.id = "s1", .retired_at = now}, {.id = "s2", .active_at = now}});

  EXPECT_EQ(sid_of_index(index, kWiki, next, now), "sid");
}

}  // namespace
}  // namespace sluis::downstream
