#include "upkeep.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/crypto/fake_clock.h"
#include "tests/store/memory_store.h"
#include "tests/store/run_awaitable.h"

namespace sluis {
namespace {

using namespace std::chrono_literals;
using boost::asio::awaitable;
using tests::run;

/// A Redis as far as its own file goes; it writes that when the test says so.
class Upkeep_Promise4 : public testing::Test {
 protected:
  awaitable<store::LogState> log_state() { co_return log_; }
  awaitable<bool> rewrite_log() {
    ++asked_;
    if (!is_willing_) co_return false;
    log_.is_rewritten_now = true;
    log_.has_been_rewritten = true;
    co_return true;
  }

  void finish(bool is_well) {
    log_.is_rewritten_now = false;
    log_.has_failed = !is_well;
  }
  void end_and_start_redis() {
    log_ = {
        .is_on = true, .is_rewritten_now = false, .has_been_rewritten = false, .has_failed = false};
  }
  void look(Upkeep& node) { run(node.look()); }
  void look() { look(upkeep_); }

  Upkeep make() {
    return {{.store = store_,
             .log_state = [this] { return log_state(); },
             .rewrite_log = [this] { return rewrite_log(); }},
            clock_,
            [this](const Event& event) { events_.push_back(event.kind); },
            [](const std::string&) {}};
  }

  tests::FakeClock clock_;
  tests::MemoryStore store_{clock_};
  store::LogState log_{
      .is_on = true, .is_rewritten_now = false, .has_been_rewritten = false, .has_failed = false};
  bool is_willing_ = true;
  int asked_ = 0;
  std::vector<Event::Kind> events_;
  Upkeep upkeep_{make()};
};

TEST_F(Upkeep_Promise4, CountsARewriteFromItsBeginningOnceItHasEndedWell) {
  look();
  clock_.advance(30s);
  look();
  const auto while_it_is_written = upkeep_.log_age();
  finish(true);

  look();

  EXPECT_EQ(while_it_is_written, std::nullopt);
  EXPECT_EQ(upkeep_.log_age(), 30);
}

TEST_F(Upkeep_Promise4, LooksSoonWhileItIsWritten) {
  look();
  const auto soon = upkeep_.until_next_look();
  finish(true);

  look();

  EXPECT_EQ(soon, Upkeep::kLookWhileRewritten);
  EXPECT_EQ(upkeep_.until_next_look(), Upkeep::kLook);
}

TEST_F(Upkeep_Promise4, AsksOnceADay) {
  look();
  finish(true);
  look();
  clock_.advance(24h - 1s);
  look();
  const int within_the_day = asked_;
  clock_.advance(1s);

  look();

  EXPECT_EQ(within_the_day, 1);
  EXPECT_EQ(asked_, 2);
}

TEST_F(Upkeep_Promise4, OneThatFailedDoesNotMakeTheFileYounger) {
  look();
  finish(true);
  look();
  clock_.advance(24h);
  look();
  finish(false);

  look();

  EXPECT_EQ(upkeep_.log_age(), std::chrono::seconds(24h).count());
  EXPECT_EQ(events_, std::vector{Event::Kind::rewrite_refused});
}

TEST_F(Upkeep_Promise4, AsksAgainAnHourAfterAFailureAndSaysEachOne) {
  look();
  finish(false);
  look();
  clock_.advance(1h - 1s);
  look();
  const int within_the_hour = asked_;
  clock_.advance(1s);

  look();
  finish(false);
  look();

  EXPECT_EQ(within_the_hour, 1);
  EXPECT_EQ(asked_, 2);
  EXPECT_EQ(events_.size(), 2u);
}

TEST_F(Upkeep_Promise4, ARefusalIsAskedAgainAnHourLater) {
  is_willing_ = false;
  look();
  look();
  const int within_the_hour = asked_;
  clock_.advance(1h);
  is_willing_ = true;

  look();
  finish(true);
  look();

  EXPECT_EQ(within_the_hour, 1);
  EXPECT_EQ(events_.size(), 1u);
  EXPECT_EQ(upkeep_.log_age(), 0);
}

TEST_F(Upkeep_Promise4, OneThatEndedWithRedisIsAskedAgain) {
  look();
  end_and_start_redis();

  look();

  EXPECT_EQ(asked_, 2);
  EXPECT_TRUE(events_.empty());
  EXPECT_EQ(upkeep_.log_age(), std::nullopt);
}

TEST_F(Upkeep_Promise4, OneThatWasDoneCountsAlsoAfterAnotherStartOfRedis) {
  look();
  finish(true);
  look();
  end_and_start_redis();
  clock_.advance(1h);

  look();

  EXPECT_EQ(asked_, 1);
  EXPECT_EQ(upkeep_.log_age(), 3600);
}

TEST_F(Upkeep_Promise4, OfTwoNodesOneAsksAndOneComplains) {
  Upkeep other = make();
  look();
  look(other);
  finish(false);

  look();
  look(other);

  EXPECT_EQ(asked_, 1);
  EXPECT_EQ(events_.size(), 1u);
}

TEST_F(Upkeep_Promise4, KnowsNoAgeWhereRedisKeepsNoFile) {
  log_.is_on = false;

  look();

  EXPECT_EQ(asked_, 0);
  EXPECT_EQ(upkeep_.log_age(), std::nullopt);
}

}  // namespace
}  // namespace sluis
