#include "operate/health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include "fault/unavailable.h"
#include "operate/routes.h"
#include "tests/store/run_awaitable.h"

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;
using boost::asio::awaitable;
using Reason = std::optional<std::string>;

awaitable<Reason> fine() { co_return std::nullopt; }
awaitable<Reason> bad() { co_return "the store does not answer"; }
awaitable<Reason> broken() {
  throw std::runtime_error("text from outside");
  co_return std::nullopt;
}
awaitable<Reason> unavailable() {
  throw Unavailable(Unavailable::What::store, "Redis does not answer");
  co_return std::nullopt;
}
awaitable<Reason> slow() {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, 50ms);
  co_await timer.async_wait(boost::asio::use_awaitable);
  co_return std::nullopt;
}

boost::json::array reasons_of(const http::Response& response) {
  return boost::json::parse(response.body).at("reasons").as_array();
}

TEST(Health_Design5, IsReadyWhenNothingSpeaksAgainstIt) {
  const Health health({{"store", fine}, {"clock", fine}});

  const http::Response response = tests::run(health.ready());

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "{\"ready\":true,\"reasons\":[]}\n");
}

TEST(Health_Design5, SaysEveryReason) {
  const Health health({{"store", bad}, {"clock", fine}, {"ring", bad}});

  const http::Response response = tests::run(health.ready());

  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(reasons_of(response), (boost::json::array{"store: the store does not answer",
                                                      "ring: the store does not answer"}));
}

TEST(Health_Design5, ACheckThatThrowsIsAReasonWithoutItsText) {
  const Health health({{"store", broken}});

  const http::Response response = tests::run(health.ready());

  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(reasons_of(response), boost::json::array{"store: the check failed"});
}

TEST(Health_Design5, WhatIsUnavailableSaysSoItself) {
  const Health health({{"store", unavailable}});

  const http::Response response = tests::run(health.ready());

  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(reasons_of(response), boost::json::array{"store: Redis does not answer"});
}

TEST(Health_Design5, ACheckThatIsTooSlowIsAReason) {
  const Health health({{"store", slow}, {"clock", fine}}, 1ms);

  const http::Response response = tests::run(health.ready());

  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(reasons_of(response), boost::json::array{"store: no answer in time"});
}

TEST(Health_Design5, WaitsForASlowCheckWithinItsTime) {
  const Health health({{"store", slow}}, 10s);

  const http::Response response = tests::run(health.ready());

  EXPECT_EQ(response.status, 200);
}

TEST(Health_Design5, IsAliveWhateverItsChecksSay) {
  const Health health({{"store", bad}});

  const http::Response response = tests::run(health.live());

  EXPECT_EQ(response.status, 200);
}

TEST(Health_Design3, ClocksMayBeThirtySecondsApart) {
  const crypto::TimePoint now{1767225600s};

  EXPECT_EQ(clock_apart(now, now + 30s), std::nullopt);
  EXPECT_EQ(clock_apart(now, now - 30s), std::nullopt);
  EXPECT_EQ(clock_apart(now + 30s + 1ms, now), "this node's clock is 31 s ahead of the store's");
  EXPECT_EQ(clock_apart(now, now + 45s), "this node's clock is 45 s behind the store's");
}

class OperateRoutes_Design5 : public testing::Test {
 protected:
  http::Response get(std::string_view path) {
    for (const http::Route& route : operate_routes(metrics_, health_)) {
      if (route.path == path && route.method == "GET") return tests::run(route.handler({}));
    }
    throw std::out_of_range("no such route");
  }

  Metrics metrics_{KnownPaths{{}}};
  Health health_{{{"store", bad}}};
};

TEST_F(OperateRoutes_Design5, ServesMetricsAsPrometheusReadsThem) {
  const http::Response response = get("/metrics");

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.get("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(response.body, testing::HasSubstr("# TYPE sluis_logins_total counter\n"));
}

TEST_F(OperateRoutes_Design5, ServesHealth) {
  EXPECT_EQ(get("/health/live").status, 200);
  EXPECT_EQ(get("/health/ready").status, 503);
}

}  // namespace
}  // namespace sluis::operate
