#include "downstream/fields.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"

namespace sluis::downstream {
namespace {

TEST(Fields_Design3, ReadsBackWhatWasWritten) {
  const auto fields = split_fields(crypto::length_prefixed({"a", "", "b"}));

  EXPECT_EQ(fields, (std::vector<std::string>{"a", "", "b"}));
}

TEST(Fields_Design3, RefusesALengthPastTheEnd) {
  EXPECT_FALSE(split_fields(std::string("\0\0\0\2a", 5)));
}

TEST(Fields_Design3, RefusesHalfALength) { EXPECT_FALSE(split_fields(std::string("\0\0", 2))); }

TEST(Fields_Design3, RefusesAnotherLabel) {
  EXPECT_FALSE(labelled_fields(crypto::length_prefixed({"x/1", "a"}), "y/1", 2));
}

TEST(Fields_Design3, RefusesAnotherNumberOfFields) {
  EXPECT_FALSE(labelled_fields(crypto::length_prefixed({"x/1", "a"}), "x/1", 3));
}

}  // namespace
}  // namespace sluis::downstream
