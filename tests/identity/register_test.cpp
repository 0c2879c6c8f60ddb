#include "identity/register.h"

#include <gtest/gtest.h>

#include "identity/handle.h"
#include "identity/pseudonym.h"
#include "tests/identity/world.h"

namespace sluis::identity {
namespace {

using namespace std::chrono_literals;
using tests::first_ring;
using tests::is_same;
using tests::kRetention;
using tests::Login;
using tests::Node;
using tests::run;
using tests::second_ring;
using tests::visit_to;
using tests::World;

std::string sub(const Person& person) { return pseudonym(person, Audience::sector("chat")).text(); }

TEST(Register_Design3, MakesAPersonAtTheFirstLogin) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");

  const Person person = node.person();

  EXPECT_EQ(person.first_seen, world.clock.now());
  EXPECT_EQ(person.last_login, world.clock.now());
  EXPECT_EQ(person.link.size(), 32U);
  EXPECT_EQ(person.seed.size(), 32U);
  EXPECT_EQ(world.name_with("pe:"), person.name());
  EXPECT_EQ(world.name_with("id:"), person.handle);
  world.expect_everything_ends();
}

TEST(Register_Design3, FindsTheSamePersonAgain) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person first = node.person();
  world.clock.advance(24h);

  const Person second = node.person();

  EXPECT_TRUE(is_same(first, second));
  EXPECT_EQ(second.first_seen, first.first_seen);
  EXPECT_EQ(second.last_login, world.clock.now());
  EXPECT_EQ(world.count("pe:"), 1U);
  EXPECT_EQ(world.count("id:"), 1U);
}

TEST(Register_Design3, FindsTheSamePersonOnAnotherNode) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  Node other(world.store, world.clock, first_ring(), "b");

  EXPECT_TRUE(is_same(node.person(), other.person()));
}

TEST(Register_Design3, KeepsTwoSubjectsApart) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");

  EXPECT_FALSE(is_same(node.person("anna"), node.person("bea")));
}

TEST(Register_Design4, NotesTheVisitOfSomebodyNew) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");

  const Person person = node.person("anna", visit_to("chat", "se:one"));

  const auto kept = run(node.people().open(person.link.clone()));
  EXPECT_EQ(kept->sessions, std::vector<std::string>{"se:one"});
  ASSERT_EQ(kept->recipients.size(), 1U);
  EXPECT_EQ(kept->recipients[0].sector, "chat");
  EXPECT_EQ(person.recipients.size(), 1U);
}

TEST(Register_Design4, NotesTheVisitOfSomebodyKnown) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  node.person("anna", visit_to("chat", "se:one"));

  const Person person = node.person("anna", visit_to("meet", "se:two"));

  const auto kept = run(node.people().open(person.link.clone()));
  EXPECT_EQ(kept->sessions, (std::vector<std::string>{"se:one", "se:two"}));
  ASSERT_EQ(kept->recipients.size(), 2U);
  EXPECT_EQ(kept->recipients[1].sector, "meet");
  EXPECT_EQ(person.recipients.size(), 2U);
}

TEST(Register_Design4, NotesNoRecipientOfAVisitToNoService) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");

  const Person person = node.person("anna", tests::some_visit());

  EXPECT_TRUE(run(node.people().open(person.link.clone()))->recipients.empty());
}

TEST(Register_Design8, TakesFewRoundTrips) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");

  node.person();
  EXPECT_EQ(world.store.round_trips(), 2U);
  node.person();
  EXPECT_EQ(world.store.round_trips(), 5U);
}

TEST(Register_Promise4, GivesTheSamePseudonymUntilTheRetentionEnds) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const std::string before = sub(node.person());
  world.clock.advance(kRetention - 1ms);

  EXPECT_EQ(sub(node.person()), before);
}

TEST(Register_Promise4, GivesAnotherPseudonymAfterTheRetention) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const std::string before = sub(node.person());
  world.clock.advance(kRetention);
  EXPECT_EQ(world.count("pe:") + world.count("id:"), 0U);

  EXPECT_NE(sub(node.person()), before);
}

TEST(Register_Promise4, RenewsBothRecordsByALogin) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const std::string before = sub(node.person());
  for (int login = 0; login < 5; ++login) {
    world.clock.advance(kRetention - 1h);

    EXPECT_EQ(sub(node.person()), before);
    for (const auto& record : world.store.names()) {
      if (record.name != "fence") EXPECT_EQ(record.left, kRetention) << record.name;
    }
  }
}

TEST(Register_Promise4, IsRenewedByNothingButALogin) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person person = node.person();
  const std::string before = sub(person);
  world.clock.advance(kRetention - 24h);
  ASSERT_TRUE(run(node.people().open_for(Audience::sector("chat"), person.link.clone())));
  ASSERT_TRUE(run(node.people().open(person.link.clone())));
  world.clock.advance(24h);

  EXPECT_FALSE(run(node.people().is_there(person.name())));
  EXPECT_NE(sub(node.person()), before);
}

