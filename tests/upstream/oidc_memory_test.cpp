#include "upstream/oidc_memory.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"

namespace sluis::upstream {

namespace {

using namespace std::chrono_literals;
using Freshness = OidcMemory::Freshness;

OidcMemory memory() {
  return {.state = "flow.random",
          .nonce = "nonce",
          .verifier = "verifier",
          .issuer = "https://idp.example",
          .key_id = "seal-1",
          .started = crypto::TimePoint{123'456ms},
          .freshness = Freshness::max_age,
          .max_age = 30s};
}

TEST(OidcMemory_Design9, ComesBackAsItWas) {
  const auto back = OidcMemory::parse(memory().serialise());

  ASSERT_TRUE(back);
  EXPECT_EQ(back->state, "flow.random");
  EXPECT_EQ(back->nonce, "nonce");
  EXPECT_EQ(back->verifier, "verifier");
  EXPECT_EQ(back->issuer, "https://idp.example");
  EXPECT_EQ(back->key_id, "seal-1");
  EXPECT_EQ(back->started, crypto::TimePoint{123'456ms});
  EXPECT_EQ(back->freshness, Freshness::max_age);
  EXPECT_EQ(back->max_age, 30s);
}

TEST(OidcMemory_Design9, IsNothingWhenAPartIsMissingOrAdded) {
  const auto whole = memory().serialise();

  EXPECT_FALSE(OidcMemory::parse(""));
  EXPECT_FALSE(OidcMemory::parse(std::string_view(whole).substr(0, whole.size() - 1)));
  EXPECT_FALSE(OidcMemory::parse(whole + "x"));
}

TEST(OidcMemory_Design9, IsNothingWhenItIsOfAnotherKind) {
  EXPECT_FALSE(OidcMemory::parse(
      crypto::length_prefixed({"mail-code/1", "s", "n", "v", "i", "k", "0", "0", "0"})));
  EXPECT_FALSE(OidcMemory::parse(
      crypto::length_prefixed({"oidc/1", "s", "n", "v", "i", "k", "0", "7", "0"})));
  EXPECT_FALSE(OidcMemory::parse(
      crypto::length_prefixed({"oidc/1", "", "n", "v", "i", "k", "0", "0", "0"})));
}

TEST(OidcMemory_Design9, KnowsSinceWhenSheMayHaveBeenLoggedIn) {
  auto one = memory();

  EXPECT_EQ(one.logged_in_since(), crypto::TimePoint{93'456ms});
  one.freshness = Freshness::since_now;
  EXPECT_EQ(one.logged_in_since(), crypto::TimePoint{123'456ms});
  one.freshness = Freshness::any;
  EXPECT_EQ(one.logged_in_since(), std::nullopt);
}

}  // namespace

}  // namespace sluis::upstream
