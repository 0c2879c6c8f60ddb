#include "downstream/jitsi_logout.h"

#include <gtest/gtest.h>

#include "tests/downstream/jitsi_world.h"

namespace sluis::downstream {
namespace {

using tests::JitsiWorld;

constexpr const char* kLogout = "/jitsi/meet/logout";

class JitsiLogout_Jitsi_1_4 : public testing::Test {
 protected:
  std::string proof() { return tests::text_of(world_.window_tokens(), "id_token"); }
  JitsiWorld world_;
};

TEST_F(JitsiLogout_Jitsi_1_4, AHiddenFrameEndsTheSessionByItsProof) {
  world_.line.live_sids = {std::string(tests::kSid)};

  const auto response = world_.get(kLogout, {{"id_token_hint", proof()}});

  EXPECT_TRUE(world_.line.live_sids.empty());
  EXPECT_EQ(response.headers.get("Location"), "https://meet.example/static/sluis.html#logout=done");
}

TEST_F(JitsiLogout_Jitsi_1_4, ASecondTimeIsAnsweredTheSame) {
  const auto response = world_.get(kLogout, {{"id_token_hint", proof()}});

  EXPECT_EQ(response.headers.get("Location"), "https://meet.example/static/sluis.html#logout=done");
}

TEST_F(JitsiLogout_Jitsi_1_4, FromAFrameNobodyElseIsTold) {
  (void)world_.get(kLogout, {{"id_token_hint", proof()}}, {{"Sec-Fetch-Dest", "iframe"}});

  EXPECT_EQ(world_.line.others, flow::LogoutRequest::Others::stay_untold);
}

TEST_F(JitsiLogout_Jitsi_1_4, ABrowserThatDoesNotSaySoIsTakenForAFrame) {
  (void)world_.get(kLogout, {{"id_token_hint", proof()}});

  EXPECT_EQ(world_.line.others, flow::LogoutRequest::Others::stay_untold);
}

TEST_F(JitsiLogout_Jitsi_1_4, FromAWholeWindowOthersAreTold) {
  (void)world_.get(kLogout, {{"id_token_hint", proof()}}, {{"Sec-Fetch-Dest", "document"}});

  EXPECT_EQ(world_.line.others, flow::LogoutRequest::Others::are_told);
}

TEST_F(JitsiLogout_Jitsi_1_4, BelievesNoProofOfAnotherDeployment) {
  world_.line.live_sids = {std::string(tests::kSid)};

  (void)world_.get("/jitsi/board/logout", {{"id_token_hint", proof()}});

  EXPECT_EQ(world_.line.live_sids.size(), 1u);
}

TEST_F(JitsiLogout_Jitsi_1_4, BelievesNoToken) {
  world_.line.live_sids = {std::string(tests::kSid)};
  const auto token = tests::text_of(world_.window_tokens(), "access_token");

  const auto response = world_.get(kLogout, {{"id_token_hint", token}});

  EXPECT_EQ(world_.line.live_sids.size(), 1u);
  EXPECT_FALSE(response.headers.has("Location"));
}

TEST_F(JitsiLogout_Jitsi_1_4, WithoutAProofAsksHer) {
  world_.line.is_logged_in = true;

  const auto question = world_.get(kLogout, {});

  EXPECT_EQ(question.status, 200);
  EXPECT_TRUE(question.body.contains("action=\"/jitsi/meet/logout\""));
  EXPECT_FALSE(world_.line.ended_this_browser);
}

TEST_F(JitsiLogout_Jitsi_1_4, EndsWhatSheConfirms) {
  world_.line.is_logged_in = true;
  const std::string cookie(*world_.get(kLogout, {}).headers.get("Set-Cookie"));
  const auto value = cookie.substr(0, cookie.find(';'));

  const auto response =
      world_.post(kLogout, {{"token", value.substr(value.find('=') + 1)}}, {{"Cookie", value}});

  EXPECT_TRUE(world_.line.ended_this_browser);
  EXPECT_TRUE(response.body.contains("https://meet.example/"));
}

TEST_F(JitsiLogout_Jitsi_1_4, EndsNothingForAFormOfAnotherSite) {
  world_.line.is_logged_in = true;

  const auto response = world_.post(kLogout, {{"token", "x"}});

  EXPECT_FALSE(world_.line.ended_this_browser);
  EXPECT_EQ(response.headers.get("Location"), kLogout);
}

TEST_F(JitsiLogout_Jitsi_1_4, RefusesAnUnknownDeployment) {
  EXPECT_EQ(world_.get("/jitsi/nobody/logout", {}).status, 400);
}

}  // namespace
}  // namespace sluis::downstream
