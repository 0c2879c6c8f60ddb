#include "portal/room_hand_over.h"

#include <gtest/gtest.h>

#include "tests/portal/rooms_world.h"

namespace sluis::portal {
namespace {

using namespace std::chrono_literals;
using tests::between;
using tests::Browser;
using tests::RoomsWorld;
using tests::run;
using tests::token_on;

class RoomHandOver_Design5 : public testing::Test {
 protected:
  void SetUp() override {
    anna.log_in("anna");
    bea.log_in("bea");
    anna.make_room("Overleg");
    path = anna.last();
  }

  std::string offered() {
    const auto token = token_on(anna.get(path + "/hand-over"));
    const auto page = anna.post(path + "/hand-over", {{"token", token}});
    tests::hang_up("room-hand-over-nl", page);
    const std::string link = between(page.body, "https://login.example", "<");
    EXPECT_TRUE(link.starts_with("/rooms/accept?key="));
    return link;
  }

  static std::string key_of(const std::string& link) { return link.substr(link.find('=') + 1); }

  static http::Response take(Browser& browser, const std::string& link) {
    const auto page = browser.get(link);
    if (page.status != 200) return page;
    return browser.follow(
        browser.post("/rooms/accept", {{"token", token_on(page)}, {"key", key_of(link)}}));
  }

  identity::Room room() {
    return run(world.rooms.open(
                   place_of(world.parts.deployments.front(), anna.person().rooms[0].name)))
        .value();
  }

