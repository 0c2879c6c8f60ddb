#include "upstream/code_memory.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"

namespace sluis::tests {

namespace {

using upstream::CodeMemory;

CodeMemory example() {
  return {.address = std::move(identity::EmailAddress::parse("anna@minjenv.nl").value()),
          .code = crypto::Secret::copy_of("01234567"),
          .sent_at = crypto::TimePoint{std::chrono::milliseconds{1767225600123}},
          .key_id = "seal-1",
          .sending_number = 2,
          .tries_left = 4,
          .notice = CodeMemory::Notice::wrong};
}

TEST(CodeMemory_RoundTrip, KeepsEveryField) {
  const auto memory = CodeMemory::parse(example().serialise());

  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->address.expose().expose(), "anna@minjenv.nl");
  EXPECT_EQ(memory->code.expose(), "01234567");
  EXPECT_EQ(memory->sent_at.time_since_epoch().count(), 1767225600123);
  EXPECT_EQ(memory->key_id, "seal-1");
  EXPECT_EQ(memory->sending_number, 2);
  EXPECT_EQ(memory->tries_left, 4U);
  EXPECT_EQ(memory->notice, CodeMemory::Notice::wrong);
}

TEST(CodeMemory_Parse, IsNothingForEveryShorterText) {
  const auto octets = example().serialise();

  for (std::size_t length = 0; length < octets.size(); ++length) {
    EXPECT_FALSE(CodeMemory::parse(std::string_view(octets).substr(0, length))) << length;
  }
}

TEST(CodeMemory_Parse, IsNothingWithOctetsBehindIt) {
  EXPECT_FALSE(CodeMemory::parse(example().serialise() + "x"));
}

TEST(CodeMemory_Parse, IsNothingForAnotherVersion) {
  auto octets = example().serialise();
  octets[octets.find("mail-code/1") + 10] = '2';

  EXPECT_FALSE(CodeMemory::parse(octets));
}

TEST(CodeMemory_Parse, IsNothingForFieldsOfAnotherKind) {
  using crypto::length_prefixed;
  const auto with = [](std::string_view address, std::string_view sent, std::string_view notice) {
    return length_prefixed({"mail-code/1", address, "01234567", sent, "seal-1", "2", "4", notice});
  };

  ASSERT_TRUE(CodeMemory::parse(with("anna@minjenv.nl", "1767225600123", "0")));
  EXPECT_FALSE(CodeMemory::parse(with("anna", "1767225600123", "0")));
  EXPECT_FALSE(CodeMemory::parse(with("anna@minjenv.nl", "17672256x", "0")));
  EXPECT_FALSE(CodeMemory::parse(with("anna@minjenv.nl", "", "0")));
  EXPECT_FALSE(CodeMemory::parse(with("anna@minjenv.nl", "1767225600123", "4")));
}

TEST(CodeMemory_Parse, IsNothingForANumberOfTriesThatCannotBe) {
  for (const std::string_view tries : {"-1", "99999999999", "", "x"}) {
    EXPECT_FALSE(
        CodeMemory::parse(crypto::length_prefixed({"mail-code/1", "anna@minjenv.nl", "01234567",
                                                   "1767225600123", "seal-1", "2", tries, "0"})))
        << tries;
  }
}

}  // namespace

}  // namespace sluis::tests
