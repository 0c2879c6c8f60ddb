#include "downstream/jitsi_state.h"

#include <gtest/gtest.h>

namespace sluis::downstream {
namespace {

std::string fragment_for(std::string_view text) {
  const auto state = read_state(text);
  return state ? fragment_of_flags(state->flags) : "refused";
}

TEST(JitsiState_Jitsi_1_4, GivesBackWhatStandsOnTheList) {
  const auto fragment = fragment_for(
      R"({"config.startWithAudioMuted":true,"config.startWithVideoMuted":"true",)"
      R"("config.prejoinConfig.enabled":false,"electron":true,"ios":true,"android":true})");

  EXPECT_EQ(fragment,
            "&config.startWithAudioMuted=true&config.startWithVideoMuted=true"
            "&config.prejoinConfig.enabled=false&electron=true&ios=true&android=true");
}

TEST(JitsiState_Jitsi_1_4, DropsEverythingElse) {
  const auto fragment = fragment_for(
      R"x({"config.p2p.stunServers":"stun:evil.example","iceServers.replace":[1],)x"
      R"x("interfaceConfig.APP_NAME":"Bank","config.subject":"x","config.prejoinConfig.enabled":true,)x"
      R"x("config.startWithAudioMuted":"\" onload=alert(1)","ios":0})x");

  EXPECT_EQ(fragment, "");
}

TEST(JitsiState_Jitsi_1_4, ReadsRoomTenantAndRefreshToken) {
  const auto state =
      read_state(R"({"room":"Straße","roomSafe":"stra%c3%9fe","tenant":"t","refreshToken":"r"})");

  ASSERT_TRUE(state);
  EXPECT_EQ(state->room, "Straße");
  EXPECT_EQ(state->room_safe, "stra%c3%9fe");
  EXPECT_EQ(state->tenant, "t");
  EXPECT_EQ(state->refresh_token, "r");
}

TEST(JitsiState_Jitsi_1_4, TakesNothingForNothing) {
  EXPECT_TRUE(read_state(""));
  EXPECT_TRUE(read_state(R"({"tenant":null})"));
}

class JitsiStateRefused : public testing::TestWithParam<std::string> {};

TEST_P(JitsiStateRefused, IsNotRead) {
  const auto state = read_state(GetParam());

  ASSERT_FALSE(state);
  EXPECT_EQ(state.error(), Refusal::request_malformed);
}

INSTANTIATE_TEST_SUITE_P(JitsiState_Jitsi_1_4, JitsiStateRefused,
                         testing::Values("x", "[]", "{", "{} {}", R"({"room":1})",
                                         R"({"roomSafe":{}})", R"({"tenant":true})",
                                         R"({"refreshToken":[]})", R"({"room":"a","room":"b"})",
                                         "{\"x\":\"" + std::string(kLimitStateBytes, 'x') + "\"}"));

}  // namespace
}  // namespace sluis::downstream
