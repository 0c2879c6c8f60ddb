#include "identity/people.h"

#include <gtest/gtest.h>

#include "identity/pseudonym.h"
#include "tests/identity/disturbed_store.h"
#include "tests/identity/world.h"

namespace sluis::identity {
namespace {

using namespace std::chrono_literals;
using tests::DisturbedStore;
using tests::first_ring;
using tests::is_same;
using tests::Node;
using tests::run;
using tests::World;

Audience sector(std::string name) { return Audience::sector(std::move(name)); }

TEST(People_Design3, OpensAPersonByHerLink) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person person = node.person();

  const auto opened = run(node.people().open(person.link.clone()));

  ASSERT_TRUE(opened);
  EXPECT_TRUE(is_same(*opened, person));
  EXPECT_EQ(opened->handle, person.handle);
}

TEST(People_Design3, OpensNobodyByAnotherLink) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  node.person();

  EXPECT_FALSE(run(node.people().open(node.random().secret(32))));
}

TEST(People_Design3, KnowsWhetherSheIsThere) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person person = node.person();

  EXPECT_TRUE(run(node.people().is_there(person.name())));
  world.clock.advance(tests::kRetention);
  EXPECT_FALSE(run(node.people().is_there(person.name())));
}

TEST(People_Design4, KeepsAndDropsHerRooms) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person person = node.person();
  const OwnRoom one{.client = "meet", .name = "one"};
  const OwnRoom two{.client = "meet", .name = "two"};

  EXPECT_EQ(run(node.people().keep_room(person.link.clone(), one)), People::RoomKept::yes);
  EXPECT_EQ(run(node.people().keep_room(person.link.clone(), two)), People::RoomKept::yes);
  run(node.people().drop_rooms(person.link.clone(), {one}));

  const auto opened = run(node.people().open(person.link.clone()));
  EXPECT_EQ(opened->rooms, std::vector<OwnRoom>{two});
}

TEST(People_Design4, RefusesARoomForAFullList) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person person = node.person();
  for (std::size_t number = 0; number < Person::kLimitRooms; ++number) {
    run(node.people().keep_room(person.link.clone(),
                                {.client = "meet", .name = std::to_string(number)}));
  }

  const auto kept =
      run(node.people().keep_room(person.link.clone(), {.client = "meet", .name = "more"}));

  EXPECT_EQ(kept, People::RoomKept::list_is_full);
}

TEST(People_Design4, KeepsNoRoomForWhoIsForgotten) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person person = node.person();
  run(node.forget(node.person()));

  const auto kept =
      run(node.people().keep_room(person.link.clone(), {.client = "meet", .name = "one"}));

  EXPECT_EQ(kept, People::RoomKept::nobody_there);
  EXPECT_EQ(world.count("pe:"), 0U);
}

TEST(People_Design3, IsNotRenewedByARoom) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person person = node.person();
  world.clock.advance(tests::kRetention - 1s);
  run(node.people().keep_room(person.link.clone(), {.client = "meet", .name = "one"}));
  world.clock.advance(1s);

  EXPECT_FALSE(run(node.people().open(person.link.clone())));
}

TEST(People_Design4, NotesARecipientByTheDay) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person person = node.person();
  const crypto::TimePoint first_day = std::chrono::floor<std::chrono::days>(world.clock.now());
  world.clock.advance(3h);
  ASSERT_TRUE(run(node.people().open_for(sector("chat"), person.link.clone())));
  world.clock.advance(48h);
  ASSERT_TRUE(run(node.people().open_for(sector("chat"), person.link.clone())));
  const auto opened = run(node.people().open_for(sector("meet"), person.link.clone()));

  const auto kept = run(node.people().open(person.link.clone()));

  ASSERT_EQ(kept->recipients.size(), 2U);
  EXPECT_EQ(kept->recipients[0].sector, "chat");
  EXPECT_EQ(kept->recipients[0].first, first_day);
  EXPECT_EQ(kept->recipients[0].last, first_day + 48h);
  EXPECT_EQ(kept->recipients[1].sector, "meet");
  EXPECT_EQ(opened->recipients.size(), 2U);
}

TEST(People_Design4, NotesNoRecipientThatAsksAboutSomebodyElse) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person person = node.person();
  const auto hers = pseudonym(person, sector("meet")).text();
  const auto of_another_sector = pseudonym(person, sector("chat")).text();

  ASSERT_TRUE(run(node.people().open_for(sector("chat"), person.link.clone(), "another")));
  ASSERT_TRUE(run(node.people().open_for(sector("wiki"), person.link.clone(), of_another_sector)));
  ASSERT_TRUE(run(node.people().open_for(sector("meet"), person.link.clone(), hers)));

  const auto kept = run(node.people().open(person.link.clone()));
  ASSERT_EQ(kept->recipients.size(), 1U);
  EXPECT_EQ(kept->recipients[0].sector, "meet");
}

