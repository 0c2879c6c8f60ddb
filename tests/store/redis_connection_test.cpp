// The connection against something that is not what it seems.

#include "store/redis_connection.h"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>

#include "fault/unavailable.h"
#include "store/redis_store.h"
#include "tests/crypto/fake_clock.h"
#include "tests/store/fake_redis.h"
#include "tests/store/loop.h"

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;
using store::RedisSettings;
using store::RedisStore;
using Words = std::vector<std::string>;

class RedisConnection_Design9 : public testing::Test {
 protected:
  void begin(FakeRedis::Answer answer, std::chrono::milliseconds deadline = 5s,
             std::size_t waiting_limit = 100) {
    redis_.emplace(loop_, std::move(answer));
    settings_ = redis_->settings();
    settings_.deadline = deadline;
    settings_.waiting_limit = waiting_limit;
    store_.emplace(loop_.executor(), settings_, clock_);
  }

  std::string check() {
    try {
      loop_.run(store_->check());
      return "";
    } catch (const std::runtime_error& failure) {
      return failure.what();
    }
  }

  Loop loop_;
  FakeClock clock_;
  RedisSettings settings_;
  std::optional<FakeRedis> redis_;
  std::optional<RedisStore> store_;
};

TEST(NextPause_Design9, DoublesFromTenMillisecondsToTwoSeconds) {
  std::vector<std::chrono::milliseconds> pauses;

  for (auto last = 0ms; pauses.size() < 11; last = pauses.back()) {
    pauses.push_back(store::next_pause(last));
  }

  const std::vector<std::chrono::milliseconds> table{10ms,  20ms,   40ms,   80ms,   160ms, 320ms,
                                                     640ms, 1280ms, 2000ms, 2000ms, 2000ms};
  EXPECT_EQ(pauses, table);
}

TEST_F(RedisConnection_Design9, RefusesAnOldRedis) {
  begin([](const Words&) { return ""; });
  redis_->set_info("redis_version:6.2.14\r\nmaxmemory_policy:noeviction\r\nrole:master\r\n");

  EXPECT_EQ(check(), "Redis is older than 7.0");
}

