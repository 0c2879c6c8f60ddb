#include "portal/date.h"

#include <gtest/gtest.h>

namespace sluis::portal {
namespace {

using web::Language;

crypto::TimePoint at(std::int64_t unix_seconds) {
  return crypto::TimePoint(std::chrono::seconds(unix_seconds));
}

TEST(Date_Pri04, IsDutchInWinter) {
  EXPECT_EQ(date_and_time_in_words(at(1795266300), Language::nl),
            "zaterdag 21 november 2026 om 14.05 uur");
}

TEST(Date_Pri04, IsEnglishInWinter) {
  EXPECT_EQ(date_and_time_in_words(at(1795266300), Language::en),
            "Saturday 21 November 2026 at 14:05");
}

// Directive 2000/84/EC: 29 March 2026 and 25 October 2026, at 01:00 UTC.
TEST(Date_Directive2000_84, SpringsForward) {
  EXPECT_EQ(date_and_time_in_words(at(1774745999), Language::nl),
            "zondag 29 maart 2026 om 1.59 uur");
  EXPECT_EQ(date_and_time_in_words(at(1774746000), Language::nl),
            "zondag 29 maart 2026 om 3.00 uur");
}

TEST(Date_Directive2000_84, FallsBack) {
  EXPECT_EQ(date_and_time_in_words(at(1792889999), Language::nl),
            "zondag 25 oktober 2026 om 2.59 uur");
  EXPECT_EQ(date_and_time_in_words(at(1792890000), Language::nl),
            "zondag 25 oktober 2026 om 2.00 uur");
}

TEST(Date_Pri04, IsTheDayOfAmsterdam) {
  EXPECT_EQ(date_in_words(at(1767222000), Language::nl),
            "1 januari 2026");  // 23:00 UTC the day before
  EXPECT_EQ(date_in_words(at(1767222000), Language::en), "1 January 2026");
}

}  // namespace
}  // namespace sluis::portal