TEST(Register_Design3, TakesAnIdWithoutItsPersonForVoid) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person before = node.person();
  run(world.store.take(before.name()));

  const Person after = node.person();

  EXPECT_FALSE(is_same(before, after));
  EXPECT_NE(before.name(), after.name());
  EXPECT_EQ(world.count("id:"), 1U);
  EXPECT_EQ(world.count("pe:"), 1U);
  EXPECT_TRUE(is_same(after, node.person()));
}

TEST(Register_Design3, TakesAnIdThatDoesNotOpenForVoid) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person before = node.person();
  run(world.store.put({before.handle, "not what was sealed here", 1h}));

  const Person after = node.person();

  EXPECT_FALSE(is_same(before, after));
  EXPECT_TRUE(is_same(after, node.person()));
}

TEST(Register_Design3, TakesAPersonThatDoesNotOpenForGone) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person before = node.person();
  const Person other = node.person("bea");
  run(world.store.put({before.name(), *world.store.peek(other.name()), 1h}));

  const Person after = node.person();

  EXPECT_FALSE(is_same(before, after));
  EXPECT_FALSE(is_same(other, after));
}

TEST(Register_Promise6, MovesAPersonToANewKeyUnchanged) {
  World world;
  Node old_node(world.store, world.clock, first_ring(), "a");
  const Person before = old_node.person();
  world.clock.advance(24h);
  Node new_node(world.store, world.clock, second_ring(), "b");

  const Person after = new_node.person();

  EXPECT_TRUE(is_same(before, after));
  EXPECT_NE(before.handle, after.handle);
  EXPECT_EQ(world.name_with("id:"), after.handle);
  EXPECT_EQ(world.count("id:"), 1U);
  EXPECT_TRUE(is_same(before, new_node.person()));
  EXPECT_EQ(run(new_node.people().open(after.link.clone()))->handle, after.handle);
  world.expect_everything_ends();
}

TEST(Register_Promise6, LosesNobodyOverManyRotations) {
  World world;
  std::vector<tests::RingKey> keys = {{.id = "k1", .serial = 1}};
  std::string before;
  for (std::uint64_t version = 1; version <= 6; ++version) {
    Node node(world.store, world.clock, tests::ring_of(version, keys), "node" + keys.back().id);
    const std::string now = sub(node.person());
    if (before.empty()) before = now;

    EXPECT_EQ(now, before) << keys.back().id;
    world.clock.advance(80 * 24h);
    keys.back().retired_at = world.clock.now();
    keys.back().destroyed_at = world.clock.now() + kRetention + 24h;
    keys.push_back({.id = "k" + std::to_string(version + 1),
                    .serial = version + 1,
                    .active_at = world.clock.now()});
  }
}

TEST(Register_Design3, TellsAnOlderRingThatItIsStale) {
  World world;
  Node old_node(world.store, world.clock, first_ring(), "a");
  const Person before = old_node.person();
  Node new_node(world.store, world.clock, second_ring(), "b");
  new_node.person();

  const Login login = old_node.log_in();
  const Login stranger = old_node.log_in("bea");

  EXPECT_EQ(login.fault, Unavailable::What::stale_ring);
  EXPECT_EQ(stranger.fault, Unavailable::What::stale_ring);
  EXPECT_EQ(world.count("pe:"), 1U);
  EXPECT_TRUE(is_same(before, new_node.person()));
}

/// A ring that somebody else made from the first: k2's serial, and another key.
crypto::Keyring other_second_ring(std::uint64_t serial) {
  return tests::ring_of(
      serial, {{.id = "k1", .serial = 1, .active_at = {}, .retired_at = crypto::TimePoint{} + 2h},
               {.id = "other", .serial = serial, .active_at = crypto::TimePoint{} + 1h}});
}

TEST(Register_Design3, TurnsAwayARingOfTheSameSerialWithAnotherKey) {
  World world;
  world.clock.advance(3h);
  Node node(world.store, world.clock, second_ring(), "a");
  Node other(world.store, world.clock, other_second_ring(2), "b");
  const Person before = node.person();

  EXPECT_EQ(other.log_in().fault, Unavailable::What::stale_ring);
  EXPECT_EQ(other.log_in("bea").fault, Unavailable::What::stale_ring);

  EXPECT_EQ(world.count("pe:"), 1U);
  EXPECT_TRUE(is_same(before, node.person()));
}

TEST(Register_Design3, TurnsAwayALaterRingOfAnotherLine) {
  World world;
  world.clock.advance(3h);
  Node node(world.store, world.clock, second_ring(), "a");
  Node other(world.store, world.clock, other_second_ring(3), "b");
  const Person before = node.person();

  EXPECT_EQ(other.log_in().fault, Unavailable::What::stale_ring);

  EXPECT_TRUE(is_same(before, node.person())) << "nor has the fence been raised";
}

/// k2 takes over from k1 at that moment.
crypto::Keyring ring_that_turns_at(crypto::TimePoint moment) {
  return tests::ring_of(2, {{.id = "k1", .serial = 1, .active_at = {}, .retired_at = moment},
                            {.id = "k2", .serial = 2, .active_at = moment}});
}