TEST_F(RedisConnection_Design9, RefusesWhatDoesNotSpeakRedis) {
  begin([](const Words&) { return ""; });
  redis_->set_info(std::string(300'000, 'x'));

  EXPECT_EQ(check(), "what answers does not speak the protocol of Redis");
}

// The kernel connects, and nobody ever speaks.
TEST(RedisConnectionAttempt_Design9, DoesNotWaitForeverForAGreeting) {
  using boost::asio::ip::tcp;
  Loop loop;
  FakeClock clock;
  tcp::acceptor mute(loop.executor(), tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
  RedisSettings settings;
  settings.host = "127.0.0.1";
  settings.port = mute.local_endpoint().port();
  settings.connect_deadline = 50ms;
  RedisStore store(loop.executor(), settings, clock);

  try {
    loop.run(store.check());
    FAIL();
  } catch (const std::runtime_error& failure) {
    EXPECT_STREQ(failure.what(), "Redis did not answer in time");
  }
}

TEST_F(RedisConnection_Design9, WritesWhatIsAskedInOneTurnAtOnce) {
  std::size_t asked = 0;
  begin([&asked](const Words& words) {
    ++asked;
    return bulk(words.at(1));
  });
  std::vector<store::Operation> operations;
  for (int at = 0; at < 50; ++at) operations.push_back(store::Get{std::to_string(at)});

  const auto outcomes = loop_.run(store_->run(std::move(operations)));

  EXPECT_EQ(asked, 50u);
  for (std::size_t at = 0; at < outcomes.size(); ++at) {
    EXPECT_EQ(std::get<store::Value>(outcomes[at]), std::to_string(at));
  }
}

TEST_F(RedisConnection_Design9, ClosesOnALateReplyAndAnswersTheNextItself) {
  bool is_mute = true;
  begin([&is_mute](const Words& words) { return is_mute ? "" : bulk(words.at(1)); }, 1s);
  ASSERT_EQ(check(), "");

  EXPECT_THROW(loop_.run(store_->get("first")), Unavailable);
  is_mute = false;
  redis_->send(bulk("first"));  // late: nobody may get it

  EXPECT_EQ(loop_.run(store_->get("second")), "second");
  EXPECT_EQ(redis_->connections(), 2u);
}

TEST_F(RedisConnection_Design9, ClosesOnAReplyThatNobodyAskedFor) {
  begin([](const Words& words) { return bulk(words.at(1)); });
  ASSERT_EQ(check(), "");

  redis_->send(bulk("unasked"));
  loop_.until([this] { return redis_->closed() == 1; });

  EXPECT_EQ(loop_.run(store_->get("name")), "name");
}

TEST_F(RedisConnection_Design9, RefusesMoreThanMayWait) {
  begin([](const Words&) { return ""; }, 10s, 2);
  ASSERT_EQ(check(), "");

  const std::vector<store::Operation> three(3, store::Get{"name"});
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THROW(loop_.run(store_->run(three)), Unavailable);

  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
}

TEST_F(RedisConnection_Design9, LeavesAPrimaryThatIsOneNoLonger) {
  begin([](const Words&) { return "-READONLY You can't write against a read only replica.\r\n"; });
  ASSERT_EQ(check(), "");

  EXPECT_THROW(loop_.run(store_->put({"name", "value", 1h})), Unavailable);
  loop_.until([this] { return redis_->connections() == 2; });

  EXPECT_EQ(redis_->closed(), 1u);
}

TEST_F(RedisConnection_Design9, LeavesARedisThatAnswersSomethingElse) {
  begin([](const Words&) { return ":3\r\n"; });
  ASSERT_EQ(check(), "");

  EXPECT_THROW(loop_.run(store_->get("name")), Unavailable);
  loop_.until([this] { return redis_->closed() == 1; });
}

TEST_F(RedisConnection_Design9, StaysWhenRedisMerelyRefuses) {
  begin([](const Words&) { return "-OOM command not allowed\r\n"; });
  ASSERT_EQ(check(), "");

  EXPECT_THROW(loop_.run(store_->put({"name", "value", 1h})), Unavailable);
  EXPECT_THROW(loop_.run(store_->put({"name", "value", 1h})), Unavailable);

  EXPECT_EQ(redis_->connections(), 1u);
}

TEST_F(RedisConnection_Design9, TellsThoseWhoWaitThatItEnds) {
  begin([](const Words&) { return ""; });
  ASSERT_EQ(check(), "");
  auto waiting =
      boost::asio::co_spawn(loop_.executor(), store_->get("name"), boost::asio::use_future);
  loop_.until([this] { return store_->statistics().commands == 1; });

  store_.reset();
  loop_.until([&waiting] { return waiting.wait_for(0s) == std::future_status::ready; });

  EXPECT_THROW(waiting.get(), Unavailable);
}

TEST_F(RedisConnection_Design9, ComesBackAfterAQuietWhile) {
  begin([](const Words& words) { return bulk(words.at(1)); });
  redis_->set_info("role:slave\r\n");
  ASSERT_NE(check(), "");
  EXPECT_THROW(loop_.run(store_->get("name")), Unavailable);

  redis_->set_info("redis_version:7.0.0\r\nmaxmemory_policy:noeviction\r\nrole:master\r\n");
  loop_.until([this] { return store_->statistics().is_connected.load(); });

  EXPECT_EQ(loop_.run(store_->get("name")), "name");
}

struct Hostility {
  const char* name;
  std::string octets;
};

class HostileRedis_Design9 : public RedisConnection_Design9,
                             public testing::WithParamInterface<Hostility> {};

TEST_P(HostileRedis_Design9, IsLeftBeforeItCostsMemory) {
  begin([](const Words&) { return GetParam().octets; });
  ASSERT_EQ(check(), "");

  EXPECT_THROW(loop_.run(store_->get("name")), Unavailable);
  loop_.until([this] { return redis_->closed() >= 1; });

  // What the limits allow, and what the kernel's buffers take.
  EXPECT_LT(redis_->octets_sent(), 12'000'000u);
}

INSTANTIATE_TEST_SUITE_P(
    RedisConnection, HostileRedis_Design9,
    testing::Values(Hostility{"EndlessText", "$2000000000\r\n" + std::string(30'000'000, 'x')},
                    Hostility{"EndlessLine", "+" + std::string(30'000'000, 'x')},
                    Hostility{"EndlessError", "-" + std::string(30'000'000, 'x')},
                    Hostility{"ListOfTwoMilliards", "*2147483647\r\n"},
                    Hostility{"ListBeyondInt", "*4294967297\r\n"},
                    Hostility{"NestedLists",
                              "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n"},
                    Hostility{"Garbage", "HTTP/1.1 400 Bad Request\r\n\r\n"},
                    Hostility{"Resp3", "%1\r\n+a\r\n+b\r\n"}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace sluis::tests
