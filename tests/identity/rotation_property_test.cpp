// Random histories: people log in when they like, keys are rotated in order or in an emergency, two
// nodes get the new ring late and have clocks that differ. Beside the gateway runs a model that
// knows nothing of keys: who came back within the retention period is the same, who did not is new.

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "crypto/rotation.h"
#include "tests/identity/world.h"

namespace sluis::identity {
namespace {

using namespace std::chrono_literals;
using crypto::Keyring;
using crypto::Purpose;
using crypto::TimePoint;
using tests::FakeClock;

constexpr crypto::Retention kRules{
    .identifier = std::chrono::duration_cast<std::chrono::seconds>(tests::kRetention),
    .access_log = std::chrono::days(90)};

Keyring copy_of(const Keyring& ring) {
  std::vector<crypto::Key> keys;
  for (const auto& key : ring.keys()) keys.push_back(key.clone());
  return {ring.serial(), std::move(keys)};
}

/// What a history needs of chance; the same at every run.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  int below(int bound) { return static_cast<int>(engine_() % static_cast<unsigned>(bound)); }
  std::chrono::milliseconds up_to(std::chrono::milliseconds longest) {
    return std::chrono::milliseconds(engine_() % static_cast<std::uint64_t>(longest.count() + 1));
  }

 private:
  std::mt19937_64 engine_;
};

/// A node has the ring that it was given last, and a clock of its own.
struct LateNode {
  Keyring ring;
  std::chrono::milliseconds clock_offset;
  std::optional<std::pair<TimePoint, Keyring>> on_its_way;

  void receive(TimePoint now) {
    if (!on_its_way || on_its_way->first > now) return;
    ring = std::move(on_its_way->second);
    on_its_way.reset();
  }
};

class History {
 public:
  explicit History(unsigned seed) : dice_(seed), random_(std::to_string(seed)) {
    for (auto& node : nodes_) {
      node = LateNode{copy_of(newest_), dice_.up_to(60s) - 30s, std::nullopt};
    }
  }

  void run(int steps) {
    for (int step = 0; step < steps && !testing::Test::HasFailure(); ++step) {
      world_.clock.advance(dice_.up_to(dice_.below(8) == 0 ? 100 * 24h : 12 * 24h));
      const int what = dice_.below(10);
      if (what == 0) plan();
      if (what == 1) replace();
      tick();
      for (auto& node : nodes_) node.receive(world_.clock.now());
      if (what > 1) log_in(dice_.below(6));
    }
  }

  int logins() const { return logins_; }
  int returns() const { return returns_; }
  int rotations() const { return rotations_; }

 private:
  void plan() {
    const auto at =
        dice_.below(2) == 0
            ? std::nullopt
            : std::optional(world_.clock.now() + crypto::kEveryNodeHasIt + dice_.up_to(200 * 24h));
    if (auto made = crypto::plan_rotation(newest_, plan_at(at), random_)) give(*made);
  }

  void replace() {
    auto made = crypto::rotate_at_once(newest_, plan_at({}), crypto::OldKeys::kept, random_);
    if (made) give(*made);
  }

  crypto::RotationPlan plan_at(std::optional<TimePoint> at) const {
    return {.purpose = Purpose::pseudonym,
            .now = world_.clock.now(),
            .active_at = at,
            .terms = crypto::terms_of(Purpose::pseudonym, kRules)};
  }

  void give(crypto::Rotation& made) {
    newest_ = std::move(made.ring);
    ++rotations_;
    // One node has it at once, the other within the hour.
    nodes_[0].ring = copy_of(newest_);
    nodes_[1].on_its_way.emplace(world_.clock.now() + dice_.up_to(crypto::kEveryNodeHasIt),
                                 copy_of(newest_));
  }

  // What is destroyed is really gone, at the moment that it may be.
  void tick() {
    auto tidy = crypto::without_the_dead(newest_, world_.clock.now());
    if (!tidy) return;
    newest_ = std::move(*tidy);
    for (auto& node : nodes_) node.ring = copy_of(newest_);
    nodes_[1].on_its_way.reset();
  }

  void log_in(int number) {
    auto& node = nodes_.at(static_cast<std::size_t>(dice_.below(2)));
    const TimePoint now = world_.clock.now();
    const FakeClock clock(now + node.clock_offset);
    tests::Node here(world_.store, clock, copy_of(node.ring), std::to_string(++logins_));

    const auto login = here.log_in("person " + std::to_string(number));

    if (!login.person) {  // a node that is behind says so, and does nothing
      ASSERT_EQ(login.fault, Unavailable::What::stale_ring);
      return;
    }
    compare(number, std::string(login.person->seed.expose()), now);
  }

  void compare(int number, const std::string& seed, TimePoint now) {
    const auto known = people_.find(number);
    if (known != people_.end() && now < known->second.last_login + tests::kRetention) {
      ++returns_;
      ASSERT_EQ(seed, known->second.seed) << "somebody became a stranger";
    } else {
      ASSERT_TRUE(seeds_.insert(seed).second) << "somebody is who she or another once was";
    }
    people_[number] = {seed, now};
  }

  struct Known {
    std::string seed;
    TimePoint last_login;
  };

  Dice dice_;
  tests::FixedRandom random_;
  tests::World world_;
  Keyring newest_ = tests::ring_of(1, {{.id = "k1"}});
  std::array<LateNode, 2> nodes_{LateNode{tests::first_ring(), 0ms, std::nullopt},
                                 LateNode{tests::first_ring(), 0ms, std::nullopt}};
  std::map<int, Known> people_;  // the model
  std::set<std::string> seeds_;  // of everybody who ever was
  int logins_ = 0;
  int returns_ = 0;
  int rotations_ = 0;
};

TEST(RotationProperty_Promise4and6, NobodyBecomesAStrangerAndNobodyIsKeptLonger) {
  int logins = 0;
  int returns = 0;
  int rotations = 0;

  for (unsigned seed = 0; seed < 150 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("history " + std::to_string(seed));
    History history(seed);
    history.run(120);
    logins += history.logins();
    returns += history.returns();
    rotations += history.rotations();
  }

  // That there was something to see.
  EXPECT_GT(logins, 10'000);
  EXPECT_GT(returns, 5'000);
  EXPECT_GT(rotations, 1'000);
}

}  // namespace
}  // namespace sluis::identity
