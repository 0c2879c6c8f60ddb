#include "downstream/authorization_code.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"

namespace sluis::downstream {
namespace {

CodeContents example() {
  return {.client = "chat",
          .redirect_uri = "https://chat.example/cb",
          .challenge = std::string("\0\1", 2),
          .nonce = "n",
          .sub = "sub",
          .person_name = "pe:x",
          .acr = "urn:sluis:mail",
          .sid = "sid",
          .auth_time = 1767225600,
          .wants_profile = true};
}

TEST(AuthorizationCode_Design4, ReadsBackItsContents) {
  const auto record = parse_code_record(serialise(example()).expose());

  const auto& contents = std::get<CodeContents>(*record);
  EXPECT_EQ(contents.client, "chat");
  EXPECT_EQ(contents.redirect_uri, "https://chat.example/cb");
  EXPECT_EQ(contents.challenge, std::string("\0\1", 2));
  EXPECT_EQ(contents.nonce, "n");
  EXPECT_EQ(contents.sub, "sub");
  EXPECT_EQ(contents.person_name, "pe:x");
  EXPECT_EQ(contents.acr, "urn:sluis:mail");
  EXPECT_EQ(contents.sid, "sid");
  EXPECT_EQ(contents.auth_time, 1767225600);
  EXPECT_TRUE(contents.wants_profile);
}

TEST(AuthorizationCode_Design4, HasNoAuthTimeWhereNoneWasAsked) {
  auto contents = example();
  contents.auth_time.reset();

  const auto record = parse_code_record(serialise(contents).expose());

  EXPECT_FALSE(std::get<CodeContents>(*record).auth_time);
}

TEST(AuthorizationCode_Design4, ReadsBackItsUsedMark) {
  const auto record = parse_code_record(serialise(UsedMark{"at:x"}).expose());

  EXPECT_EQ(std::get<UsedMark>(*record).access_token_name, "at:x");
}

TEST(AuthorizationCode_Design4, RefusesAnythingElse) {
  EXPECT_FALSE(parse_code_record(""));
  EXPECT_FALSE(parse_code_record(crypto::length_prefixed({"code/2", "a"})));
}

TEST(AuthorizationCode_Design4, RefusesAnotherNumberOfFields) {
  const auto whole = serialise(example());

  EXPECT_FALSE(parse_code_record(std::string(whole.expose()) + crypto::length_prefixed({"more"})));
  EXPECT_FALSE(parse_code_record(crypto::length_prefixed({"code/1", "chat"})));
  EXPECT_FALSE(parse_code_record(crypto::length_prefixed({"used/1", "at:x", "more"})));
  EXPECT_FALSE(parse_code_record(crypto::length_prefixed({"used/1"})));
}

}  // namespace
}  // namespace sluis::downstream
