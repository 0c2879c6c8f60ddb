#include <gtest/gtest.h>
#include <poll.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

#include "loopback.h"

namespace sluis::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::exchange;
using testing::get;
using testing::post;
using testing::RawClient;
using testing::Running;

constexpr milliseconds kShort{100};

ServerParts limited(ServerLimits limits, Handler handler = testing::echo()) {
  return {.handler = std::move(handler),
          .on_answered = {},
          .trusted_proxies = {},
          .tls = {},
          .redirect_to = {},
          .limits = limits};
}

/// A handler that waits until it is let go.
class Gate {
 public:
  Handler handler() {
    return [this](const Request& request) { return wait(*this, request); };
  }
  std::future<void> entered() { return entered_.get_future(); }
  std::future<void> left() { return left_.get_future(); }
  void open(Running& server) {
    server.run([this] { timer_->cancel(); });
  }

 private:
  static boost::asio::awaitable<Response> wait(Gate& gate, const Request& request) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, seconds{60});
    gate.timer_ = &timer;
    gate.entered_.set_value();
    boost::system::error_code ignored;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    gate.left_.set_value();
    co_return plain_text(200, request.path);
  }

  boost::asio::steady_timer* timer_ = nullptr;
  std::promise<void> entered_;
  std::promise<void> left_;
};

/// Sends a letter whenever nothing comes for a hundredth of a second; true when the server has had
/// enough.
bool is_cut_while_dripping(RawClient& client) {
  for (int letter = 0; letter < 500; ++letter) {
    pollfd waiting{.fd = client.descriptor(), .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, 10) > 0 || !client.send("a")) return true;
  }
  return false;
}

TEST(HeaderLimit_Design9, PastItIs431) {
  Running server(limited({.header_bytes = 512}));

  const auto fits = get("/", "X: " + std::string(400, 'a') + "\r\n");
  const auto is_too_long = get("/", "X: " + std::string(600, 'a') + "\r\n");

  EXPECT_EQ(exchange(server.port(), fits)->status, 200);
  EXPECT_EQ(exchange(server.port(), is_too_long)->status, 431);
}

