#include "flow/logout_walk.h"

#include <gtest/gtest.h>

#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/flow/browser.h"
#include "tests/identity/rings.h"

namespace sluis::flow {
namespace {

using namespace std::chrono_literals;
using tests::Browser;
using State = LogoutStep::State;

constexpr std::string_view kCookie = "__Host-farewell";

struct Walks {
  LogoutWalk fresh(std::size_t steps) const {
    auto walk = walks.begin({.way = "saml",
                             .client = "wiki",
                             .languages = {"nl", "en"},
                             .memory = std::string("id\0state", 8)});
    for (std::size_t step = 0; step < steps; ++step) {
      walk.steps.push_back({.way = "saml",
                            .party = "service" + std::to_string(step),
                            .session = std::string(43, 's'),
                            .person = std::string(52, 'p')});
    }
    return walk;
  }

  std::optional<LogoutWalk> there_and_back(LogoutWalk walk) {
    http::Response response;
    walks.save(walk, response);
    browser.take(response);
    return walks.open(browser.request());
  }

  tests::FakeClock clock;
  tests::FixedRandom random;
  crypto::Keyring keyring = tests::ring_of(1, {{.id = "s1", .purpose = crypto::Purpose::seal}});
  LogoutWalks walks{keyring, clock, random, http::CookieStyle(true)};
  Browser browser;
};

TEST(LogoutWalk_Design3, ComesBackAsItWas) {
  Walks house;
  auto walk = house.fresh(2);
  walk.steps[0].end(State::told);
  walk.has_more = true;
  walk.organisation = "DUO";

  const auto back = house.there_and_back(walk).value();

  EXPECT_TRUE(back.asked.is_same(walk.asked));
  EXPECT_EQ(back.asked.languages, walk.asked.languages);
  EXPECT_EQ(back.id, walk.id);
  EXPECT_TRUE(back.has_more);
  EXPECT_EQ(back.organisation, "DUO");
  ASSERT_EQ(back.steps.size(), 2U);
  EXPECT_EQ(back.steps[0].state, State::told);
  EXPECT_EQ(back.steps[1].session, std::string(43, 's'));
  EXPECT_EQ(back.steps[1].person, std::string(52, 'p'));
}

TEST(LogoutWalk_Pri07, ForgetsWhatAStepNeededOnceItIsBehind) {
  Walks house;
  auto walk = house.fresh(1);

  walk.current()->end(State::untold);

  EXPECT_TRUE(walk.steps[0].session.empty());
  EXPECT_TRUE(walk.steps[0].person.empty());
  EXPECT_EQ(walk.current(), nullptr);
}

TEST(LogoutWalk_SamlBindings3_4_3, NamesAMessageForEachStepThatFitsInARelayState) {
  Walks house;
  const auto walk = house.fresh(12);

  const auto name = walk.message_id(walk.steps[11]);

  EXPECT_LE(name.size(), 80U);
  EXPECT_TRUE(name.starts_with('_'));
  EXPECT_EQ(walk.step_of(name), &walk.steps[11]);
  EXPECT_EQ(walk.step_of("_" + std::string(43, 'A')), nullptr);
  EXPECT_EQ(walk.step_of(""), nullptr);
}

TEST(LogoutWalk_Promise3, GivesTwoPartiesNothingToCompare) {
  Walks house;
  const auto walk = house.fresh(2);

  const auto one = walk.message_id(walk.steps[0]);
  const auto other = walk.message_id(walk.steps[1]);

  EXPECT_NE(one.substr(0, 8), other.substr(0, 8));
  EXPECT_FALSE(one.contains(walk.id.substr(0, 8)));
}

TEST(LogoutWalk_Design3, LastsFiveMinutes) {
  Walks house;
  ASSERT_TRUE(house.there_and_back(house.fresh(1)));
  house.clock.advance(5min);
  EXPECT_TRUE(house.walks.open(house.browser.request()));

  house.clock.advance(1ms);

  EXPECT_FALSE(house.walks.open(house.browser.request()));
}

TEST(LogoutWalk_Design3, IsNotBelievedFromAnybodyElse) {
  Walks house;
  house.there_and_back(house.fresh(1));
  const auto sealed = house.browser.cookies.at(std::string(kCookie));
  for (const auto& value : {std::string(), std::string("x"), sealed.substr(1), sealed + "AAAA"}) {
    house.browser.cookies[std::string(kCookie)] = value;
    EXPECT_FALSE(house.walks.open(house.browser.request())) << value;
  }
}

TEST(LogoutWalk_Design9, LeavesOutTheLastStepsWhereTheyDoNotFit) {
  Walks house;

  const auto walk = house.there_and_back(house.fresh(40)).value();

  EXPECT_LE(house.browser.cookies.at(std::string(kCookie)).size(), LogoutWalks::kLimitBytes);
  EXPECT_EQ(walk.steps.front().state, State::ahead);
  EXPECT_NE(walk.steps.back().state, State::ahead);
}

TEST(LogoutWalk_Design9, SaysThatThereAreMoreWhereNotEvenTheirNamesFit) {
  Walks house;

  const auto walk = house.there_and_back(house.fresh(400)).value();

  EXPECT_TRUE(walk.has_more);
  EXPECT_LT(walk.steps.size(), 400U);
}

TEST(LogoutWalk_Design9, HasRoomForTenServices) {
  Walks house;

  const auto walk = house.there_and_back(house.fresh(10)).value();

  EXPECT_EQ(walk.steps.back().state, State::ahead);
}

}  // namespace
}  // namespace sluis::flow