  RoomsWorld world;
  Browser anna{world};
  Browser bea{world};
  std::string path;
};

TEST_F(RoomHandOver_Design5, MakesTheTakerAnOwnerToo) {
  const std::string link = offered();
  tests::hang_up("room-accept-nl", bea.get(link));
  ASSERT_EQ(room().owners.size(), 1U) << "asked first";

  const auto page = take(bea, link);

  EXPECT_EQ(bea.last(), path);
  EXPECT_TRUE(page.body.contains("<h1>Overleg</h1>"));
  EXPECT_EQ(room().owners.size(), 2U);
  EXPECT_EQ(bea.person().rooms.size(), 1U);
  EXPECT_EQ(anna.get(path).status, 200);
}

TEST_F(RoomHandOver_Design5, LimitsWhatOnePersonOffers) {
  const auto offer = [&] {
    const auto token = token_on(anna.get(path + "/hand-over"));
    return anna.post(path + "/hand-over", {{"token", token}});
  };
  for (int i = 0; i < RoomLimit::kTimes; ++i) ASSERT_EQ(offer().status, 200);

  EXPECT_EQ(offer().status, 429);
  EXPECT_EQ(world.count("ho:"), static_cast<std::size_t>(RoomLimit::kTimes));
}

TEST_F(RoomHandOver_Design5, IsForWhoIsAdmittedAlone) {
  const std::string link = offered();
  world.admits = false;

  const auto answer = bea.get(link);

  EXPECT_EQ(answer.status, 303);
  EXPECT_TRUE(answer.headers.get("Location")->starts_with("/rooms/login?"));
}

TEST_F(RoomHandOver_Design5, WorksOnce) {
  const std::string link = offered();
  take(bea, link);
  Browser carla(world);
  carla.log_in("carla");

  const auto page = take(carla, link);

  tests::hang_up("room-offer-gone-nl", page);
  EXPECT_TRUE(page.body.contains("Deze link werkt niet meer"));
  EXPECT_TRUE(carla.person().rooms.empty());
}

TEST_F(RoomHandOver_Design5, WorksForADay) {
  const std::string link = offered();
  world.clock.advance(HandOvers::kLifetime);
  bea.log_in("bea");

  EXPECT_TRUE(take(bea, link).body.contains("Deze link werkt niet meer"));
}

TEST_F(RoomHandOver_Design5, RefusesAForgedLink) {
  EXPECT_TRUE(bea.get("/rooms/accept?key=x").body.contains("Deze link werkt niet meer"));
  EXPECT_TRUE(bea.get("/rooms/accept").body.contains("Deze link werkt niet meer"));
}

TEST_F(RoomHandOver_Design5, EndsWithItsGiver) {
  const std::string link = offered();
  const auto token = token_on(anna.get(path + "/delete"));
  anna.post(path + "/delete", {{"token", token}});

  EXPECT_TRUE(take(bea, link).body.contains("Deze link werkt niet meer"));
}

TEST_F(RoomHandOver_Design5, EndsWithItsRoom) {
  const std::string link = offered();
  const auto place = place_of(world.parts.deployments.front(), anna.person().rooms[0].name);
  const auto owner = identity::Pseudonym::kept(room().owners.at(0));
  run(world.rooms.remove(place, owner));
  ASSERT_TRUE(run(world.rooms.create(place, "Ander overleg", owner)));

  EXPECT_TRUE(take(bea, link).body.contains("Deze link werkt niet meer"))
      << "another room, under the same name";
  EXPECT_EQ(room().owners.size(), 1U);
}

TEST_F(RoomHandOver_Design5, IsNotUsedUpByItsGiver) {
  const std::string link = offered();

  EXPECT_EQ(anna.get(link).headers.get("Location"), path);
  take(bea, link);
  EXPECT_EQ(room().owners.size(), 2U);
}

TEST_F(RoomHandOver_Design5, SendsAStrangerToTheLoginAndBack) {
  Browser stranger(world);
  const std::string link = offered();

  const auto answer = stranger.get(link);

  EXPECT_EQ(answer.status, 303);
  EXPECT_TRUE(
      answer.headers.get("Location")->starts_with("/rooms/login?back=%2Frooms%2Faccept%3Fkey%3D"));
}

TEST_F(RoomHandOver_Design5, TakesNothingWithoutTheTokenOfItsForm) {
  const std::string link = offered();

  const auto page = bea.post("/rooms/accept", {{"token", "x"}, {"key", key_of(link)}});

  EXPECT_EQ(page.status, 400);
  EXPECT_EQ(room().owners.size(), 1U);
}

TEST_F(RoomHandOver_Design5, IsNotUsedUpWhereThereAreTooManyOwners) {
  const std::string link = offered();
  const auto place = place_of(world.parts.deployments.front(), anna.person().rooms[0].name);
  const auto owner = pseudonym_at(anna.person(), place);
  for (std::size_t number = 1; number < identity::Room::kLimitOwners; ++number) {
    run(world.rooms.add_owner(place, owner, identity::Pseudonym::kept(std::to_string(number))));
  }

  const auto page = take(bea, link);

  EXPECT_TRUE(page.body.contains("Deze ruimte heeft al zestien beheerders"));
  EXPECT_EQ(world.count("ho:"), 1U);
  EXPECT_TRUE(bea.person().rooms.empty());
}

TEST_F(RoomHandOver_Design5, IsNotUsedUpByAFullList) {
  const std::string link = offered();
  for (std::size_t number = 0; number < identity::Person::kLimitRooms; ++number) {
    run(world.people.keep_room(bea.person().link.clone(),
                               {.client = "meet", .name = std::to_string(number)}));
  }

  EXPECT_TRUE(take(bea, link).body.contains("Uw lijst met ruimtes is vol"));
  EXPECT_EQ(world.count("ho:"), 1U);
  EXPECT_EQ(room().owners.size(), 1U);
}

TEST_F(RoomHandOver_Design5, LetsHerLeaveWhatOthersKeep) {
  take(bea, offered());
  const auto question = anna.get(path + "/delete");
  ASSERT_TRUE(question.body.contains("name=\"only_me\""));

  anna.post(path + "/delete", {{"token", token_on(question)}, {"only_me", "1"}});

  EXPECT_TRUE(anna.person().rooms.empty());
  EXPECT_EQ(anna.get(path).status, 403);
  EXPECT_EQ(bea.get(path).status, 200);
}

TEST_F(RoomHandOver_Design5, HasNothingReadableInTheStore) {
  const std::string link = offered();

  for (const auto& record : world.store.names()) {
    if (!record.name.starts_with("ho:")) continue;
    EXPECT_FALSE(record.name.contains(key_of(link)));
    EXPECT_FALSE(world.store.peek(record.name)->contains("meet"));
    EXPECT_LE(*record.left, HandOvers::kLifetime);
  }
}

}  // namespace
}  // namespace sluis::portal