TEST(HeaderLimit_Design9, HoldsForATargetTooAndForWhatNeverEnds) {
  Running server(limited({.header_bytes = 512}));
  RawClient client(server.port());

  client.send("GET /" + std::string(100'000, 'a'));

  EXPECT_EQ(client.read()->status, 431);
}

TEST(HeaderLimit_Design9, LetsTheAnswerArriveThoughMuchIsUnread) {
  Running server(limited({}));
  RawClient client(server.port());

  client.send(get("/", "X: " + std::string(200'000, 'a') + "\r\n"));

  EXPECT_EQ(client.read()->status, 431);
}

TEST(BodyLimit_Design9, PastItByLengthIs413) {
  Running server(limited({.body_bytes = 10}));

  EXPECT_EQ(exchange(server.port(), post("/", "1234567890"))->status, 200);
  EXPECT_EQ(exchange(server.port(), post("/", "12345678901"))->status, 413);
}

TEST(BodyLimit_Design9, PastItInChunksIs413) {
  Running server(limited({.body_bytes = 10}));

  const auto answer = exchange(server.port(),
                               "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "6\r\n123456\r\n6\r\n123456\r\n0\r\n\r\n");

  EXPECT_EQ(answer->status, 413);
}

/// A server where one path takes more than the others.
ServerParts generous(ServerLimits limits, Handler handler = testing::echo()) {
  auto parts = limited(limits, std::move(handler));
  parts.body_bytes = [](const Request& request) -> std::size_t {
    return request.path == "/large" ? 20 : 0;
  };
  return parts;
}

TEST(LargeBody_Design9, IsTakenWhereThePathSaysSoAndNowhereElse) {
  Running server(generous({.body_bytes = 10}));
  const auto status = [&](const std::string& path, std::size_t size) {
    return exchange(server.port(), post(path, std::string(size, 'a')))->status;
  };

  EXPECT_EQ(status("/large", 20), 200);
  EXPECT_EQ(status("/large", 21), 413);
  EXPECT_EQ(status("/", 10), 200);
  EXPECT_EQ(status("/", 11), 413);
}

TEST(LargeBody_Design9, HasItsLimitInChunksToo) {
  Running server(generous({.body_bytes = 10}));
  const auto status = [&](const std::string& chunk) {
    return exchange(server.port(),
                    "POST /large HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" +
                        chunk + chunk + "0\r\n\r\n")
        ->status;
  };

  EXPECT_EQ(status("a\r\n1234567890\r\n"), 200);
  EXPECT_EQ(status("b\r\n12345678901\r\n"), 413);
}

TEST(LargeBody_Design9, PastTheirNumberIs503AndSmallOnesGoOn) {
  Running server(generous({.body_bytes = 10, .large_bodies = 1}));
  RawClient first(server.port());
  first.send(
      "POST /large HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 20\r\n\r\n");
  ASSERT_EQ(first.read()->status, 100);

  EXPECT_EQ(exchange(server.port(), post("/large", std::string(20, 'a')))->status, 503);
  EXPECT_EQ(exchange(server.port(), post("/large", std::string(10, 'a')))->status, 200);
  first.send(std::string(20, 'a'));
  EXPECT_EQ(first.read()->status, 200);
  EXPECT_EQ(exchange(server.port(), post("/large", std::string(20, 'a')))->status, 200);
}

TEST(HeaderTime_Design9, CutsAWriterHoweverSlow) {
  Running server(limited({.header_time = kShort}));
  RawClient client(server.port());

  client.send("GET / HTTP/1.1\r\nX: ");

  EXPECT_TRUE(is_cut_while_dripping(client));
}

TEST(HeaderTime_Design9, BeginsWithTheFirstByte) {
  Running server(limited({.header_time = kShort, .idle_time = seconds{10}}));
  RawClient client(server.port());

  pollfd waiting{.fd = client.descriptor(), .events = POLLIN, .revents = 0};
  const bool is_cut_before = ::poll(&waiting, 1, 200) > 0;
  client.send(get("/"));

  EXPECT_FALSE(is_cut_before);
  EXPECT_EQ(client.read()->status, 200);
}

TEST(BodyTime_Design9, CutsAWriterHoweverSlow) {
  Running server(limited({.body_time = kShort}));
  RawClient client(server.port());

  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n");

  EXPECT_TRUE(is_cut_while_dripping(client));
}

TEST(IdleTime_Design9, ClosesAConnectionThatSaysNothing) {
  Running server(limited({.idle_time = kShort}));
  RawClient client(server.port());

  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(IdleTime_Design9, ClosesAConnectionThatSaysNothingMore) {
  Running server(limited({.idle_time = kShort}));
  RawClient client(server.port());

  client.send(get("/"));

  EXPECT_EQ(client.read()->status, 200);
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(WriteTime_Design9, CutsAReaderThatDoesNotRead) {
  std::promise<void> is_over;
  auto parts = limited({.write_time = kShort, .leaving_time = kShort},
                       testing::always(plain_text(200, std::string(64 << 20, 'a'))));
  parts.on_answered = [&](const Answered&) { is_over.set_value(); };
  Running server(std::move(parts));
  RawClient client(server.port());

  client.send(get("/"));

  EXPECT_EQ(is_over.get_future().wait_for(seconds{10}), std::future_status::ready);
}

TEST(LeavingTime_Design9, DoesNotWaitForeverForAClientToClose) {
  Running server(limited({.leaving_time = kShort}));
  RawClient client(server.port());

  client.send(get("/", "Connection: close\r\n"));
  client.read();

  EXPECT_EQ(server.stop(seconds{10}).wait_for(seconds{5}), std::future_status::ready);
}

TEST(AnswerTime_Design9, PastItIs503AndTheHandlerRunsToItsEnd) {
  Gate gate;
  Running server(limited({.answer_time = kShort}, gate.handler()));
  RawClient client(server.port());

  client.send(get("/"));
  const auto answer = client.read();
  gate.open(server);

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->headers.get("Retry-After"), "5");
  EXPECT_EQ(gate.left().wait_for(seconds{10}), std::future_status::ready);
}

TEST(Connections_Design9, ThatWaitLongestGiveWayPastTheLimit) {
  Running server(limited({.connections = 2}));
  RawClient first(server.port());
  first.send(get("/"));
  first.read();
  RawClient second(server.port());
  second.send(get("/"));
  second.read();

  RawClient third(server.port());
  third.send(get("/"));

  EXPECT_EQ(third.read()->status, 200);
  EXPECT_TRUE(first.is_closed_by_server());
  second.send(get("/"));
  EXPECT_EQ(second.read()->status, 200);
}

TEST(Connections_Design9, NeverGiveWayWhileTheyAreAnswered) {
  Gate gate;
  auto entered = gate.entered();
  Running server(limited({.connections = 1}, gate.handler()));
  RawClient first(server.port());
  first.send(get("/a"));
  entered.wait();

  RawClient second(server.port());

  EXPECT_TRUE(second.is_closed_by_server());
  gate.open(server);
  EXPECT_EQ(first.read()->body, "/a");
}

TEST(Connections_Design9, OfOneNetworkLeaveRoomForOthers) {
  Running server(limited({.connections = 3, .connections_per_network = 1}));
  RawClient elsewhere(server.port(), "127.0.0.2");
  elsewhere.send(get("/"));
  elsewhere.read();
  RawClient first(server.port());
  first.send(get("/"));
  first.read();

  RawClient second(server.port());
  second.send(get("/"));

  EXPECT_EQ(second.read()->status, 200);
  EXPECT_TRUE(first.is_closed_by_server());
  elsewhere.send(get("/"));
  EXPECT_EQ(elsewhere.read()->status, 200);
}

TEST(Connections_Design9, OfAProxyCountForManyNetworks) {
  auto parts = limited({.connections_per_network = 1});
  parts.trusted_proxies = {"127.0.0.1"};
  Running server(std::move(parts));
  RawClient first(server.port());
  first.send(get("/"));
  first.read();

  RawClient second(server.port());
  second.send(get("/"));

  EXPECT_EQ(second.read()->status, 200);
  first.send(get("/"));
  EXPECT_EQ(first.read()->status, 200);
}

TEST(Connections_Design9, AreCountedUntilTheyEnd) {
  Running server(limited({}));
  RawClient client(server.port());
  client.send(get("/"));
  client.read();

  EXPECT_EQ(server.connections(), 1U);
}

TEST(Connections_Design9, EndAfterSoManyRequests) {
  Running server(limited({.requests_per_connection = 2}));
  RawClient client(server.port());

  client.send(get("/1") + get("/2") + get("/3"));

  EXPECT_EQ(client.read()->headers.get("Connection"), "keep-alive");
  EXPECT_EQ(client.read()->headers.get("Connection"), "close");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Connections_Design9, SlowWritersDoNotStopOthers) {
  Running server(limited({}));
  std::deque<RawClient> slow;
  for (int number = 0; number < 50; ++number) {
    slow.emplace_back(server.port()).send("GET / HTTP/1.1\r\nX: ");
  }

  EXPECT_EQ(exchange(server.port(), get("/"))->status, 200);
}

TEST(Connections_Design9, AWaitingHandlerDoesNotStopOthers) {
  Gate gate;
  const Handler waits = gate.handler();
  const Handler echoes = testing::echo();
  auto entered = gate.entered();
  Running server(limited({}, [=](const Request& request) {
    return request.path == "/wait" ? waits(request) : echoes(request);
  }));
  RawClient waiting(server.port());
  waiting.send(get("/wait"));
  entered.wait();

  EXPECT_EQ(exchange(server.port(), get("/"))->status, 200);

  gate.open(server);
  EXPECT_EQ(waiting.read()->body, "/wait");
}

TEST(Stop_Design10, ClosesIdleConnectionsAndEnds) {
  Running server(limited({}));
  RawClient used(server.port());
  used.send(get("/"));
  used.read();

  auto stopped = server.stop(seconds{60});

  EXPECT_TRUE(used.is_closed_by_server());
  EXPECT_EQ(stopped.wait_for(seconds{10}), std::future_status::ready);
}

TEST(Stop_Design10, TakesNoNewConnections) {
  Running server(limited({}));

  server.stop(seconds{60}).wait();

  EXPECT_THROW(RawClient client(server.port()), std::runtime_error);
}

TEST(Stop_Design10, FinishesWhatIsInFlight) {
  Gate gate;
  auto entered = gate.entered();
  Running server(limited({}, gate.handler()));
  RawClient client(server.port());
  client.send(get("/a"));
  entered.wait();

  auto stopped = server.stop(seconds{60});
  const bool waits = stopped.wait_for(milliseconds{50}) == std::future_status::timeout;
  gate.open(server);
  const auto answer = client.read();

  EXPECT_TRUE(waits);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "/a");
  EXPECT_EQ(answer->headers.get("Connection"), "close");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Stop_Design10, CutsWhatIsLeftWhenTheTimeIsUp) {
  Gate gate;
  auto entered = gate.entered();
  Running server(limited({}, gate.handler()));
  RawClient client(server.port());
  client.send(get("/a"));
  entered.wait();

  const auto stopped = server.stop(seconds{0}).wait_for(seconds{10});

  EXPECT_EQ(stopped, std::future_status::ready);
  EXPECT_TRUE(client.is_closed_by_server());
}

}  // namespace
}  // namespace sluis::http
