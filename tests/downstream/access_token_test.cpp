#include "downstream/access_token.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"

namespace sluis::downstream {
namespace {

TEST(AccessToken_Design4, ReadsBackItsContents) {
  const crypto::TimePoint end(std::chrono::milliseconds(1767225600123));
  const AccessTokenContents contents{.client = "chat",
                                     .sub = "sub",
                                     .person_name = "pe:x",
                                     .wants_profile = true,
                                     .expires_at = end};

  const auto read = AccessTokenContents::parse(contents.serialise().expose());

  EXPECT_EQ(read->client, "chat");
  EXPECT_EQ(read->sub, "sub");
  EXPECT_EQ(read->person_name, "pe:x");
  EXPECT_TRUE(read->wants_profile);
  EXPECT_EQ(read->expires_at, end);
}

TEST(AccessToken_Design4, RefusesAnEndThatIsNoNumber) {
  EXPECT_FALSE(AccessTokenContents::parse(
      crypto::length_prefixed({"access-token/1", "c", "s", "p", "", "soon"})));
  EXPECT_FALSE(AccessTokenContents::parse(
      crypto::length_prefixed({"access-token/1", "c", "s", "p", "", ""})));
}

TEST(AccessToken_Design4, RefusesAnotherRecord) {
  EXPECT_FALSE(AccessTokenContents::parse(crypto::length_prefixed({"used/1", "at:x"})));
}

TEST(AccessToken_OAU_06, LivesNoLongerThanAPublicClientMayHold) {
  EXPECT_LE(kAccessTokenLifetime, std::chrono::minutes(15));
}

}  // namespace
}  // namespace sluis::downstream
