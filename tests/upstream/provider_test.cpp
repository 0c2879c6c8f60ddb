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
  std::string first_kid() { return run(provider.keys(std::string(kJwks))).at(0).kid().value(); }
  std::optional<upstream::Provider::Keys> newer_keys() {
    return run(provider.newer_keys(std::string(kJwks)));
  }
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

TEST(Provider_Nlr07, FetchesItsKeysOnceWithinMaxAge) {
  World world;

  world.first_kid();
  world.clock.advance(599s);
  world.first_kid();
  EXPECT_EQ(world.there.asked(kJwks), 1U);
  world.clock.advance(1s);
  world.first_kid();

  EXPECT_EQ(world.there.asked(kJwks), 2U);
}

TEST(Provider_Nlr07, FetchesTheKeysOfAnotherAddressAnew) {
  World world;
  world.there.instead["https://idp.example/moved"] =
      json_answer(set_of(ForeignKey::p256(), "moved"));

  world.first_kid();
  const auto keys = run(world.provider.keys("https://idp.example/moved"));

  EXPECT_EQ(keys.at(0).kid(), "moved");
}

TEST(Provider_Nlr07, FetchesNewerKeysOnceAMinute) {
  World world;
  EXPECT_EQ(world.first_kid(), "one");
  world.there.jwks = set_of(world.there.key, "two");

  const auto newer = world.newer_keys();
  const auto too_soon = world.newer_keys();
  world.clock.advance(59s);
  const auto still_too_soon = world.newer_keys();
  world.clock.advance(1s);
  const auto again = world.newer_keys();

  ASSERT_TRUE(newer);
  EXPECT_EQ(newer->at(0).kid(), "two");
  EXPECT_FALSE(too_soon);
  EXPECT_FALSE(still_too_soon);
  EXPECT_TRUE(again);
  EXPECT_EQ(world.there.asked(kJwks), 3U);
  EXPECT_EQ(world.first_kid(), "two") << "and they are kept";
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
  world.there.silent = {std::string(kDiscovery), std::string(kJwks)};

  EXPECT_THROW(world.metadata(), Unavailable);
  EXPECT_THROW(world.first_kid(), Unavailable);
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
  world.there.instead = {{std::string(kDiscovery), elsewhere}, {std::string(kJwks), elsewhere}};

  EXPECT_THROW(world.metadata(), Unavailable);
  EXPECT_THROW(world.first_kid(), Unavailable);
}

TEST(Provider_Design9, IsUnavailableWhenItAnswersWithSomethingElse) {
  World world;
  world.there.instead = {{std::string(kDiscovery), json_answer(R"({"issuer":"a","issuer":"b"})")},
                         {std::string(kJwks), json_answer(R"({"keys":{}})")}};

  EXPECT_THROW(world.metadata(), Unavailable);
  EXPECT_THROW(world.first_kid(), Unavailable);
}

TEST(Provider_Design9, IsUnavailableWhenTheAnswerIsTooLarge) {
  World world;
  const std::string padding(300'000, ' ');
  world.there.instead = {{std::string(kDiscovery), json_answer("{" + padding + "}")},
                         {std::string(kJwks), json_answer("{\"keys\":[" + padding + "]}")}};

  EXPECT_THROW(world.metadata(), Unavailable);
  EXPECT_THROW(world.first_kid(), Unavailable);
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

TEST(Provider_Nlr07, GivesNewerKeysToAllWhoWaitForThem) {
  World world;
  world.first_kid();
  world.there.jwks = set_of(world.there.key, "two");

  boost::asio::io_context loop(1);
  std::vector<std::future<std::optional<upstream::Provider::Keys>>> outcomes;
  for (int number = 0; number < 5; ++number) {
    outcomes.push_back(boost::asio::co_spawn(loop, world.provider.newer_keys(std::string(kJwks)),
                                             boost::asio::use_future));
  }
  loop.run();

  for (auto& outcome : outcomes) EXPECT_EQ(outcome.get().value().at(0).kid(), "two");
  EXPECT_EQ(world.there.asked(kJwks), 2U);
}

}  // namespace

}  // namespace sluis::tests
