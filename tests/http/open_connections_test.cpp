#include "http/open_connections.h"

#include <gtest/gtest.h>

#include <vector>

namespace sluis::http {
namespace {

using Place = OpenConnections::Place;
using Places = std::vector<std::unique_ptr<Place>>;

constexpr OpenConnections::Limits kThreeAndTwo{.all = 3, .per_network = 2};

TEST(OpenConnections_Design9, GivesTheLongestWaitWayWhenAllAreThere) {
  OpenConnections open(kThreeAndTwo);
  const auto first = open.admit("a");
  const auto second = open.admit("b");
  const auto third = open.admit("c");

  const auto fourth = open.admit("d");

  ASSERT_TRUE(fourth);
  EXPECT_TRUE(first->is_lost());
  EXPECT_FALSE(second->is_lost());
  EXPECT_FALSE(third->is_lost());
  EXPECT_EQ(open.count(), 3U);
}

TEST(OpenConnections_Design9, CountsAWaitFromItsBeginning) {
  OpenConnections open(kThreeAndTwo);
  const auto first = open.admit("a");
  const auto second = open.admit("b");
  const auto third = open.admit("c");
  first->work();
  first->wait();

  const auto fourth = open.admit("d");

  EXPECT_FALSE(first->is_lost());
  EXPECT_TRUE(second->is_lost());
}

TEST(OpenConnections_Design9, NeverCloseWhatIsAtWork) {
  OpenConnections open(kThreeAndTwo);
  Places busy;
  for (const auto* network : {"a", "b", "c"}) {
    busy.push_back(open.admit(network));
    busy.back()->work();
  }

  const auto refused = open.admit("d");

  EXPECT_FALSE(refused);
  for (const auto& place : busy) EXPECT_FALSE(place->is_lost());
}

TEST(OpenConnections_Design9, LetANetworkMakeRoomOutOfItsOwn) {
  OpenConnections open(kThreeAndTwo);
  const auto elsewhere = open.admit("b");
  const auto first = open.admit("a");
  const auto second = open.admit("a");

  const auto third = open.admit("a");

  ASSERT_TRUE(third);
  EXPECT_TRUE(first->is_lost());
  EXPECT_FALSE(elsewhere->is_lost());
}

TEST(OpenConnections_Design9, RefuseANetworkWhoseShareIsAtWork) {
  OpenConnections open(kThreeAndTwo);
  const auto first = open.admit("a");
  const auto second = open.admit("a");
  first->work();
  second->work();

  EXPECT_FALSE(open.admit("a"));
  EXPECT_TRUE(open.admit("b"));
}

TEST(OpenConnections_Design9, LetAProxyHaveMoreThanANetwork) {
  OpenConnections open(kThreeAndTwo);
  Places busy;
  for (int number = 0; number < 3; ++number) {
    busy.push_back(open.admit(std::nullopt));
    ASSERT_TRUE(busy.back());
    busy.back()->work();
  }

  EXPECT_FALSE(open.admit(std::nullopt));
}

TEST(OpenConnections_Design9, HaveRoomAgainWhenOneHasGone) {
  OpenConnections open({.all = 1, .per_network = 1});
  auto only = open.admit("a");
  only->work();

  only.reset();

  EXPECT_TRUE(open.is_empty());
  EXPECT_EQ(open.count(), 0U);
  EXPECT_TRUE(open.admit("a"));
}

TEST(OpenConnections_Design9, CountWhatHasToCloseOnce) {
  OpenConnections open({.all = 1, .per_network = 1});
  auto first = open.admit("a");
  const auto second = open.admit("a");

  first.reset();

  EXPECT_EQ(open.count(), 1U);
  EXPECT_FALSE(second->is_lost());
}

TEST(OpenConnections_Design9, CloseByWhatTheyWereTold) {
  OpenConnections open({.all = 1, .per_network = 1});
  const auto first = open.admit("a");
  int closed = 0;
  first->closes_by([&] { ++closed; });

  const auto second = open.admit("b");
  open.close_all();

  EXPECT_EQ(closed, 1);
  EXPECT_FALSE(open.is_empty()) << "a place is there until it is destroyed";
}

TEST(OpenConnections_Design10, CloseThoseThatWaitAtAStop) {
  OpenConnections open(kThreeAndTwo);
  const auto idle = open.admit("a");
  const auto busy = open.admit("b");
  busy->work();

  open.close_waiting();

  EXPECT_TRUE(idle->is_lost());
  EXPECT_FALSE(busy->is_lost());
}

}  // namespace
}  // namespace sluis::http
