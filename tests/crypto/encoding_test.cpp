#include "crypto/encoding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "tests/crypto/fixed_random.h"
#include "tests/crypto/vector_file.h"

namespace sluis::crypto {
namespace {

std::string in_lower_case_without_padding(std::string text) {
  std::erase(text, '=');
  std::ranges::transform(text, text.begin(), [](char character) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
  });
  return text;
}

TEST(Encoding_Rfc4648_10, VectorsEncode) {
  for (const auto& row : tests::read_vectors("rfc4648.txt", 3)) {
    SCOPED_TRACE(row[0] + " " + row[1]);
    if (row[0] == "base64") EXPECT_EQ(base64_encode(row[1]), row[2]);
    if (row[0] == "base32") {
      EXPECT_EQ(base32_lower_encode(row[1]), in_lower_case_without_padding(row[2]));
    }
    if (row[0] == "base16") {
      EXPECT_EQ(hex_encode(row[1]), in_lower_case_without_padding(row[2]));
    }
  }
}

TEST(Encoding_Rfc4648_10, VectorsDecode) {
  for (const auto& row : tests::read_vectors("rfc4648.txt", 3)) {
    SCOPED_TRACE(row[0] + " " + row[1]);
    if (row[0] == "base64") EXPECT_EQ(base64_decode(row[2]), row[1]);
    if (row[0] == "base32") {
      EXPECT_EQ(base32_lower_decode(in_lower_case_without_padding(row[2])), row[1]);
    }
  }
}

TEST(Encoding_Rfc4648_5, Base64UrlUsesItsOwnTwoCharacters) {
  EXPECT_EQ(base64url_encode("\xfb\xff"), "-_8");
  EXPECT_EQ(base64_encode("\xfb\xff"), "+/8=");
}

TEST(Encoding_Rfc4648_5, EveryLengthComesBack) {
  tests::FixedRandom random;
  for (std::size_t size = 0; size < 70; ++size) {
    const std::string octets = random.octets(size);
    EXPECT_EQ(base64url_decode(base64url_encode(octets)), octets);
    EXPECT_EQ(base64_decode(base64_encode(octets)), octets);
    EXPECT_EQ(base32_lower_decode(base32_lower_encode(octets)), octets);
  }
}

TEST(Encoding_Design3, ThirtyTwoOctetsAreFiftyTwoCharactersOfBase32) {
  EXPECT_EQ(base32_lower_encode(std::string(32, '\x7f')).size(), 52U);
}

struct Bad {
  const char* why;
  std::string_view text;
};

void PrintTo(const Bad& bad, std::ostream* stream) { *stream << bad.why; }

class Base64UrlRefuses_Rfc4648_3 : public testing::TestWithParam<Bad> {};
TEST_P(Base64UrlRefuses_Rfc4648_3, Text) {
  EXPECT_EQ(base64url_decode(GetParam().text), std::nullopt);
}
INSTANTIATE_TEST_SUITE_P(Encoding, Base64UrlRefuses_Rfc4648_3,
                         testing::Values(Bad{"padding", "Zg=="}, Bad{"loose trailing bits", "Zh"},
                                         Bad{"loose trailing bits of three characters", "Zm9"},
                                         Bad{"a single character", "Z"},
                                         Bad{"one character too many", "Zm9vY"},
                                         Bad{"the plus of base64", "-+8A"},
                                         Bad{"the slash of base64", "-/8A"}, Bad{"a space", "Zm 9"},
                                         Bad{"a line end", "Zm9v\n"},
                                         Bad{"a zero octet", std::string_view("Zm9\0", 4)},
                                         Bad{"an octet beyond ASCII", "Zm9\xc3"}));

class Base64Refuses_Rfc4648_3 : public testing::TestWithParam<Bad> {};
TEST_P(Base64Refuses_Rfc4648_3, Text) { EXPECT_EQ(base64_decode(GetParam().text), std::nullopt); }
INSTANTIATE_TEST_SUITE_P(
    Encoding, Base64Refuses_Rfc4648_3,
    testing::Values(Bad{"missing padding", "Zg"}, Bad{"half the padding", "Zg="},
                    Bad{"too much padding", "Z==="}, Bad{"only padding", "===="},
                    Bad{"padding in the middle", "Zg==Zg=="}, Bad{"loose trailing bits", "Zh=="},
                    Bad{"the minus of base64url", "-_8="}, Bad{"a line end", "Zm9v\n"}));

class Base32Refuses_Rfc4648_3 : public testing::TestWithParam<Bad> {};
TEST_P(Base32Refuses_Rfc4648_3, Text) {
  EXPECT_EQ(base32_lower_decode(GetParam().text), std::nullopt);
}
INSTANTIATE_TEST_SUITE_P(Encoding, Base32Refuses_Rfc4648_3,
                         testing::Values(Bad{"upper case", "MY"}, Bad{"padding", "my======"},
                                         Bad{"a character that is never last", "m"},
                                         Bad{"a length of three", "mzx"},
                                         Bad{"a length of six", "mzxw6y"},
                                         Bad{"loose trailing bits", "mz"},
                                         Bad{"a digit that is not there", "m1"}));

TEST(LengthPrefixed_Der01, PutsFourBigEndianOctetsBeforeEachField) {
  EXPECT_EQ(length_prefixed({"a", "bc"}), std::string("\0\0\0\1a\0\0\0\2bc", 11));
  EXPECT_EQ(length_prefixed({std::string(258, 'x')}).substr(0, 4), std::string("\0\0\1\2", 4));
}

TEST(LengthPrefixed_Der01, KeepsFieldsApart) {
  EXPECT_NE(length_prefixed({"a", "bc"}), length_prefixed({"ab", "c"}));
  EXPECT_NE(length_prefixed({"", "a"}), length_prefixed({"a", ""}));
  EXPECT_NE(length_prefixed({"a"}), length_prefixed({"a", ""}));
  EXPECT_EQ(length_prefixed({}), "");
}

}  // namespace
}  // namespace sluis::crypto
