#include "flow/requirements.h"

#include <gtest/gtest.h>

namespace sluis::flow {
namespace {

using namespace std::chrono_literals;

TEST(Requirements_Design3, RoundsDownToAQuarterOfAnHour) {
  constexpr crypto::TimePoint quarter{1'767'225'600s};

  EXPECT_EQ(rounded(quarter), quarter);
  EXPECT_EQ(rounded(quarter + 15min - 1ms), quarter);
  EXPECT_EQ(rounded(quarter + 15min), quarter + 15min);
  EXPECT_EQ(rounded(quarter - 1ms), quarter - 15min);
}

}  // namespace
}  // namespace sluis::flow
