// A primary and a replica, both real: what is to outlive the primary is on the replica before it
// counts (DESIGN §4).

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/detached.hpp>
#include <cstdio>

#include "crypto/clock.h"
#include "store/redis_info.h"
#include "store/redis_store.h"
#include "tests/store/loop.h"
#include "tests/store/redis_server.h"

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;
using store::Copied;

std::vector<store::Operation> put(std::string name) {
  std::vector<store::Operation> operations;
  operations.emplace_back(store::Put{std::move(name), "value", 1h});
  return operations;
}

/// What redis-cli prints; a replica is none that our own connection would talk to.
std::string ask(const RedisServer& server, const std::string& words) {
  const std::string command =
      "redis-cli -p " + std::to_string(server.port()) + " " + words + " 2>&1";
  FILE* pipe = ::popen(command.c_str(), "r");
  if (!pipe) throw std::runtime_error("no redis-cli");
  std::string answer;
  std::array<char, 256> buffer;
  while (std::fgets(buffer.data(), buffer.size(), pipe)) answer += buffer.data();
  ::pclose(pipe);
  return answer;
}

class Replica_Design4 : public testing::Test {
 protected:
  Replica_Design4() {
    // It has to have something to acknowledge.
    loop_.until([this] {
      loop_.run(store_.run(put("something")));
      return store::has_replica_in_step(ask(primary_, "info replication"));
    });
  }
  ~Replica_Design4() override { replica_.wake(); }

  RedisServer primary_{{"--repl-diskless-sync-delay", "0"}};
  RedisServer replica_{{"--replicaof", "127.0.0.1", std::to_string(primary_.port())}};
  store::RedisSettings settings_ = primary_.settings();
  crypto::SystemClock clock_;
  Loop loop_;
  store::RedisStore store_{loop_.executor(), settings_, clock_};
};

// On a machine that is busy a quarter of a second may pass between two servers.
TEST_F(Replica_Design4, HasWhatIsSaidToBeCopied) {
  int copied = 0;
  for (int i = 0; i < 20; ++i) {
    const std::string name = "name-" + std::to_string(i);

    if (loop_.run(store_.run_lasting(put(name))).copied != Copied::yes) continue;

    EXPECT_EQ(ask(replica_, "get " + name), "value\n");
    ++copied;
  }
  EXPECT_GT(copied, 0);
  EXPECT_EQ(store_.copies_missed(), static_cast<std::uint64_t>(20 - copied));
}

TEST_F(Replica_Design4, ThatIsMuteIsNotWaitedForWithoutEnd) {
  loop_.run(store_.run_lasting(put("first")));
  replica_.pause();
  const auto begin = std::chrono::steady_clock::now();

  const auto done = loop_.run(store_.run_lasting(put("second")));

  EXPECT_EQ(done.copied, Copied::no);
  EXPECT_EQ(done.outcomes.size(), 1u) << "the primary has it";
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
  EXPECT_EQ(store_.copies_missed(), 1u);
}

TEST_F(Replica_Design4, ThatIsMuteHoldsUpNothingElse) {
  loop_.run(store_.run_lasting(put("first")));
  replica_.pause();
  std::optional<store::Lasting> waiting;
  boost::asio::co_spawn(loop_.executor(), keep_outcome(store_.run_lasting(put("second")), waiting),
                        boost::asio::detached);

  int answered = 0;
  while (!waiting) {
    loop_.run(store_.get("first"));
    ++answered;
  }

  EXPECT_EQ(waiting->copied, Copied::no);
  EXPECT_GT(answered, 20) << "while the other waits, a quarter of a second";
}

TEST_F(Replica_Design4, ThatWakesUpHasItAll) {
  loop_.run(store_.run_lasting(put("first")));
  replica_.pause();
  loop_.run(store_.run_lasting(put("second")));
  replica_.wake();
  loop_.until([this] { return ask(replica_, "get second") == "value\n"; });

  loop_.until([this] { return loop_.run(store_.run_lasting(put("third"))).copied == Copied::yes; });
  EXPECT_EQ(ask(replica_, "get third"), "value\n");
}

TEST_F(Replica_Design4, ThatIsStillBeingFilledIsNoneToWaitFor) {
  for (int i = 0; i < 100; ++i) loop_.run(store_.run(put("name-" + std::to_string(i))));
  replica_.kill();
  loop_.until([this] { return !ask(primary_, "info replication").contains("state=online"); });
  // It reads for twenty seconds, and answers nobody meanwhile: it has to be up before it begins.
  const RedisServer slow{{"--key-load-delay", "200000"}};
  ask(slow, "replicaof 127.0.0.1 " + std::to_string(primary_.port()));
  loop_.until([this] { return ask(primary_, "info replication").contains("state=online"); });

  const auto done = loop_.run(store_.run_lasting(put("new")));

  EXPECT_EQ(done.copied, Copied::no_replica);
  EXPECT_EQ(store_.copies_missed(), 0u);
  const std::string info = ask(primary_, "info replication");
  EXPECT_TRUE(info.contains("state=online")) << info;
  EXPECT_FALSE(store::has_replica_in_step(info)) << info << "it was reading all the time";
}

TEST_F(Replica_Design4, ThatIsGoneIsNoneToWaitFor) {
  loop_.run(store_.run_lasting(put("first")));
  replica_.kill();
  loop_.until([this] { return !ask(primary_, "info replication").contains("state=online"); });

  EXPECT_EQ(loop_.run(store_.run_lasting(put("second"))).copied, Copied::no_replica);
}

}  // namespace
}  // namespace sluis::tests
