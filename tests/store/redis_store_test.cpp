// RedisStore against a real Redis: ways to reach it, those it refuses, and its faults.

#include "store/redis_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "fault/unavailable.h"
#include "tests/crypto/fake_clock.h"
#include "tests/store/fake_redis.h"
#include "tests/store/loop.h"
#include "tests/store/redis_server.h"

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;
using store::RedisSettings;
using store::RedisStore;
using testing::HasSubstr;
using Transport = RedisSettings::Transport;

/// What check() says, or nothing when it is content.
std::string verdict(const RedisSettings& settings) {
  crypto::SystemClock clock;
  Loop loop;
  RedisStore redis(loop.executor(), settings, clock);
  try {
    loop.run(redis.check());
    // Every kind once: a Redis user may be allowed too little.
    const std::vector<store::Operation> every = {
        store::Put{"name", "value", 1h},
        store::Get{"name"},
        store::Take{"name"},
        store::Add{"name", "value", 1h},
        store::Renew{"name", 1h},
        store::Count{"count", 1h},
        store::FindOrAdd{{"a"}, "v", 1h, 1},
        store::Replace{"a", "v", std::nullopt, std::nullopt}};
    return std::get<store::Value>(loop.run(redis.run(every)).at(1)) == "value" ? "" : "lost it";
  } catch (const std::runtime_error& failure) {
    return failure.what();
  }
}

void make_certificate(const TemporaryDirectory& directory, const std::string& name) {
  const std::string command =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
      " -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
      " -keyout " +
      directory.file(name + ".key") + " -out " + directory.file(name + ".crt") + " 2>/dev/null";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("no certificate");
}

class RedisOverTls : public testing::Test {
 protected:
  RedisOverTls() { make_certificate(directory_, "other"); }

  RedisSettings settings(const std::string& ca) {
    RedisSettings settings = server_.settings(Transport::tls);
    settings.host = "localhost";
    settings.port = port_;
    settings.ca_file = directory_.file(ca);
    return settings;
  }

 private:
  std::vector<std::string> options() {
    make_certificate(directory_, "redis");
    return {"--tls-port",         std::to_string(port_),
            "--tls-auth-clients", "no",
            "--tls-cert-file",    directory_.file("redis.crt"),
            "--tls-key-file",     directory_.file("redis.key")};
  }

  TemporaryDirectory directory_;
  std::uint16_t port_ = free_port();
  RedisServer server_{options()};
};

TEST(RedisStore_Design6, ReachesRedisByUnixSocket) {
  RedisServer server;

  EXPECT_EQ(verdict(server.settings(Transport::unix_socket)), "");
}

TEST(RedisStore_Design6, ReachesRedisByTcp) {
  RedisServer server;

  EXPECT_EQ(verdict(server.settings(Transport::tcp)), "");
}

TEST(RedisStore_Design6, ReachesRedisByName) {
  RedisServer server;
  RedisSettings settings = server.settings(Transport::tcp);
  settings.host = "localhost";

  EXPECT_EQ(verdict(settings), "");
}

TEST_F(RedisOverTls, IsReached) { EXPECT_EQ(verdict(settings("redis.crt")), ""); }

TEST_F(RedisOverTls, IsRefusedUnderAnotherCa) {
  EXPECT_THAT(verdict(settings("other.crt")), HasSubstr("TLS with Redis failed: "));
}

TEST_F(RedisOverTls, IsRefusedUnderAnotherHostName) {
  RedisSettings by_address = settings("redis.crt");
  by_address.host = "127.0.0.1";

  EXPECT_THAT(verdict(by_address), HasSubstr("TLS with Redis failed: "));
}

TEST_F(RedisOverTls, IsNotReachedWithoutTheCaFile) {
  EXPECT_EQ(verdict(settings("missing.crt")), "cannot read the CA file for Redis");
}

TEST(RedisStore_Design4, LogsInWithPassword) {
  RedisServer server({"--requirepass", "right"});
  RedisSettings settings = server.settings();

  EXPECT_EQ(verdict(settings), "Redis asks for a password");
  settings.password = crypto::Secret::copy_of("wrong");
  EXPECT_EQ(verdict(settings), "Redis refuses the user or password");
  settings.password = crypto::Secret::copy_of("right");
  EXPECT_EQ(verdict(settings), "");
}

TEST(RedisStore_Design4, LogsInAsAUserWithFewPermissions) {
  RedisServer server({"--user", "sluis", "on", ">secret", "~*", "-@all", "+get", "+set", "+getdel",
                      "+incr", "+del", "+pexpire", "+evalsha", "+eval", "+script|load", "+info",
                      "+time"});
  RedisSettings settings = server.settings();
  settings.user = "sluis";
  settings.password = crypto::Secret::copy_of("secret");

  EXPECT_EQ(verdict(settings), "");
}

TEST(RedisStore_Design4, RefusesARedisThatEvicts) {
  RedisServer server({"--maxmemory-policy", "allkeys-lru"});

  EXPECT_THAT(verdict(server.settings()), HasSubstr("set maxmemory-policy to noeviction"));
}

TEST(RedisStore_Design4, RefusesAReplica) {
  RedisServer server({"--replicaof", "127.0.0.1", "1"});

  EXPECT_EQ(verdict(server.settings()), "this Redis is a replica, not the primary");
}

TEST(RedisStore_Design4, SaysWhereNobodyAnswers) {
  RedisServer server;
  server.kill();
  const RedisSettings settings = server.settings(Transport::tcp);

  EXPECT_THAT(verdict(settings), HasSubstr("cannot connect to Redis at 127.0.0.1 port "));
}

