#include "http/date.h"

#include <gtest/gtest.h>

namespace sluis::http {
namespace {

constexpr crypto::TimePoint kExample{std::chrono::seconds(784'111'777)};  // RFC 9110 §5.6.7

TEST(Date_Rfc9110_5_6_7, ReadsTheFixedForm) {
  EXPECT_EQ(parse_date("Sun, 06 Nov 1994 08:49:37 GMT"), kExample);
}

class NoDate : public ::testing::TestWithParam<const char*> {};

TEST_P(NoDate, IsNothing) { EXPECT_FALSE(parse_date(GetParam())); }

INSTANTIATE_TEST_SUITE_P(
    Date_Rfc9110_5_6_7, NoDate,
    ::testing::Values("", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
                      "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 08:49:37 GMT ",
                      "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
                      "Sun, 06 Now 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT"));

TEST(Date_Rfc9111_4_2_3, AddsTheTimeThatAnAnswerWasKept) {
  Headers headers;
  headers.add("Date", "Sun, 06 Nov 1994 08:49:37 GMT");
  headers.add("Age", "3600");

  EXPECT_EQ(clock_of(headers), kExample + std::chrono::hours(1));
}

TEST(Date_Rfc9111_4_2_3, PassesOverAnAgeThatIsNoNumber) {
  Headers headers;
  headers.add("Date", "Sun, 06 Nov 1994 08:49:37 GMT");
  headers.add("Age", "-5x");

  EXPECT_EQ(clock_of(headers), kExample);
}

}  // namespace
}  // namespace sluis::http
