// A service that asks about one person alone (id_token_hint) learns nothing of another, and she
// does not read that it did.

#include <gtest/gtest.h>

#include <chrono>

#include "tests/flows/house.h"

namespace sluis::tests {
namespace {

class Hint_OidcCore_3_1_2_1 : public testing::Test {
 protected:
  /// The ID token that chat has of somebody.
  std::string hint_about(const std::string& address) {
    const auto finished = Browser(house_).log_in("chat", address);
    const auto code = parameter(destination(finished), "code");
    return "&id_token_hint=" + json_member(exchange(house_, "chat", code).body, "id_token");
  }

  static bool reads_of_chat(Browser& browser) {
    return browser.get("/me").body.contains("Dienst chat");
  }

  House house_;
  Browser browser_{house_};
};

TEST_F(Hint_OidcCore_3_1_2_1, ASessionOfAnotherIsRefusedAndNotesNothing) {
  const auto hint = hint_about("a@minbzk.nl");
  browser_.log_in("portal", "b@minbzk.nl");

  const auto answer = browser_.get(authorize_url("chat", hint));

  EXPECT_EQ(parameter(destination(answer), "error"), "login_required");
  EXPECT_FALSE(reads_of_chat(browser_));
}

TEST_F(Hint_OidcCore_3_1_2_1, ALoginOfAnotherIsRefusedAndNotesNothing) {
  const auto hint = hint_about("a@minbzk.nl");
  browser_.log_in("portal", "b@minbzk.nl");
  house_.clock.advance(std::chrono::seconds(1));

  const auto known = browser_.log_in("chat", "b@minbzk.nl", hint + "&prompt=login");
  const auto unknown = browser_.log_in("chat", "c@minbzk.nl", hint + "&prompt=login");

  EXPECT_EQ(parameter(destination(known), "error"), "login_required");
  EXPECT_EQ(parameter(destination(unknown), "error"), "login_required");
  EXPECT_FALSE(reads_of_chat(browser_));
}

TEST_F(Hint_OidcCore_3_1_2_1, HerOwnIsAnsweredAndNoted) {
  const auto hint = hint_about("a@minbzk.nl");
  browser_.log_in("portal", "a@minbzk.nl");

  const auto answer = browser_.get(authorize_url("chat", hint));

  EXPECT_FALSE(sub_of(house_, "chat", answer).empty());
  EXPECT_TRUE(reads_of_chat(browser_));
}

TEST_F(Hint_OidcCore_3_1_2_1, HerOwnLoginIsAnsweredAndNoted) {
  const auto hint = hint_about("a@minbzk.nl");

  const auto finished = browser_.log_in("chat", "a@minbzk.nl", hint);

  EXPECT_FALSE(sub_of(house_, "chat", finished).empty());
  EXPECT_TRUE(reads_of_chat(browser_));
}

}  // namespace
}  // namespace sluis::tests
