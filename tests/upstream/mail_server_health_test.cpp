#include "upstream/mail_server_health.h"

#include <gtest/gtest.h>

namespace sluis::tests {

namespace {

using namespace std::chrono_literals;
constexpr crypto::TimePoint kNow{1767225600s};

upstream::MailServerHealth down() {
  upstream::MailServerHealth health;
  for (int count = 0; count < 3; ++count) health.note_failure(kNow);
  return health;
}

TEST(MailServerHealth_Down, IsNotThoughtOfTwoFailures) {
  upstream::MailServerHealth health;
  health.note_failure(kNow);
  health.note_failure(kNow);

  EXPECT_TRUE(health.admits(kNow));
}

TEST(MailServerHealth_Down, IsNotThoughtOfFailuresWithASuccessBetween) {
  upstream::MailServerHealth health;
  health.note_failure(kNow);
  health.note_failure(kNow);
  health.note_success();
  health.note_failure(kNow);

  EXPECT_TRUE(health.admits(kNow));
}

TEST(MailServerHealth_Down, AdmitsNothingForHalfAMinute) {
  auto health = down();

  EXPECT_FALSE(health.admits(kNow));
  EXPECT_FALSE(health.admits(kNow + 30s - 1ms));
}

TEST(MailServerHealth_Down, ThenAdmitsOne) {
  auto health = down();

  EXPECT_TRUE(health.admits(kNow + 30s));
  EXPECT_FALSE(health.admits(kNow + 30s));
  EXPECT_FALSE(health.admits(kNow + 59s));
  EXPECT_TRUE(health.admits(kNow + 60s));
}

TEST(MailServerHealth_Up, AdmitsAllAfterASuccess) {
  auto health = down();
  health.note_success();

  EXPECT_TRUE(health.admits(kNow));
  EXPECT_TRUE(health.admits(kNow));
}

TEST(MailServerHealth_Down, WaitsAgainWhenTheOneFails) {
  auto health = down();
  EXPECT_TRUE(health.admits(kNow + 30s));
  health.note_failure(kNow + 40s);

  EXPECT_FALSE(health.admits(kNow + 69s));
  EXPECT_TRUE(health.admits(kNow + 70s));
}

}  // namespace

}  // namespace sluis::tests