TEST(People_Design8, WritesARecipientOnceADay) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person person = node.person();
  const auto start = world.store.commands();
  ASSERT_TRUE(run(node.people().open_for(sector("chat"), person.link.clone())));
  EXPECT_EQ(world.store.commands(), start + 2);

  EXPECT_TRUE(run(node.people().open_for(sector("chat"), person.link.clone())));

  EXPECT_EQ(world.store.commands(), start + 3);
}

TEST(People_Design3, KeepsTheTimeToLiveWhenItNotes) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person person = node.person();
  world.clock.advance(80 * 24h);

  run(node.people().open_for(sector("chat"), person.link.clone()));

  for (const auto& record : world.store.names()) {
    if (record.name != "fence") EXPECT_EQ(record.left, 10 * 24h) << record.name;
  }
}

TEST(People_Design3, NeverWritesBackAPersonWhoIsGone) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person person = node.person();
  world.clock.advance(tests::kRetention);

  EXPECT_FALSE(run(node.people().open_for(sector("chat"), person.link.clone())));
  EXPECT_EQ(world.count("pe:"), 0U);
}

TEST(People_Design3, LosesNoNoteToAnother) {
  for (std::size_t point = 0; point < 2; ++point) {
    World world;
    Node second(world.store, world.clock, first_ring(), "b");
    const Person hers = second.person();
    std::optional<Person> same;
    DisturbedStore disturbed(world.store, point, [&] {
      return tests::keep_outcome_of(second.people().open_for(sector("meet"), hers.link.clone()),
                                    same);
    });
    Node first(disturbed, world.clock, first_ring(), "a");

    const auto opened = run(first.people().open_for(sector("chat"), hers.link.clone()));

    EXPECT_TRUE(same);
    EXPECT_EQ(run(second.people().open(hers.link.clone()))->recipients.size(), 2U) << point;
    EXPECT_EQ(opened->recipients.size(), 2U);
  }
}

TEST(People_Design3, ForgettingBeatsANoteAtEveryPoint) {
  for (std::size_t point = 0; point < 2; ++point) {
    World world;
    Node second(world.store, world.clock, first_ring(), "b");
    const Person hers = second.person();
    DisturbedStore disturbed(world.store, point, [&] {
      return second.forget(Person{.link = hers.link.clone(),
                                  .seed = {},
                                  .handle = hers.handle,
                                  .first_seen = {},
                                  .last_login = {},
                                  .recipients = {},
                                  .sessions = {}});
    });
    Node first(disturbed, world.clock, first_ring(), "a");

    EXPECT_FALSE(run(first.people().open_for(sector("chat"), hers.link.clone())));
    EXPECT_EQ(world.count("pe:"), 0U);
  }
}

TEST(People_Promise4, ForgetsIdPersonAndSessions) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  Person person = node.person("anna", {.session_name = "se:one", .audience = std::nullopt});
  const Person other = node.person("bea");
  run(world.store.put({"se:one", "sealed", 1h}));
  run(world.store.put({"se:other", "sealed", 1h}));

  run(node.people().forget(std::move(person)));

  EXPECT_EQ(world.count("pe:"), 1U);
  EXPECT_EQ(world.name_with("pe:"), other.name());
  EXPECT_EQ(world.name_with("id:"), other.handle);
  EXPECT_EQ(world.name_with("se:"), "se:other");
}

TEST(People_Promise4, ForgetsHerUnderTheNameThatSheMovedTo) {
  World world;
  Node old_node(world.store, world.clock, first_ring(), "a");
  Person as_seen_before = old_node.person();
  Node new_node(world.store, world.clock, tests::second_ring(), "b");
  new_node.person();

  run(new_node.people().forget(std::move(as_seen_before)));

  EXPECT_EQ(world.count("pe:") + world.count("id:"), 0U);
}

TEST(People_Promise4, ForgetsOnce) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  Person person = node.person();
  Person again = *run(node.people().open(person.link.clone()));
  run(node.people().forget(std::move(person)));
  const Person successor = node.person();

  run(node.people().forget(std::move(again)));

  EXPECT_TRUE(is_same(successor, node.person()));
}

}  // namespace
}  // namespace sluis::identity
