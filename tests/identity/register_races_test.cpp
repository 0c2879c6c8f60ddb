// Every race of DESIGN §3, at every point where another node can act or this one can die.

#include <gtest/gtest.h>

#include <functional>

#include "identity/register.h"
#include "tests/identity/disturbed_store.h"
#include "tests/identity/world.h"

namespace sluis::identity {
namespace {

using namespace std::chrono_literals;
using tests::DisturbedStore;
using tests::first_ring;
using tests::is_same;
using tests::Login;
using tests::Node;
using tests::run;
using tests::second_ring;
using tests::visit_to;
using tests::World;

boost::asio::awaitable<void> fail() {
  throw Unavailable(Unavailable::What::store, "the node dies here");
  co_return;
}

/// Plays a race with the disturbance before operation 0, 1, 2, … until it comes too late to matter.
/// Gives the number of points at which it came.
std::size_t at_every_point(const std::function<bool(std::size_t point)>& play) {
  std::size_t point = 0;
  while (point < 60 && play(point)) ++point;
  return point;
}

void expect_one_person(World& world) {
  EXPECT_EQ(world.count("pe:"), 1U);
  EXPECT_EQ(world.count("id:"), 1U);
  world.expect_everything_ends();
}

TEST(RegisterRaces_Design3, TwoFirstLoginsMakeOnePerson) {
  const std::size_t points = at_every_point([](std::size_t point) {
    SCOPED_TRACE(point);
    World world;
    Node second(world.store, world.clock, first_ring(), "b");
    Login quick;
    DisturbedStore disturbed(world.store, point, [&] { return second.log_in(quick, "anna"); });
    Node first(disturbed, world.clock, first_ring(), "a");

    const Person slow = first.person();

    if (disturbed.was_disturbed()) EXPECT_TRUE(is_same(slow, quick.person.value()));
    EXPECT_TRUE(is_same(slow, second.person()));
    expect_one_person(world);
    return disturbed.was_disturbed();
  });

  EXPECT_EQ(points, 3U);  // find, put, find_or_add
}

TEST(RegisterRaces_Design3, TwoLoginsOfOneKnownPersonFindHer) {
  const std::size_t points = at_every_point([](std::size_t point) {
    SCOPED_TRACE(point);
    World world;
    Node second(world.store, world.clock, first_ring(), "b");
    const Person before = second.person();
    world.clock.advance(1h);
    Login quick;
    DisturbedStore disturbed(world.store, point, [&] { return second.log_in(quick, "anna"); });
    Node first(disturbed, world.clock, first_ring(), "a");

    const Person slow = first.person();

    EXPECT_TRUE(is_same(slow, before));
    if (disturbed.was_disturbed()) EXPECT_TRUE(is_same(quick.person.value(), before));
    expect_one_person(world);
    return disturbed.was_disturbed();
  });

  EXPECT_EQ(points, 4U);  // find, get, replace, renew
}

TEST(RegisterRaces_Design4, TwoLoginsAtOnceBothHaveTheirVisitsNoted) {
  for (const bool is_known : {false, true}) {
    const std::size_t points = at_every_point([&](std::size_t point) {
      SCOPED_TRACE(point);
      World world;
      Node second(world.store, world.clock, first_ring(), "b");
      if (is_known) second.person("anna", visit_to("portal", "se:before"));
      Login quick;
      DisturbedStore disturbed(world.store, point, [&] {
        return second.log_in(quick, "anna", visit_to("meet", "se:quick"));
      });
      Node first(disturbed, world.clock, first_ring(), "a");

      const Person slow = first.person("anna", visit_to("chat", "se:slow"));

      const auto kept = run(second.people().open(slow.link.clone()));
      const std::size_t logins = (is_known ? 2U : 1U) + (disturbed.was_disturbed() ? 1U : 0U);
      EXPECT_EQ(kept->sessions.size(), logins);
      EXPECT_EQ(kept->recipients.size(), logins);
      return disturbed.was_disturbed();
    });

    EXPECT_GE(points, 3U);
  }
}

TEST(RegisterRaces_Design3, TwoLoginsOnAVoidMakeOnePerson) {
  const std::size_t points = at_every_point([](std::size_t point) {
    SCOPED_TRACE(point);
    World world;
    Node second(world.store, world.clock, first_ring(), "b");
    const Person before = second.person();
    run(world.store.take(before.name()));
    Login quick;
    DisturbedStore disturbed(world.store, point, [&] { return second.log_in(quick, "anna"); });
    Node first(disturbed, world.clock, first_ring(), "a");

    const Person slow = first.person();

    EXPECT_FALSE(is_same(slow, before));
    if (disturbed.was_disturbed()) EXPECT_TRUE(is_same(slow, quick.person.value()));
    EXPECT_TRUE(is_same(slow, second.person()));
    expect_one_person(world);
    return disturbed.was_disturbed();
  });

  EXPECT_GE(points, 5U);
}

TEST(RegisterRaces_Promise6, TwoNodesThatMigrateOnePersonKeepHer) {
  const std::size_t points = at_every_point([](std::size_t point) {
    SCOPED_TRACE(point);
    World world;
    const Person before = Node(world.store, world.clock, first_ring(), "old").person();
    Node second(world.store, world.clock, second_ring(), "b");
    Login quick;
    DisturbedStore disturbed(world.store, point, [&] { return second.log_in(quick, "anna"); });
    Node first(disturbed, world.clock, second_ring(), "a");

    const Person slow = first.person();

    EXPECT_TRUE(is_same(slow, before));
    EXPECT_TRUE(is_same(second.person(), before));
    EXPECT_EQ(world.name_with("id:"), slow.handle);
    expect_one_person(world);
    return disturbed.was_disturbed();
  });

  EXPECT_EQ(points, 5U);  // find, get, replace, add, remove
}

TEST(RegisterRaces_Design3, AnOlderRingNeverSplitsAPersonInTheMiddleOfALogin) {
  for (const bool is_known : {false, true}) {
    const std::size_t points = at_every_point([&](std::size_t point) {
      SCOPED_TRACE(point);
      World world;
      std::optional<Person> before;
      if (is_known) before = Node(world.store, world.clock, first_ring(), "before").person();
      Node newer(world.store, world.clock, second_ring(), "b");
      Login quick;
      DisturbedStore disturbed(world.store, point, [&] { return newer.log_in(quick, "anna"); });
      Node older(disturbed, world.clock, first_ring(), "a");

      const Login slow = older.log_in();

      if (slow.fault) EXPECT_EQ(slow.fault, Unavailable::What::stale_ring);
      const Person after = newer.person();
      if (before) EXPECT_TRUE(is_same(after, *before));
      if (slow.person) EXPECT_TRUE(is_same(after, *slow.person));
      if (quick.person) EXPECT_TRUE(is_same(after, *quick.person));
      expect_one_person(world);
      return disturbed.was_disturbed();
    });

    EXPECT_GE(points, 3U);
  }
}

TEST(RegisterRaces_Promise6, ACrashAtAnyPointOfAMigrationLosesNobody) {
  const std::size_t points = at_every_point([](std::size_t point) {
    SCOPED_TRACE(point);
    World world;
    const Person before = Node(world.store, world.clock, first_ring(), "old").person();
    DisturbedStore dying(world.store, point, fail);
    Node first(dying, world.clock, second_ring(), "a");
    const Login broken = first.log_in();
    Node second(world.store, world.clock, second_ring(), "b");

    const Person after = second.person();

    if (dying.was_disturbed()) EXPECT_EQ(broken.fault, Unavailable::What::store);
    EXPECT_TRUE(is_same(after, before));
    EXPECT_EQ(world.count("pe:"), 1U);
    world.expect_everything_ends();
    return dying.was_disturbed();
  });

  EXPECT_EQ(points, 5U);
}

TEST(RegisterRaces_Promise4, WhoIsForgottenAfterACrashedMigrationComesBackAsSomebodyElse) {
  World world;
  const Person before = Node(world.store, world.clock, first_ring(), "old").person();
  DisturbedStore dying(world.store, 4,
                       fail);  // between the add of the new name and the removal of the old
  Node(dying, world.clock, second_ring(), "a").log_in();
  ASSERT_EQ(world.count("id:"), 2U);
  Node node(world.store, world.clock, second_ring(), "b");

  run(node.people().forget(node.person()));
  const Person after = node.person();

  EXPECT_FALSE(is_same(after, before));
  expect_one_person(world);
}

TEST(RegisterRaces_Design3, ACrashAtAnyPointOfAFirstLoginLeavesNoHalfPerson) {
  const std::size_t points = at_every_point([](std::size_t point) {
    SCOPED_TRACE(point);
    World world;
    DisturbedStore dying(world.store, point, fail);
    Node first(dying, world.clock, first_ring(), "a");
    first.log_in();
    Node second(world.store, world.clock, first_ring(), "b");

    const Person after = second.person();

    EXPECT_TRUE(is_same(after, second.person()));
    EXPECT_EQ(world.count("id:"), 1U);
    world.expect_everything_ends();
    return dying.was_disturbed();
  });

  EXPECT_EQ(points, 3U);
}

TEST(RegisterRaces_Promise4, ForgettingInTheMiddleOfALoginLeavesAtMostOnePerson) {
  for (const bool is_migrating : {false, true}) {
    const std::size_t points = at_every_point([&](std::size_t point) {
      SCOPED_TRACE(point);
      World world;
      Node before(world.store, world.clock, first_ring(), "old");
      Person known = before.person();
      const crypto::Secret forgotten_seed = known.seed.clone();
      Node second(world.store, world.clock, is_migrating ? second_ring() : first_ring(), "b");
      DisturbedStore disturbed(world.store, point, [&] { return second.forget(std::move(known)); });
      Node first(disturbed, world.clock, is_migrating ? second_ring() : first_ring(), "a");

      const Person slow = first.person();
      const bool is_there = run(second.people().is_there(slow.name()));
      const Person after = second.person();

      // Only after the last operation that counts can a login return somebody who is dead; nobody
      // may act for her.
      const std::size_t last_that_counts = is_migrating ? 2 : 3;
      if (point <= last_that_counts) {
        EXPECT_TRUE(is_there);
      }
      if (disturbed.was_disturbed()) EXPECT_FALSE(after.seed == forgotten_seed);
      EXPECT_EQ(is_there, is_same(slow, after));
      expect_one_person(world);
      return disturbed.was_disturbed();
    });

    EXPECT_GE(points, 4U);
  }
}

boost::asio::awaitable<void> note(Node& node, const Person& person) {
  co_await node.people().open_for(Audience::sector("chat"), person.link.clone());
}

TEST(RegisterRaces_Promise4, ANoteInTheMiddleOfALoginIsKeptAndSheIsRenewed) {
  for (const bool is_migrating : {false, true}) {
    const std::size_t points = at_every_point([&](std::size_t point) {
      SCOPED_TRACE(point);
      World world;
      Node before(world.store, world.clock, first_ring(), "old");
      Person known = before.person();
      world.clock.advance(24h);
      Node second(world.store, world.clock, first_ring(), "b");
      DisturbedStore disturbed(world.store, point, [&] { return note(second, known); });
      Node first(disturbed, world.clock, is_migrating ? second_ring() : first_ring(), "a");

      const Person slow = first.person();
      const auto kept = run(second.people().open(slow.link.clone()));

      EXPECT_TRUE(is_same(slow, known));
      EXPECT_EQ(kept->recipients.size(), disturbed.was_disturbed() ? 1U : 0U);
      EXPECT_EQ(kept->last_login, world.clock.now());
      EXPECT_EQ(kept->handle, world.name_with("id:"));
      for (const auto& record : world.store.names()) {
        if (record.name != "fence") EXPECT_EQ(record.left, tests::kRetention) << record.name;
      }
      expect_one_person(world);
      return disturbed.was_disturbed();
    });

    EXPECT_GE(points, 4U);
  }
}

boost::asio::awaitable<void> note_and_log_in(Node& node, const Person& person, Login& login) {
  co_await note(node, person);
  co_await node.log_in(login, "anna");
}

TEST(RegisterRaces_Promise4, ANoteAndALoginInTheMiddleOfForgettingLeaveAtMostOnePerson) {
  const std::size_t points = at_every_point([](std::size_t point) {
    SCOPED_TRACE(point);
    World world;
    Node second(world.store, world.clock, first_ring(), "b");
    Person known = second.person();
    Person same = *run(second.people().open(known.link.clone()));
    Login during;
    DisturbedStore disturbed(world.store, point,
                             [&] { return note_and_log_in(second, same, during); });
    Node first(disturbed, world.clock, first_ring(), "a");

    run(first.people().forget(std::move(known)));
    const bool is_known = during.person && run(second.people().is_there(during.person->name()));
    const Person after = second.person();

    if (is_known) EXPECT_TRUE(is_same(*during.person, after));
    expect_one_person(world);
    return disturbed.was_disturbed();
  });

  EXPECT_GE(points, 4U);
}

TEST(RegisterRaces_Promise4, ALoginInTheMiddleOfForgettingLeavesAtMostOnePerson) {
  for (const bool is_migrating : {false, true}) {
    const std::size_t points = at_every_point([&](std::size_t point) {
      SCOPED_TRACE(point);
      World world;
      Node before(world.store, world.clock, first_ring(), "old");
      Person known = before.person();
      const crypto::Secret forgotten_seed = known.seed.clone();
      Node second(world.store, world.clock, is_migrating ? second_ring() : first_ring(), "b");
      Login during;
      DisturbedStore disturbed(world.store, point, [&] { return second.log_in(during, "anna"); });
      Node first(disturbed, world.clock, first_ring(), "a");

      run(first.people().forget(std::move(known)));
      const bool is_known = during.person && run(second.people().is_there(during.person->name()));
      const Person after = second.person();

      EXPECT_FALSE(after.seed == forgotten_seed);
      if (is_known) EXPECT_TRUE(is_same(*during.person, after));
      expect_one_person(world);
      return disturbed.was_disturbed();
    });

    EXPECT_GE(points, 4U);
  }
}

}  // namespace
}  // namespace sluis::identity
