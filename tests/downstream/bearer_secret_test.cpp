#include "downstream/bearer_secret.h"

#include <gtest/gtest.h>

#include "tests/crypto/fixed_random.h"

namespace sluis::downstream {
namespace {

using Kind = BearerSecret::Kind;

TEST(BearerSecret_Design3, OpensWhatItSealed) {
  tests::FixedRandom random;
  const auto code = BearerSecret::fresh(Kind::authorization_code, random);
  const auto sealed = code.seal("contents", random);

  const auto same = BearerSecret::parse(Kind::authorization_code, code.text());

  EXPECT_EQ(same->open(sealed)->expose(), "contents");
}

TEST(BearerSecret_Design3, DoesNotOpenWhatAnotherSealed) {
  tests::FixedRandom random;
  const auto one = BearerSecret::fresh(Kind::authorization_code, random);
  const auto other = BearerSecret::fresh(Kind::authorization_code, random);

  EXPECT_FALSE(other.open(one.seal("contents", random)));
}

TEST(BearerSecret_Design3, IsNoAccessTokenWhereItIsACode) {
  tests::FixedRandom random;
  const auto code = BearerSecret::fresh(Kind::authorization_code, random);
  const auto token = BearerSecret::parse(Kind::access_token, code.text());

  EXPECT_NE(token->name().substr(3), code.name().substr(3));
  EXPECT_FALSE(token->open(code.seal("contents", random)));
}

TEST(BearerSecret_Design3, IsNoCodeWhereItIsARefreshToken) {
  tests::FixedRandom random;
  const auto refresh = BearerSecret::fresh(Kind::refresh_token, random);
  const auto code = BearerSecret::parse(Kind::authorization_code, refresh.text());

  EXPECT_TRUE(refresh.name().starts_with("rt:"));
  EXPECT_NE(code->name().substr(3), refresh.name().substr(3));
  EXPECT_FALSE(code->open(refresh.seal("contents", random)));
}

TEST(BearerSecret_OAU_03, HasTwoHundredAndFiftySixBits) {
  tests::FixedRandom random;

  EXPECT_EQ(BearerSecret::fresh(Kind::authorization_code, random).text().size(), 43U);
}

TEST(BearerSecret_Design3, RefusesTextOfAnotherLength) {
  EXPECT_FALSE(BearerSecret::parse(Kind::access_token, ""));
  EXPECT_FALSE(BearerSecret::parse(Kind::access_token, std::string(44, 'A')));
  EXPECT_FALSE(BearerSecret::parse(Kind::access_token, std::string(42, 'A')));
}

TEST(BearerSecret_Design3, DoesNotShowItselfInItsName) {
  tests::FixedRandom random;
  const auto token = BearerSecret::fresh(Kind::access_token, random);

  EXPECT_EQ(token.name().find(token.text()), std::string::npos);
  EXPECT_TRUE(token.name().starts_with("at:"));
}

}  // namespace
}  // namespace sluis::downstream
