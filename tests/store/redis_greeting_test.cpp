#include "store/redis_greeting.h"

#include <gtest/gtest.h>

namespace sluis::tests {
namespace {

using store::judge_greeting;
using store::RedisSettings;
using store::Reply;
using Kind = store::Reply::Kind;

struct Answers {
  Reply auth{.kind = Kind::status, .text = "OK"};
  Reply name{.kind = Kind::status, .text = "OK"};
  Reply server{.kind = Kind::text,
               .text = "# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\n"};
  Reply memory{.kind = Kind::text, .text = "maxmemory:0\r\nmaxmemory_policy:noeviction\r\n"};
  Reply replication{.kind = Kind::text, .text = "role:master\r\nconnected_slaves:0\r\n"};
  Reply script{.kind = Kind::text, .text = "digest"};

  std::string judge(const RedisSettings& settings = {}) const {
    std::vector<Reply> replies;
    if (!settings.password.empty()) replies.push_back(auth);
    replies.insert(replies.end(), {name, server, memory, replication, script});
    const auto judged = judge_greeting(settings, replies);
    return judged ? "" : judged.error();
  }
};

Reply text_of(const char* text) { return {.kind = Kind::text, .text = text}; }
Reply error(const char* text) { return {.kind = Kind::error, .text = text}; }

RedisSettings with_password() {
  RedisSettings settings;
  settings.password = crypto::Secret::copy_of("secret");
  return settings;
}

TEST(RedisGreeting_Design4, AsksForNoPasswordThatIsNotSet) {
  const std::string octets = store::greeting({}, {}).octets();

  EXPECT_EQ(octets.find("AUTH"), std::string::npos);
}

TEST(RedisGreeting_Design4, LogsInFirst) {
  RedisSettings settings = with_password();
  settings.user = "sluis";

  const std::string octets = store::greeting(settings, {}).octets();

  EXPECT_TRUE(octets.starts_with("*3\r\n$4\r\nAUTH\r\n$5\r\nsluis\r\n$6\r\nsecret\r\n"));
}

TEST(RedisGreeting_Design4, AdmitsAFitRedis) {
  EXPECT_EQ(Answers{}.judge(), "");
  EXPECT_EQ(Answers{}.judge(with_password()), "");
}

TEST(RedisGreeting_Design4, AdmitsALaterVersion) {
  EXPECT_EQ(Answers{.server = text_of("redis_version:10.2.0")}.judge(), "");
}

TEST(RedisGreeting_Design4, RefusesAVersionBelow7) {
  EXPECT_EQ(Answers{.server = text_of("redis_version:6.2.14\r\n")}.judge(),
            "Redis is older than 7.0");
}

TEST(RedisGreeting_Design4, RefusesAVersionThatIsNone) {
  for (const char* text : {"", "redis_version:", "redis_version:7", "redis_version:seven.0",
                           "xredis_version:7.0.0", "redis_version_x:7.0.0"}) {
    EXPECT_EQ(Answers{.server = text_of(text)}.judge(), "Redis does not tell its version") << text;
  }
}

TEST(RedisGreeting_Design4, RefusesEviction) {
  for (const char* text :
       {"maxmemory_policy:allkeys-lru\r\n", "maxmemory_policy:volatile-ttl", ""}) {
    EXPECT_EQ(Answers{.memory = text_of(text)}.judge(),
              "Redis may evict records: set maxmemory-policy to noeviction")
        << text;
  }
}

TEST(RedisGreeting_Design4, RefusesAReplica) {
  EXPECT_EQ(Answers{.replication = text_of("role:slave\r\n")}.judge(),
            "this Redis is a replica, not the primary");
}

TEST(RedisGreeting_Design4, RefusesAWrongPassword) {
  EXPECT_EQ(Answers{.auth = error("WRONGPASS invalid")}.judge(with_password()),
            "Redis refuses the user or password");
}

TEST(RedisGreeting_Design4, RefusesAPasswordThatRedisDoesNotHave) {
  EXPECT_EQ(Answers{.auth = error("ERR AUTH <password> called without any")}.judge(with_password()),
            "Redis has no password set, and one was configured");
}

TEST(RedisGreeting_Design4, SaysThatAPasswordIsMissing) {
  EXPECT_EQ(Answers{.name = error("NOAUTH Authentication required.")}.judge(),
            "Redis asks for a password");
}

TEST(RedisGreeting_Design4, DoesWithoutTheNameOfTheConnection) {
  EXPECT_EQ(Answers{.name = error("NOPERM no CLIENT")}.judge(), "");
}

TEST(RedisGreeting_Design4, SaysWhichPermissionIsMissing) {
  EXPECT_EQ(Answers{.server = error("NOPERM x")}.judge(), "the Redis user may not use INFO server");
  EXPECT_EQ(Answers{.script = error("NOPERM x")}.judge(), "the Redis user may not use SCRIPT LOAD");
}

TEST(RedisGreeting_Design4, WaitsWhileRedisLoads) {
  EXPECT_EQ(Answers{.script = error("LOADING x")}.judge(), "Redis is still loading its data");
}

TEST(RedisGreeting_Design9, DoesNotRepeatWhatRedisSays) {
  EXPECT_EQ(Answers{.server = error("ERR evil\ntext")}.judge(), "Redis refuses INFO server");
}

}  // namespace
}  // namespace sluis::tests