TEST(Register_Design3, TurnsNobodyAwayOnANodeWhoseClockReachesTheNextKeyLater) {
  World world;
  tests::FakeClock slow(world.clock.now() - 29s);
  Node node(world.store, world.clock, ring_that_turns_at(world.clock.now()), "a");
  Node slow_node(world.store, slow, ring_that_turns_at(world.clock.now()), "b");
  const Person before = node.person();

  const Person there = slow_node.person();
  const Person stranger = slow_node.person("bea");

  EXPECT_TRUE(is_same(before, there));
  EXPECT_EQ(there.handle, before.handle);
  EXPECT_TRUE(is_same(stranger, node.person("bea")));
  EXPECT_EQ(world.count("id:"), 2U);
  EXPECT_EQ(world.count("pe:"), 2U);
}

TEST(Register_Design3, DoesNotRaiseTheFenceForAKeyThatIsNextEverywhere) {
  World world;
  const auto moment = world.clock.now() + 20s;
  Node node(world.store, world.clock, ring_that_turns_at(moment), "a");
  Node another(world.store, world.clock, first_ring(), "b");
  node.person();

  EXPECT_FALSE(another.log_in().fault);
}

TEST(Register_Design3, NotesWhatHerHandleWasUnderTheKeysThatAreLookedBackTo) {
  World world;
  Node old_node(world.store, world.clock, first_ring(), "a");
  const Person before = old_node.person();
  world.clock.advance(24h);
  Node new_node(world.store, world.clock, second_ring(), "b");

  const Person after = new_node.person();

  EXPECT_TRUE(before.older_handles.empty());
  EXPECT_EQ(after.older_handles, std::vector<std::string>{before.handle});
  EXPECT_EQ(run(new_node.people().open(after.link.clone()))->older_handles, after.older_handles);
}

TEST(Register_Design3, MakesNobodyOnANodeWhoseClockIsWrong) {
  World world;
  const std::vector<tests::RingKey> keys = {
      {.id = "k1", .serial = 1, .active_at = {}, .retired_at = world.clock.now() + 1h},
      {.id = "k2", .serial = 2, .active_at = world.clock.now() + 1h}};
  tests::FakeClock ahead(world.clock.now() + 2h);
  tests::FakeClock behind(world.clock.now() - crypto::kClocksMayDiffer - 1ms);
  Node node(world.store, world.clock, tests::ring_of(2, keys), "a");
  Node node_ahead(world.store, ahead, tests::ring_of(2, keys), "b");
  Node node_behind(world.store, behind, tests::ring_of(2, keys), "c");
  const Person before = node.person();

  EXPECT_EQ(node_ahead.log_in().fault, Unavailable::What::stale_ring);
  EXPECT_EQ(node_behind.log_in().fault, Unavailable::What::stale_ring);
  EXPECT_EQ(node_ahead.log_in("bea").fault, Unavailable::What::stale_ring);

  EXPECT_TRUE(is_same(before, node.person())) << "nor has the fence been raised for the others";
  EXPECT_EQ(world.count("pe:"), 1U);
}

TEST(Register_Design9, SaysThatTheStoreDoesNotAnswer) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  world.store.set_available(false);

  const Login login = node.log_in();

  EXPECT_EQ(login.fault, Unavailable::What::store);
  EXPECT_FALSE(login.person);
}

// A store in which somebody else always was quicker.
class LosingStore final : public store::Store {
 public:
  explicit LosingStore(store::Store& real) : real_(real) {}

  boost::asio::awaitable<std::vector<store::Outcome>> run(
      std::vector<store::Operation> operations) override {
    for (store::Operation& operation : operations) {
      if (auto* replace = std::get_if<store::Replace>(&operation)) replace->expected += "other";
    }
    return real_.run(std::move(operations));
  }

 private:
  store::Store& real_;
};

TEST(Register_Design9, GivesUpAfterABoundedNumberOfTries) {
  World world;
  Node(world.store, world.clock, first_ring(), "a").person();
  LosingStore losing(world.store);
  Node node(losing, world.clock, first_ring(), "b");

  const Login login = node.log_in();

  EXPECT_EQ(login.fault, Unavailable::What::store);
  EXPECT_LT(world.store.round_trips(), 40U);
}

TEST(Register_Promise5, LeavesNothingInTheStoreThatSpeaksOfHer) {
  World world;
  Node node(world.store, world.clock, first_ring(), "a");
  const Person person = node.person("anna@minbzk.nl");
  const std::string identifier = sub(person);

  for (const auto& record : world.store.names()) {
    if (record.name == "fence") continue;
    const std::string octets = record.name + *world.store.peek(record.name);
    for (const std::string_view secret :
         {std::string_view("anna"), std::string_view("minbzk"), person.link.expose(),
          person.seed.expose(), std::string_view(identifier)}) {
      EXPECT_EQ(octets.find(secret), std::string::npos) << record.name;
    }
  }
}

}  // namespace
}  // namespace sluis::identity
