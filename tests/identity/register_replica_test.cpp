// Who is new waits for a replica (decision 28): what a failover could take back must not have been
// shown to any service.

#include <gtest/gtest.h>

#include "tests/identity/world.h"

namespace sluis::identity {
namespace {

using namespace std::chrono_literals;
using store::Copied;
using tests::first_ring;
using tests::is_same;
using tests::Login;
using tests::Node;
using tests::run;
using tests::World;

/// The real store, and a replica that says what the test wants.
class ReplicatedStore final : public store::Store {
 public:
  explicit ReplicatedStore(store::Store& real) : real_(real) {}

  boost::asio::awaitable<std::vector<store::Outcome>> run(
      std::vector<store::Operation> operations) override {
    return real_.run(std::move(operations));
  }
  boost::asio::awaitable<store::Lasting> run_lasting(
      std::vector<store::Operation> operations) override {
    ++waits;
    store::Lasting done{.outcomes = co_await real_.run(std::move(operations)), .copied = copied};
    co_return done;
  }

  Copied copied = Copied::yes;
  int waits = 0;

 private:
  store::Store& real_;
};

struct RegisterReplica_Design4 : testing::Test {
  World world;
  ReplicatedStore store{world.store};
  Node node{store, world.clock, first_ring(), "a"};
};

TEST_F(RegisterReplica_Design4, ANewPersonIsWaitedFor) {
  EXPECT_TRUE(node.log_in().person);
  EXPECT_EQ(store.waits, 1);
}

TEST_F(RegisterReplica_Design4, ANewPersonWithoutACopyIsNobodyYet) {
  store.copied = Copied::no;

  const Login login = node.log_in();

  EXPECT_FALSE(login.person);
  EXPECT_EQ(login.fault, Unavailable::What::store);
}

TEST_F(RegisterReplica_Design4, SheIsWaitedForUntilThereIsACopy) {
  store.copied = Copied::no;
  node.log_in();
  EXPECT_FALSE(node.log_in().person) << "found now, and as new as before";

  store.copied = Copied::yes;

  EXPECT_TRUE(node.log_in().person);
  EXPECT_EQ(world.count("pe:"), 1U);
}

TEST_F(RegisterReplica_Design4, WhoHasBeenThereForAQuarterOfAnHourWaitsForNobody) {
  const Person before = node.person();
  world.clock.advance(15min);
  store.copied = Copied::no;
  store.waits = 0;

  const Login login = node.log_in();

  ASSERT_TRUE(login.person);
  EXPECT_TRUE(is_same(before, *login.person));
  EXPECT_EQ(store.waits, 0);
}

TEST_F(RegisterReplica_Design4, WithoutAReplicaNobodyIsWaitedFor) {
  store.copied = Copied::no_replica;

  EXPECT_TRUE(node.log_in().person);
}

TEST_F(RegisterReplica_Design4, ForgettingSaysWhetherAReplicaForgotToo) {
  Person anna = node.person("anna");
  Person bea = node.person("bea");

  EXPECT_EQ(run(node.people().forget(std::move(anna))), Copied::yes);
  store.copied = Copied::no;
  EXPECT_EQ(run(node.people().forget(std::move(bea))), Copied::no);

  EXPECT_EQ(world.count("pe:"), 0U) << "here both are gone";
}

}  // namespace
}  // namespace sluis::identity
