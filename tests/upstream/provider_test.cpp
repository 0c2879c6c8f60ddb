#include "upstream/provider.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <vector>

#include "fault/unavailable.h"
#include "tests/crypto/fake_clock.h"
#include "tests/store/run_awaitable.h"
#include "tests/upstream/lying_provider.h"

namespace sluis::tests {

namespace {

using namespace std::chrono_literals;

struct World {
  FakeClock clock;
  LyingProvider there{clock};
  upstream::Provider provider{
      std::string(kIssuer), {crypto::Algorithm::es256}, {.client = there, .clock = clock}};

  upstream::Provider::Metadata metadata() { return run(provider.metadata()); }
};

TEST(Provider_Nlr07, FetchesItsMetadataOnceWithinMaxAge) {
  World world;

  EXPECT_TRUE(world.metadata());
  world.clock.advance(599s);
  EXPECT_TRUE(world.metadata());
  EXPECT_EQ(world.there.asked(kDiscovery), 1U);
  world.clock.advance(1s);
  EXPECT_TRUE(world.metadata());

  EXPECT_EQ(world.there.asked(kDiscovery), 2U);
}

TEST(Provider_Nlr07, KeepsARefusalForAMinute) {
  World world;
  world.there.metadata["issuer"] = "https://renamed.example";

  EXPECT_EQ(world.metadata().error(), Refusal::issuer_mismatch);
  world.there.metadata["issuer"] = kIssuer;
  EXPECT_EQ(world.metadata().error(), Refusal::issuer_mismatch);
  world.clock.advance(60s);

  EXPECT_TRUE(world.metadata());
}

TEST(Provider_Nlr08, LetsSignedMetadataWin) {
  World world;
  world.there.metadata["signed_metadata"] =
      world.there.key.token(crypto::Algorithm::es256, R"({"alg":"ES256","kid":"one"})",
                            R"({"iss":"https://idp.example",)"
                            R"("token_endpoint":"https://idp.example/signed"})");

  const auto metadata = world.metadata();

  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->token_endpoint, "https://idp.example/signed");
}

TEST(Provider_Design9, IsUnavailableWhenItDoesNotAnswer) {
  World world;
  world.there.silent = {std::string(kDiscovery)};

  EXPECT_THROW(world.metadata(), Unavailable);
}

TEST(Provider_Design9, ComesBackAtOnce) {
  World world;
  world.there.silent = {std::string(kDiscovery)};
  EXPECT_THROW(world.metadata(), Unavailable);

  world.there.silent.clear();

  EXPECT_TRUE(world.metadata());
}

TEST(Provider_Design9, IsUnavailableWhenItSendsHerElsewhere) {
  World world;
  http::Response elsewhere{.status = 302, .headers = {}, .body = ""};
  elsewhere.headers.add("Location", "https://idp.example/moved");
  world.there.instead = {{std::string(kDiscovery), elsewhere}};

  EXPECT_THROW(world.metadata(), Unavailable);
}

TEST(Provider_Design9, IsUnavailableWhenItAnswersWithSomethingElse) {
  World world;
  world.there.instead = {{std::string(kDiscovery), json_answer(R"({"issuer":"a","issuer":"b"})")}};

  EXPECT_THROW(world.metadata(), Unavailable);
}

TEST(Provider_Design9, IsUnavailableWhenTheAnswerIsTooLarge) {
  World world;
  const std::string padding(300'000, ' ');
  world.there.instead = {{std::string(kDiscovery), json_answer("{" + padding + "}")}};

  EXPECT_THROW(world.metadata(), Unavailable);
}

/// Many at once on one loop; how many of them threw Unavailable.
std::size_t all_at_once(World& world, int logins) {
  boost::asio::io_context loop(1);
  std::vector<std::future<upstream::Provider::Metadata>> outcomes;
  for (int number = 0; number < logins; ++number) {
    outcomes.push_back(
        boost::asio::co_spawn(loop, world.provider.metadata(), boost::asio::use_future));
  }
  loop.run();
  std::size_t failed = 0;
  for (auto& outcome : outcomes) {
    try {
      EXPECT_TRUE(outcome.get());
    } catch (const Unavailable&) {
      ++failed;
    }
  }
  return failed;
}

TEST(Provider_Design9, IsAskedOnceByManyLogins) {
  World world;

  const auto failed = all_at_once(world, 20);

  EXPECT_EQ(failed, 0U);
  EXPECT_EQ(world.there.asked(kDiscovery), 1U);
}

TEST(Provider_Design9, LeavesNobodyWaitingWhenTheOneWhoAskedGotNoAnswer) {
  World world;
  world.there.silent = {std::string(kDiscovery)};

  const auto failed = all_at_once(world, 20);

  EXPECT_EQ(failed, 20U);
  EXPECT_EQ(world.there.asked(kDiscovery), 1U);
}

}  // namespace

}  // namespace sluis::tests
