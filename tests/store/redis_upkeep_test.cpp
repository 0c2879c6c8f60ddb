// What is asked of Redis as a whole: all its names, and its append-only file.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "fault/unavailable.h"
#include "store/redis_info.h"
#include "store/redis_store.h"
#include "tests/store/fake_redis.h"
#include "tests/store/loop.h"
#include "tests/store/redis_server.h"

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;
using store::RedisStore;

std::map<std::string, std::optional<store::TimeToLive>> all_names(Loop& loop, RedisStore& redis) {
  std::map<std::string, std::optional<store::TimeToLive>> all;
  std::string cursor = "0";
  do {
    auto page = loop.run(redis.names_after(cursor));
    for (auto& name : page.names) all[name.name] = name.left;
    cursor = page.next;
  } while (cursor != "0");
  return all;
}

TEST(RedisNames_Pri14, ShowsEveryNameWithWhatIsLeftOfItsLife) {
  RedisServer server;
  crypto::SystemClock clock;
  Loop loop;
  const auto settings = server.settings();
  RedisStore redis(loop.executor(), settings, clock);
  std::vector<store::Operation> writing;
  for (int number = 0; number < 1000; ++number) {
    writing.emplace_back(store::Put{"rl:" + std::to_string(number), "1", 1h});
  }
  writing.emplace_back(store::FindOrAdd{{"id:a"}, "v", 2h, 1});
  loop.run(redis.run(std::move(writing)));

  const auto all = all_names(loop, redis);

  ASSERT_EQ(all.size(), 1002u);
  EXPECT_EQ(all.at("fence"), std::nullopt);
  EXPECT_LE(all.at("rl:7"), 1h);
  EXPECT_GT(all.at("id:a"), 1h);
}

TEST(RedisNames_Pri14, ShowsNoneOfAnEmptyStore) {
  RedisServer server;
  crypto::SystemClock clock;
  Loop loop;
  const auto settings = server.settings();
  RedisStore redis(loop.executor(), settings, clock);

  EXPECT_TRUE(all_names(loop, redis).empty());
}

TEST(RedisLog_Promise4, IsWrittenAnewWhenAsked) {
  RedisServer server({"--appendonly", "yes"});
  crypto::SystemClock clock;
  Loop loop;
  const auto settings = server.settings();
  RedisStore redis(loop.executor(), settings, clock);

  const auto state = loop.run(redis.log_state());
  const bool is_agreed = loop.run(redis.rewrite_log());

  EXPECT_TRUE(state.is_on);
  EXPECT_FALSE(state.has_failed);
  EXPECT_TRUE(is_agreed);
}

TEST(RedisLog_Promise4, IsOffWhereRedisKeepsNone) {
  RedisServer server;
  crypto::SystemClock clock;
  Loop loop;
  const auto settings = server.settings();
  RedisStore redis(loop.executor(), settings, clock);

  EXPECT_FALSE(loop.run(redis.log_state()).is_on);
}

TEST(RedisLog_Promise4, ARefusalIsAnAnswer) {
  RedisServer server(
      {"--appendonly", "yes", "--user", "default", "on", "nopass", "~*", "+@all", "-bgrewriteaof"});
  crypto::SystemClock clock;
  Loop loop;
  const auto settings = server.settings();
  RedisStore redis(loop.executor(), settings, clock);

  EXPECT_FALSE(loop.run(redis.rewrite_log()));
}

// docs/operate.md gives this list to operators.
TEST(RedisUser_Design9, NeedsNoMoreThanTheDocumentSays) {
  RedisServer server(
      {"--appendonly",    "yes",      "--user",        "sluis",        "on",
       ">geheim",         "~*",       "resetchannels", "-@all",        "+auth",
       "+client|setname", "+info",    "+time",         "+script|load", "+evalsha",
       "+eval",           "+get",     "+set",          "+getdel",      "+del",
       "+incr",           "+pexpire", "+scan",         "+pttl",        "+bgrewriteaof"});
  crypto::SystemClock clock;
  Loop loop;
  auto settings = server.settings();
  settings.user = "sluis";
  settings.password = crypto::Secret::copy_of("geheim");
  RedisStore redis(loop.executor(), settings, clock);

  loop.run(redis.check());
  const auto outcomes = loop.run(redis.run(
      {store::Put{"name", "value", 1h}, store::Get{"name"}, store::Take{"name"},
       store::Add{"name", "value", 1h}, store::Renew{"name", 1h}, store::Count{"count", 1h},
       store::FindOrAdd{{"a"}, "v", 1h, 1}, store::Replace{"a", "v", std::nullopt, std::nullopt}}));

  EXPECT_EQ(outcomes.size(), 8u);
  EXPECT_EQ(all_names(loop, redis).size(), 3u);
  EXPECT_TRUE(loop.run(redis.log_state()).is_on);
  EXPECT_TRUE(loop.run(redis.rewrite_log()));
  (void)loop.run(redis.clock_offset());
}

TEST(RedisNames_Pri14, SaysThatTheUserMayNotLook) {
  RedisServer server({"--user", "default", "on", "nopass", "~*", "+@all", "-scan"});
  crypto::SystemClock clock;
  Loop loop;
  const auto settings = server.settings();
  RedisStore redis(loop.executor(), settings, clock);

  EXPECT_THROW(all_names(loop, redis), Unavailable);
}

TEST(RedisInfo_Design9, FindsAFieldByItsWholeName) {
  const std::string info = "# Persistence\r\naof_enabled:1\r\naof_last:x\r\n";

  EXPECT_EQ(store::info_field(info, "aof_enabled"), "1");
  EXPECT_EQ(store::info_field(info, "aof"), "");
  EXPECT_EQ(store::info_field(info, "enabled"), "");
}

}  // namespace
}  // namespace sluis::tests
