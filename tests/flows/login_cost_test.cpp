// What a login costs the store. docs/life-of-a-login.md has the same numbers.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <ostream>

#include "tests/flows/house.h"

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;

struct Cost {
  std::size_t commands = 0;
  std::size_t round_trips = 0;

  friend bool operator==(const Cost&, const Cost&) = default;
  friend std::ostream& operator<<(std::ostream& stream, const Cost& cost) {
    return stream << cost.commands << " commands in " << cost.round_trips << " round trips";
  }
};

/// Since the last time that it was asked.
Cost taken_from(House& house) {
  Cost cost;
  for (const auto& trip : house.observed.round_trips) {
    cost.commands += trip.size();
    ++cost.round_trips;
  }
  house.observed.round_trips.clear();
  return cost;
}

/// The same without the counters of visits and of the mail code. A round trip with a counter is
/// the counter's; the mark of a used flow travels in one, and is counted here as a command.
Cost taken_without_counters(House& house) {
  Cost cost;
  for (const auto& trip : house.observed.round_trips) {
    const auto counters = static_cast<std::size_t>(std::ranges::count(trip, "rl"));
    cost.commands += trip.size() - counters;
    if (counters == 0) ++cost.round_trips;
  }
  house.observed.round_trips.clear();
  return cost;
}

http::Response userinfo(House& house, const std::string& access_token) {
  http::Request request;
  request.method = "GET";
  request.path = "/userinfo";
  request.headers.add("Authorization", "Bearer " + access_token);
  return house.answer(std::move(request));
}

/// From the page that leads to the service on: /token and /userinfo.
void use(House& house, const std::string& client, const http::Response& finished) {
  const auto code = parameter(destination(finished), "code");
  const auto token = json_member(exchange(house, client, code).body, "access_token");
  EXPECT_EQ(userinfo(house, token).status, 200);
}

TEST(LoginCost_Design8, ALoginOfSomebodyKnownKeepsToTheBudget) {
  House house;
  Browser(house).log_in("portal", "a@minbzk.nl");
  house.clock.advance(24h);
  house.observed.round_trips.clear();

  use(house, "chat", Browser(house).log_in("chat", "a@minbzk.nl"));

  const Cost cost = taken_without_counters(house);
  EXPECT_LE(cost.commands, 14U);
  EXPECT_LE(cost.round_trips, 9U);
}

TEST(LoginCost_Design8, ALoginOfSomebodyNewKeepsToTheBudget) {
  House house;
  Browser(house).log_in("portal", "b@minbzk.nl");
  house.observed.round_trips.clear();

  use(house, "chat", Browser(house).log_in("chat", "a@minbzk.nl"));

  const Cost cost = taken_without_counters(house);
  EXPECT_LE(cost.commands, 14U);
  EXPECT_LE(cost.round_trips, 9U);
}

TEST(LoginCost_Design8, OnlyCountersAreWrittenBeforeSomeoneIsAuthenticated) {
  House house;
  Browser browser(house);
  const auto page = browser.get(destination(browser.get(authorize_url("chat"))));
  const std::map<std::string, std::string> hidden{{"flow", field(page, "flow")},
                                                  {"token", field(page, "token")}};
  auto form = hidden;
  form["address"] = "a@minbzk.nl";

  browser.post("/login", form);

  ASSERT_FALSE(house.observed.round_trips.empty());
  for (const auto& trip : house.observed.round_trips) {
    for (const auto& kind : trip) EXPECT_EQ(kind, "rl");
  }
}

/// Each step as the page about the life of a login has it.
struct StepCosts {
  Cost address, code, token, userinfo;
};

StepCosts costs_of_login(House& house, Browser& browser) {
  StepCosts costs;
  const auto page = browser.get(destination(browser.get(authorize_url("chat"))));
  std::map<std::string, std::string> form{{"flow", field(page, "flow")},
                                          {"token", field(page, "token")}};
  EXPECT_EQ(taken_from(house), Cost{}) << "before an address is typed";

  form["address"] = "a@minbzk.nl";
  browser.post("/login", form);
  costs.address = taken_from(house);

  form.erase("address");
  form["code"] = house.mails.last_code();
  const auto finished = browser.post("/login/code", form);
  costs.code = taken_from(house);

  const auto answer = exchange(house, "chat", parameter(destination(finished), "code"));
  costs.token = taken_from(house);

  EXPECT_EQ(userinfo(house, json_member(answer.body, "access_token")).status, 200);
  costs.userinfo = taken_from(house);
  return costs;
}

TEST(LoginCost_Design8, EachStepCostsWhatThePageAboutItSays) {
  House house;
  Browser first(house);
  Browser second(house);

  const StepCosts unknown = costs_of_login(house, first);
  const StepCosts known = costs_of_login(house, second);

  EXPECT_EQ(unknown.code, (Cost{12, 7}));
  EXPECT_EQ(known.address, (Cost{10, 3}));
  EXPECT_EQ(known.code, (Cost{13, 8}));
  EXPECT_EQ(known.token, (Cost{4, 2}));
  EXPECT_EQ(known.userinfo, (Cost{2, 2}));
}

TEST(LoginCost_Design8, ASecondServiceCostsWhatThePageAboutItSays) {
  House house;
  Browser browser(house);
  browser.log_in("chat", "a@minbzk.nl");
  house.observed.round_trips.clear();

  use(house, "portal", browser.get(authorize_url("portal")));
  EXPECT_EQ(taken_from(house), (Cost{12, 9}));
  use(house, "portal", browser.get(authorize_url("portal")));
  EXPECT_EQ(taken_from(house), (Cost{11, 8}));
}

TEST(LoginCost_Design8, AnEarlierSessionOfTheBrowserCostsItsLookUpsAndItsEnd) {
  House house;
  Browser browser(house);
  browser.log_in("chat", "a@minbzk.nl");
  house.clock.advance(2h);
  house.observed.round_trips.clear();

  use(house, "chat", browser.log_in("chat", "a@minbzk.nl"));

  EXPECT_EQ(taken_without_counters(house), (Cost{14 + 5, 9 + 2}));
}

}  // namespace
}  // namespace sluis::tests