class RedisStoreFaults_Design9 : public testing::Test {
 protected:
  explicit RedisStoreFaults_Design9(std::chrono::milliseconds deadline = 5s)
      : settings_(server_.settings()) {
    settings_.deadline = deadline;
  }

  void ask_directly(std::vector<std::vector<std::string_view>> asked) {
    store::RedisConnection connection(loop_.executor(), settings_, {});
    store::Commands commands;
    for (const auto& words : asked) commands.add(words);
    loop_.run(connection.send(std::move(commands)));
  }

  /// Gets until the store answers again.
  store::Value get_when_back(const std::string& name) {
    store::Value value;
    loop_.until([&] {
      try {
        value = loop_.run(store_.get(name));
        return true;
      } catch (const Unavailable&) {
        return false;
      }
    });
    return value;
  }

  RedisServer server_;
  RedisSettings settings_;
  crypto::SystemClock clock_;
  std::vector<Event::Kind> told_;
  Loop loop_;
  RedisStore store_{loop_.executor(), settings_, clock_,
                    [this](const Event& event) { told_.push_back(event.kind); }};
};

TEST_F(RedisStoreFaults_Design9, RecoversFromAKilledRedis) {
  loop_.run(store_.put({"name", "value", 1h}));

  server_.kill();
  EXPECT_THROW(loop_.run(store_.get("name")), Unavailable);
  server_.start();

  EXPECT_EQ(get_when_back("name"), std::nullopt);
  EXPECT_EQ(loop_.run(store_.count("count", 1h)), 1);  // the scripts are there again
  EXPECT_THAT(told_, testing::ElementsAre(Event::Kind::store_lost, Event::Kind::store_back));
}

TEST_F(RedisStoreFaults_Design9, RefusesARedisThatEvictsWhenItComesBack) {
  loop_.run(store_.check());

  ask_directly({{"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"},
                {"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"}});
  loop_.until([this] { return !store_.statistics().is_connected; });

  EXPECT_THROW(loop_.run(store_.get("name")), Unavailable);
}

TEST_F(RedisStoreFaults_Design9, LoadsScriptsThatWereFlushed) {
  loop_.run(store_.check());
  ask_directly({{"SCRIPT", "FLUSH"}});

  EXPECT_EQ(loop_.run(store_.count("name", 1h)), 1);
  EXPECT_EQ(loop_.run(store_.count("name", 1h)), 2);
}

TEST_F(RedisStoreFaults_Design9, KeepsTheOrderOfAListWhenScriptsWereFlushed) {
  loop_.run(store_.check());
  const std::vector<store::Operation> dependent = {store::Count{"name", 1h}, store::Get{"name"}};
  const std::vector<store::Operation> apart = {store::Count{"name", 1h}, store::Get{"other"}};

  ask_directly({{"SCRIPT", "FLUSH"}});
  EXPECT_THROW(loop_.run(store_.run(dependent)), Unavailable);
  get_when_back("name");
  ask_directly({{"SCRIPT", "FLUSH"}});

  EXPECT_EQ(std::get<std::int64_t>(loop_.run(store_.run(apart)).at(0)), 1);
}

TEST_F(RedisStoreFaults_Design9, CountsWhatItAsks) {
  loop_.run(store_.check());
  const std::vector<store::Operation> operations(3, store::Get{"name"});

  loop_.run(store_.run(operations));
  loop_.run(store_.get("name"));

  EXPECT_EQ(store_.statistics().commands, 4u);
  EXPECT_EQ(store_.statistics().round_trips, 2u);
  EXPECT_EQ(store_.statistics().errors, 0u);
  EXPECT_EQ(store_.statistics().connects, 1u);
}

class RedisStoreDeadline_Design9 : public RedisStoreFaults_Design9 {
 protected:
  RedisStoreDeadline_Design9() : RedisStoreFaults_Design9(1s) {}
};

TEST_F(RedisStoreDeadline_Design9, GivesNobodyTheLateReplyOfAnother) {
  loop_.run(store_.put({"first", "one", 1h}));
  loop_.run(store_.put({"second", "two", 1h}));

  ask_directly({{"CLIENT", "PAUSE", "1500", "ALL"}});
  EXPECT_THROW(loop_.run(store_.get("first")), Unavailable);

  EXPECT_EQ(get_when_back("second"), "two");
  EXPECT_GE(store_.statistics().connects, 2u);
}

TEST(RedisStoreClock_Design3, MeasuresHowFarRedisIsAhead) {
  FakeClock clock(crypto::TimePoint(1000s));
  Loop loop;
  FakeRedis redis(loop, [](const auto&) { return "*2\r\n" + bulk("1031") + bulk("500999"); });
  const RedisSettings settings = redis.settings();
  RedisStore store(loop.executor(), settings, clock);

  EXPECT_EQ(loop.run(store.clock_offset()), 31'500ms);
}

TEST(RedisStoreClock_Design3, RefusesATimeThatIsNone) {
  FakeClock clock;
  Loop loop;
  FakeRedis redis(loop, [](const auto&) { return "*2\r\n" + bulk("1031") + bulk("x"); });
  const RedisSettings settings = redis.settings();
  RedisStore store(loop.executor(), settings, clock);

  EXPECT_THROW(loop.run(store.clock_offset()), Unavailable);
}

}  // namespace
}  // namespace sluis::tests
