#include "crypto/fields.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"

namespace sluis::crypto {
namespace {

TEST(Fields_Der01, ReadsBackWhatWasWritten) {
  const std::string octets = length_prefixed({"one", "", std::string(300, 'x'), "-7"});
  FieldReader reader(octets);

  EXPECT_EQ(reader.next(), "one");
  EXPECT_EQ(reader.next(), "");
  EXPECT_EQ(reader.next(), std::string(300, 'x'));
  EXPECT_FALSE(reader.is_done());
  EXPECT_EQ(reader.next_number(), -7);
  EXPECT_TRUE(reader.is_done());
}

TEST(Fields_Der01, RefusesToReadBeyondTheEnd) {
  FieldReader reader("");
  ASSERT_TRUE(reader.is_done());

  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.is_done());
}

TEST(Fields_Der01, RefusesALengthThatDoesNotFit) {
  const std::string octets = length_prefixed({"four"});
  for (std::size_t size = 1; size < octets.size(); ++size) {
    FieldReader reader(std::string_view(octets).substr(0, size));
    EXPECT_FALSE(reader.next()) << size;
    EXPECT_FALSE(reader.is_done()) << size;
  }
  FieldReader huge("\xff\xff\xff\xffx");
  EXPECT_FALSE(huge.next());
}

TEST(Fields_Der01, WritesNumbersAndTimesThatComeBack) {
  const TimePoint time{std::chrono::milliseconds(1'767'225'600'123)};
  const std::string octets = length_prefixed({number_field(-7), time_field(time)});
  FieldReader reader(octets);

  EXPECT_EQ(reader.next_number(), -7);
  EXPECT_EQ(reader.next_time(), time);
  EXPECT_TRUE(reader.is_done());
}

TEST(Fields_Der01, RefusesATimeThatCannotBeReckonedWith) {
  for (const std::string_view text : {"-1", "253402300800000", "-9223372036854775808"}) {
    const std::string octets = length_prefixed({text});
    FieldReader reader(octets);
    EXPECT_FALSE(reader.next_time()) << text;
    EXPECT_FALSE(reader.is_done()) << text;
  }
}

TEST(Fields_Der01, RefusesSecondsThatCannotBeReckonedWith) {
  for (const std::string_view text : {"-1", "253402300800", "9223372036854775807"}) {
    const std::string octets = length_prefixed({text});
    FieldReader reader(octets);
    EXPECT_FALSE(reader.next_seconds()) << text;
    EXPECT_FALSE(reader.is_done()) << text;
  }
}

TEST(Fields_Der01, IsNotDoneBeforeTheLastField) {
  const std::string octets = length_prefixed({"a", "b"});
  FieldReader reader(octets);

  reader.next();

  EXPECT_FALSE(reader.is_done());
}

TEST(Fields_Der01, HasTheLengthsAsFourBigEndianOctets) {
  const std::string octets = std::string("\0\0\0\1a\0\0\1\0", 9) + std::string(256, 'b');
  FieldReader reader(octets);

  EXPECT_EQ(reader.next(), "a");
  EXPECT_EQ(reader.next(), std::string(256, 'b'));
}

TEST(Fields_Der01, RefusesANumberThatIsNone) {
  for (const std::string_view text : {"", "x", "1x", " 1", "+1", "99999999999999999999"}) {
    const std::string octets = length_prefixed({text});
    FieldReader reader(octets);
    EXPECT_FALSE(number_of_field(text)) << text;
    EXPECT_FALSE(reader.next_number()) << text;
    EXPECT_FALSE(reader.is_done()) << text;
  }
}

}  // namespace
}  // namespace sluis::crypto
