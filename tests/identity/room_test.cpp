#include "identity/room.h"

#include <gtest/gtest.h>

#include "tests/identity/disturbed_store.h"
#include "tests/identity/world.h"

namespace sluis::identity {
namespace {

using namespace std::chrono_literals;
using tests::DisturbedStore;
using tests::first_ring;
using tests::run;
using tests::second_ring;
using tests::World;

RoomPlace place_of(std::string name) {
  return {.deployment = "meet", .tenant = "", .name = std::move(name)};
}

Pseudonym called(std::string text) { return Pseudonym::kept(std::move(text)); }

// A node with a ring of its own, as in world.h, that knows rooms.
class RoomNode {
 public:
  RoomNode(store::Store& store, const crypto::Clock& clock, crypto::Keyring ring)
      : ring_(std::move(ring)),
        mac_(ring_),
        rooms_(store, mac_, clock, random_, tests::kRetention) {}

  Rooms* operator->() { return &rooms_; }
  Rooms& operator*() { return rooms_; }

 private:
  crypto::Keyring ring_;
  crypto::PseudonymMac mac_;
  tests::FixedRandom random_;
  Rooms rooms_;
};

void make(RoomNode& node, std::string name = "overleg", std::string title = "Overleg") {
  ASSERT_TRUE(run(node->create(place_of(std::move(name)), std::move(title), called("anna"))));
}

void set_to_second_ring(World& world) { world.clock.set(crypto::TimePoint{} + 3h); }

TEST(Rooms_Design4, KeepsTitleAndOwner) {
  World world;
  RoomNode node(world.store, world.clock, first_ring());
  make(node);

  const auto room = run(node->open(place_of("overleg")));

  ASSERT_TRUE(room);
  EXPECT_EQ(room->title, "Overleg");
  EXPECT_TRUE(room->is_owned_by(called("anna")));
  EXPECT_FALSE(room->is_owned_by(called("bea")));
}

TEST(Rooms_Design4, SaysNothingOfARoomThatNobodyMade) {
  World world;
  RoomNode node(world.store, world.clock, first_ring());

  EXPECT_FALSE(run(node->open(place_of("overleg"))));
  EXPECT_FALSE(run(node->use(place_of("overleg"))));
}

TEST(Rooms_Design4, TellsDeploymentTenantAndNameApart) {
  World world;
  RoomNode node(world.store, world.clock, first_ring());
  make(node);

  EXPECT_FALSE(run(node->open({.deployment = "meet2", .tenant = "", .name = "overleg"})));
  EXPECT_FALSE(run(node->open({.deployment = "meet", .tenant = "bzk", .name = "overleg"})));
  EXPECT_FALSE(run(node->open(place_of("overleg2"))));
}

TEST(Rooms_Design4, HasNothingReadableInTheStore) {
  World world;
  RoomNode node(world.store, world.clock, first_ring());
  make(node);

  const std::string name = world.name_with("ro:");
  const std::string value = world.store.peek(name).value();

  EXPECT_EQ(name.find("overleg"), std::string::npos);
  EXPECT_EQ(value.find("Overleg"), std::string::npos);
  EXPECT_EQ(value.find("anna"), std::string::npos);
  world.expect_everything_ends();
}

TEST(Rooms_Design4, TakesNoRoomForNobodysBecauseItCannotBeRead) {
  World world;
  RoomNode node(world.store, world.clock, first_ring());
  make(node);
  run(world.store.put({.name = world.name_with("ro:"),
                       .value = "of a version that is not known here",
                       .time_to_live = tests::kRetention}));

  EXPECT_THROW(run(node->open(place_of("overleg"))), Unavailable);
  EXPECT_THROW(run(node->use(place_of("overleg"))), Unavailable);
}

TEST(Rooms_Design4, TakesNobodysRoomForMadeAgain) {
  World world;
  RoomNode node(world.store, world.clock, first_ring());
  make(node);

  EXPECT_FALSE(run(node->create(place_of("overleg"), "Van Bea", called("bea"))));
  EXPECT_EQ(run(node->open(place_of("overleg")))->title, "Overleg");
}

TEST(Rooms_Design4, EndsNinetyDaysAfterItsLastUse) {
  World world;
  RoomNode node(world.store, world.clock, first_ring());
  make(node);
  world.clock.advance(tests::kRetention - 1s);
  ASSERT_TRUE(run(node->use(place_of("overleg"))));
  world.clock.advance(tests::kRetention - 1s);
  ASSERT_TRUE(run(node->open(place_of("overleg"))));  // a look is no use
  world.clock.advance(1s);

  EXPECT_FALSE(run(node->open(place_of("overleg"))));
}

TEST(Rooms_Design4, IsRenamedByAnOwnerOnly) {
  World world;
  RoomNode node(world.store, world.clock, first_ring());
  make(node);

  EXPECT_EQ(run(node->rename(place_of("overleg"), called("bea"), "Nieuw")), RoomChange::not_yours);
  EXPECT_EQ(run(node->open(place_of("overleg")))->title, "Overleg");
  EXPECT_EQ(run(node->rename(place_of("overleg"), called("anna"), "Nieuw")), RoomChange::done);
  EXPECT_EQ(run(node->open(place_of("overleg")))->title, "Nieuw");
}

TEST(Rooms_Design4, SaysTheSameOfARoomThatIsNotThere) {
  World world;
  RoomNode node(world.store, world.clock, first_ring());

  EXPECT_EQ(run(node->rename(place_of("overleg"), called("anna"), "x")), RoomChange::not_yours);
}

TEST(Rooms_Design4, GivesAnotherOwnerAPart) {
  World world;
  RoomNode node(world.store, world.clock, first_ring());
  make(node);

  EXPECT_EQ(run(node->add_owner(place_of("overleg"), called("bea"), called("bea"))),
            RoomChange::not_yours);
  EXPECT_EQ(run(node->add_owner(place_of("overleg"), called("anna"), called("bea"))),
            RoomChange::done);
  EXPECT_EQ(run(node->add_owner(place_of("overleg"), called("anna"), called("bea"))),
            RoomChange::done);
  const auto room = run(node->open(place_of("overleg")));
  EXPECT_EQ(room->owners, (std::vector<std::string>{"anna", "bea"}));
}

TEST(Rooms_Design4, HasSixteenOwnersAtMost) {
  World world;
  RoomNode node(world.store, world.clock, first_ring());
  make(node);
  const std::string long_text(51, 'a');
  for (char letter = 'a'; letter < 'p'; ++letter) {
    ASSERT_EQ(run(node->add_owner(place_of("overleg"), called("anna"), called(long_text + letter))),
              RoomChange::done);
  }

  EXPECT_EQ(run(node->add_owner(place_of("overleg"), called("anna"), called("zoë"))),
            RoomChange::owners_full);
  EXPECT_EQ(run(node->open(place_of("overleg")))->owners.size(), Room::kLimitOwners);
}

TEST(Rooms_Design4, StaysWhenOneOfItsOwnersLeaves) {
  World world;
  RoomNode node(world.store, world.clock, first_ring());
  make(node);
  run(node->add_owner(place_of("overleg"), called("anna"), called("bea")));

  EXPECT_EQ(run(node->leave(place_of("overleg"), called("anna"))), RoomChange::done);
  const auto room = run(node->open(place_of("overleg")));
  EXPECT_EQ(room->owners, std::vector<std::string>{"bea"});
}

TEST(Rooms_Design4, GoesWithItsLastOwner) {
  World world;
  RoomNode node(world.store, world.clock, first_ring());
  make(node);

  EXPECT_EQ(run(node->leave(place_of("overleg"), called("anna"))), RoomChange::done);
  EXPECT_EQ(world.count("ro:"), 0U);
}

TEST(Rooms_Design4, IsRemovedByAnOwnerOnly) {
  World world;
  RoomNode node(world.store, world.clock, first_ring());
  make(node);

  EXPECT_EQ(run(node->remove(place_of("overleg"), called("bea"))), RoomChange::not_yours);
  EXPECT_EQ(world.count("ro:"), 1U);
  EXPECT_EQ(run(node->remove(place_of("overleg"), called("anna"))), RoomChange::done);
  EXPECT_EQ(world.count("ro:"), 0U);
}

TEST(Rooms_Design3, AreFoundUnderAnOlderKeyAndMovedByUse) {
  World world;
  RoomNode before(world.store, world.clock, first_ring());
  set_to_second_ring(world);
  make(before);
  const std::string old_name = world.name_with("ro:");
  RoomNode after(world.store, world.clock, second_ring());

  ASSERT_TRUE(run(after->open(place_of("overleg"))));
  EXPECT_EQ(world.name_with("ro:"), old_name);  // a look moves nothing
  ASSERT_TRUE(run(after->use(place_of("overleg"))));

  EXPECT_EQ(world.count("ro:"), 1U);
  EXPECT_NE(world.name_with("ro:"), old_name);
  EXPECT_EQ(run(after->open(place_of("overleg")))->title, "Overleg");
}

TEST(Rooms_Design3, AreNotMadeTwiceUnderTwoKeys) {
  World world;
  set_to_second_ring(world);
  RoomNode before(world.store, world.clock, first_ring());
  make(before);
  RoomNode after(world.store, world.clock, second_ring());

  EXPECT_FALSE(run(after->create(place_of("overleg"), "Van Bea", called("bea"))));
}

TEST(Rooms_Design3, AreNobodysWithARingOlderThanTheFence) {
  World world;
  set_to_second_ring(world);
  RoomNode after(world.store, world.clock, second_ring());
  RoomNode before(world.store, world.clock, first_ring());
  make(after);

  EXPECT_THROW(run(before->open(place_of("overleg"))), Unavailable);
  EXPECT_THROW(run(before->create(place_of("ander"), "Van Bea", called("bea"))), Unavailable);
}

TEST(Rooms_Design3, AreNobodysWithARingOfAnotherLine) {
  World world;
  set_to_second_ring(world);
  RoomNode node(world.store, world.clock, second_ring());
  RoomNode other(world.store, world.clock,
                 tests::ring_of(2, {{.id = "k1", .serial = 1}, {.id = "other", .serial = 2}}));
  make(node);

  EXPECT_THROW(run(other->open(place_of("overleg"))), Unavailable);
  EXPECT_THROW(run(other->create(place_of("overleg"), "Van Bea", called("bea"))), Unavailable);
}

/// k2 takes over from k1 at that moment.
crypto::Keyring ring_that_turns_at(crypto::TimePoint moment) {
  return tests::ring_of(2, {{.id = "k1", .serial = 1, .active_at = {}, .retired_at = moment},
                            {.id = "k2", .serial = 2, .active_at = moment}});
}

TEST(Rooms_Design3, AreThereOnANodeWhoseClockReachesTheNextKeyLater) {
  World world;
  tests::FakeClock slow(world.clock.now() - 29s);
  RoomNode node(world.store, world.clock, ring_that_turns_at(world.clock.now()));
  RoomNode slow_node(world.store, slow, ring_that_turns_at(world.clock.now()));
  make(node);

  EXPECT_TRUE(run(slow_node->open(place_of("overleg"))));
  EXPECT_TRUE(run(slow_node->use(place_of("overleg"))));
  EXPECT_EQ(run(slow_node->rename(place_of("overleg"), called("anna"), "Nieuw")), RoomChange::done);
  EXPECT_FALSE(run(slow_node->create(place_of("overleg"), "Van Bea", called("bea"))));
  EXPECT_TRUE(run(slow_node->create(place_of("ander"), "Ander", called("bea"))));

  EXPECT_EQ(run(node->open(place_of("overleg")))->title, "Nieuw");
  EXPECT_TRUE(run(node->open(place_of("ander"))));
  EXPECT_EQ(world.count("ro:"), 2U);
}

// At every point of a change by one node, another one changes, deletes or moves the same room.
boost::asio::awaitable<void> delete_it(Rooms& rooms) {
  co_await rooms.remove(place_of("overleg"), called("anna"));
}

boost::asio::awaitable<void> add_bea(Rooms& rooms) {
  co_await rooms.add_owner(place_of("overleg"), called("anna"), called("bea"));
}

TEST(RoomRaces_Design3, LosesNoChangeOfTwo) {
  for (std::size_t point = 0;; ++point) {
    SCOPED_TRACE(point);
    World world;
    set_to_second_ring(world);
    RoomNode first(world.store, world.clock, first_ring());
    make(first);
    RoomNode other(world.store, world.clock, second_ring());
    DisturbedStore disturbed(world.store, point, [&] { return add_bea(*other); });
    RoomNode slow(disturbed, world.clock, second_ring());

    EXPECT_EQ(run(slow->rename(place_of("overleg"), called("anna"), "Nieuw")), RoomChange::done);

    if (!disturbed.was_disturbed()) {
      EXPECT_EQ(point, 4U);  // find, add, remove the old one, write
      break;
    }
    const auto room = run(other->open(place_of("overleg")));
    EXPECT_EQ(room->title, "Nieuw");
    EXPECT_TRUE(room->is_owned_by(called("bea")));
    EXPECT_EQ(world.count("ro:"), 1U);
  }
}

TEST(RoomRaces_Design3, BringsNoDeletedRoomBackByMovingIt) {
  for (std::size_t point = 0;; ++point) {
    SCOPED_TRACE(point);
    World world;
    set_to_second_ring(world);
    RoomNode first(world.store, world.clock, first_ring());
    make(first);
    RoomNode other(world.store, world.clock, second_ring());
    DisturbedStore disturbed(world.store, point, [&] { return delete_it(*other); });
    RoomNode slow(disturbed, world.clock, second_ring());

    run(slow->use(place_of("overleg")));

    if (!disturbed.was_disturbed()) break;
    EXPECT_EQ(world.count("ro:"), 0U);
    EXPECT_FALSE(run(other->open(place_of("overleg"))));
  }
}

}  // namespace
}  // namespace sluis::identity
