#include "fault/finding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace sluis {
namespace {

TEST(Finding_Asvs16_4_1, ShowsNothingThatATerminalObeys) {
  const auto shown = in_quotes("https://a\x1b]0;b\x07-\n\xC3");

  EXPECT_EQ(shown, "'https://a?]0;b?-\?\?'");
}

TEST(Finding_Asvs16_4_1, ShortensWhatIsLong) {
  const auto shown = in_quotes(std::string(100'000, 'a'));

  EXPECT_EQ(std::ranges::count(shown, 'a'), 120);
  EXPECT_TRUE(shown.ends_with("…'"));
}

TEST(Finding_Design9, HasANameForEachLevelAndSide) {
  EXPECT_EQ(name_of(Finding::Level::good), "good");
  EXPECT_EQ(name_of(Finding::Level::note), "note");
  EXPECT_EQ(name_of(Finding::Level::bad), "bad");
  EXPECT_EQ(name_of(Finding::Side::ours), "ours");
  EXPECT_EQ(name_of(Finding::Side::theirs), "theirs");
  EXPECT_EQ(name_of(Finding::Side::network), "network");
}

}  // namespace
}  // namespace sluis
