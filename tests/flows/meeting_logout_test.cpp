// Logging out in a hidden frame of a meeting on our own site, so that her cookie comes along.

#include <gtest/gtest.h>

#include "tests/flows/house.h"
#include "tests/flows/saml_service.h"
#include "tests/saml/parties.h"

namespace sluis::tests {
namespace {

constexpr const char* kDone = "https://meet.example/static/sluis.html#logout=done";

class MeetingLogout_Jitsi_1_4 : public testing::Test {
 protected:
  MeetingLogout_Jitsi_1_4() {
    house_.serve({wiki_.client(downstream::NameIdKind::persistent)});
    house_.hold_meetings();
    proof_ = proof_of_meeting(house_, browser_.log_in_at(meeting_url(), "anna@minbzk.nl"));
    wiki_.take(browser_.get(wiki_.login()));
  }

  http::Response log_out_in_frame() {
    return browser_.get("/jitsi/meet/logout?id_token_hint=" + proof_);
  }

  House house_;
  Browser browser_{house_};
  SamlService wiki_{"wiki", house_, opening_key()};
  std::string proof_;
};

TEST_F(MeetingLogout_Jitsi_1_4, AnswersTheFrameAtOnceAndLeadsItNowhereElse) {
  const auto done = log_out_in_frame();

  EXPECT_EQ(destination(done), kDone);
  EXPECT_EQ(browser_.get("/me").status, 303);
}

TEST_F(MeetingLogout_Jitsi_1_4, AnswersTheSameASecondTime) {
  (void)log_out_in_frame();

  EXPECT_EQ(destination(log_out_in_frame()), kDone);
}

}  // namespace
}  // namespace sluis::tests
