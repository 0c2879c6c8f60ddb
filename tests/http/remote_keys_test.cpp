#include "http/remote_keys.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "tests/crypto/fake_clock.h"
#include "tests/http/key_house.h"
#include "tests/store/run_awaitable.h"

namespace sluis::tests {

namespace {

using namespace std::chrono_literals;

constexpr const char* kAddress = "https://idp.example/jwks";

const crypto::SigningKey& one() {
  static const auto key = crypto::SigningKey::generate(crypto::Algorithm::es256, "one");
  return key;
}
const crypto::SigningKey& two() {
  static const auto key = crypto::SigningKey::generate(crypto::Algorithm::es256, "two");
  return key;
}

std::string first_kid(const std::optional<http::RemoteKeys::Keys>& keys) {
  return keys ? keys->at(0).kid().value() : std::string("none");
}

struct World {
  World() { there.publish(kAddress, {&one()}); }

  FakeClock clock;
  KeyHouse there;
  http::RemoteKeys keys{{.client = there, .clock = clock}};

  std::string kid() { return first_kid(run(keys.get(kAddress))); }
  std::string newer_kid() { return first_kid(run(keys.get_newer(kAddress))); }
  std::string last_kid() const { return first_kid(keys.last(kAddress)); }
};

TEST(RemoteKeys_Nlr07, AreFetchedOnceWithinMaxAge) {
  World world;

  world.kid();
  world.clock.advance(599s);
  world.kid();
  EXPECT_EQ(world.there.asked.size(), 1U);
  world.clock.advance(1s);
  world.kid();

  EXPECT_EQ(world.there.asked.size(), 2U);
}

TEST(RemoteKeys_Nlr07, OfAnotherAddressAreFetchedAnew) {
  World world;
  world.there.publish("https://idp.example/moved", {&two()});
  world.kid();

  const auto keys = run(world.keys.get("https://idp.example/moved"));

  EXPECT_EQ(first_kid(keys), "two");
}

TEST(RemoteKeys_Nlr07, AreAskedForAgainOnceAMinute) {
  World world;
  EXPECT_EQ(world.kid(), "one");
  world.there.publish(kAddress, {&two()});

  const auto newer = world.newer_kid();
  const auto too_soon = world.newer_kid();
  world.clock.advance(59s);
  const auto still_too_soon = world.newer_kid();
  world.clock.advance(1s);
  const auto again = world.newer_kid();

  EXPECT_EQ(newer, "two");
  EXPECT_EQ(too_soon, "none");
  EXPECT_EQ(still_too_soon, "none");
  EXPECT_EQ(again, "two");
  EXPECT_EQ(world.there.asked.size(), 3U);
  EXPECT_EQ(world.kid(), "two") << "and they are kept";
}

TEST(RemoteKeys_Nlr07, AreNotAskedForAgainWithinAMinuteOfAFailure) {
  World world;
  world.kid();
  world.there.answers.clear();

  EXPECT_THROW(world.newer_kid(), Unavailable);
  world.clock.advance(59s);

  EXPECT_EQ(world.newer_kid(), "none");
  EXPECT_EQ(world.there.asked.size(), 2U);
}

TEST(RemoteKeys_Nlr07, GoToAllWhoWaitForNewerOnes) {
  World world;
  world.kid();
  world.there.publish(kAddress, {&two()});

  boost::asio::io_context loop(1);
  std::vector<std::future<std::optional<http::RemoteKeys::Keys>>> outcomes;
  for (int number = 0; number < 5; ++number) {
    outcomes.push_back(
        boost::asio::co_spawn(loop, world.keys.get_newer(kAddress), boost::asio::use_future));
  }
  loop.run();

  for (auto& outcome : outcomes) EXPECT_EQ(first_kid(outcome.get()), "two");
  EXPECT_EQ(world.there.asked.size(), 2U);
}

TEST(RemoteKeys_Design9, AreFetchedByOneForManyAndNobodyIsLeftWaiting) {
  World world;
  world.there.answers.clear();

  boost::asio::io_context loop(1);
  std::vector<std::future<http::RemoteKeys::Keys>> outcomes;
  for (int number = 0; number < 20; ++number) {
    outcomes.push_back(
        boost::asio::co_spawn(loop, world.keys.get(kAddress), boost::asio::use_future));
  }
  loop.run();

  for (auto& outcome : outcomes) EXPECT_THROW(outcome.get(), Unavailable);
  EXPECT_EQ(world.there.asked.size(), 1U);
}

TEST(RemoteKeys_Design9, ComeBackAtOnce) {
  World world;
  world.there.answers.clear();
  EXPECT_THROW(world.kid(), Unavailable);

  world.there.publish(kAddress, {&one()});

  EXPECT_EQ(world.kid(), "one");
}

class RemoteKeys_Rfc7517_5 : public testing::TestWithParam<http::Response> {};

TEST_P(RemoteKeys_Rfc7517_5, AreNothingElse) {
  World world;
  world.there.answers[kAddress] = GetParam();

  EXPECT_THROW(world.kid(), Unavailable);
}

http::Response answer(int status, std::string body) {
  return {.status = status, .headers = {}, .body = std::move(body)};
}

INSTANTIATE_TEST_SUITE_P(
    Each, RemoteKeys_Rfc7517_5,
    testing::Values(answer(200, R"({"keys":{}})"), answer(200, "<html>"),
                    answer(200, R"({"keys":[],"keys":[]})"),
                    answer(200, R"({"keys":[)" + std::string(300'000, ' ') + "]}"),
                    answer(302, R"({"keys":[]})"), answer(404, R"({"keys":[]})"),
                    answer(503, R"({"keys":[]})")));

TEST(RemoteKeys_Last, OutliveTheirHeadersForADayAtMost) {
  World world;
  EXPECT_EQ(world.last_kid(), "none");
  world.kid();
  world.there.answers.clear();

  world.clock.advance(24h - 1s);
  EXPECT_THROW(world.kid(), Unavailable);
  EXPECT_EQ(world.last_kid(), "one");
  world.clock.advance(1s);

  EXPECT_EQ(world.last_kid(), "none");
}

TEST(RemoteKeys_Last, AreThoseOfThatAddress) {
  World world;
  world.kid();

  EXPECT_EQ(first_kid(world.keys.last("https://idp.example/moved")), "none");
}

TEST(RemoteKeys_Last, AreReplacedByASetWithout) {
  World world;
  world.kid();
  world.there.publish(kAddress, {});
  world.clock.advance(600s);

  EXPECT_TRUE(run(world.keys.get(kAddress)).empty());
  EXPECT_TRUE(world.keys.last(kAddress)->empty());
}

}  // namespace

}  // namespace sluis::tests
