#include "http/server.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <stdexcept>

#include "loopback.h"

namespace sluis::http {
namespace {

using testing::exchange;
using testing::get;
using testing::RawClient;
using testing::Running;

ServerParts echoing() {
  return {.handler = testing::echo(),
          .on_answered = {},
          .trusted_proxies = {},
          .tls = {},
          .redirect_to = {}};
}

Response with_header(std::string name, std::string value) {
  auto response = plain_text(200, "hidden");
  response.headers.add(std::move(name), std::move(value));
  return response;
}

TEST(Server_Design9, AHeaderThatInjectsIsAPlain500) {
  auto parts = echoing();
  parts.handler = testing::always(with_header("Location", "/a\r\nSet-Cookie: stolen=1"));
  Running server(std::move(parts));

  const auto answer = exchange(server.port(), get("/"));

  EXPECT_EQ(answer->status, 500);
  EXPECT_FALSE(answer->headers.has("Set-Cookie"));
  EXPECT_FALSE(answer->body.contains("hidden"));
}

boost::asio::awaitable<Response> throw_late(const Request& request) {
  if (!request.path.empty()) throw std::runtime_error("from outside");
  co_return plain_text(200, "");
}

boost::asio::awaitable<Response> throw_at_once(const Request&) {
  throw std::runtime_error("from outside");
}

TEST(Server_Design9, AHandlerThatThrowsIsAPlain500) {
  for (const Handler& handler : {Handler(throw_late), Handler(throw_at_once)}) {
    auto parts = echoing();
    parts.handler = handler;
    Running server(std::move(parts));
    RawClient client(server.port());

    client.send(get("/"));
    const auto answer = client.read();
    client.send(get("/"));

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 500);
    EXPECT_FALSE(answer->body.contains("from outside"));
    EXPECT_EQ(client.read()->status, 500) << "the connection stays";
  }
}

struct Told {
  std::promise<Answered> first;
  int count = 0;

  std::function<void(const Answered&)> listener() {
    return [this](const Answered& answered) {
      if (count++ == 0) first.set_value(answered);
    };
  }
};

TEST(AccessLog_Design4, LearnsOfAnAnswerWithoutItsQuery) {
  Told told;
  auto parts = echoing();
  parts.on_answered = told.listener();
  {
    Running server(std::move(parts));

    exchange(server.port(), get("/a?code=secret"));

    const auto answered = told.first.get_future().get();
    EXPECT_EQ(answered.method, "GET");
    EXPECT_EQ(answered.path, "/a");
    EXPECT_EQ(answered.status, 200);
    EXPECT_EQ(answered.client_address, "127.0.0.1");
    EXPECT_GT(answered.body_bytes, 0U);
  }
  EXPECT_EQ(told.count, 1);
}

TEST(AccessLog_Design4, LearnsOfWhatTheServerRefused) {
  Told told;
  auto parts = echoing();
  parts.on_answered = told.listener();
  Running server(std::move(parts));

  exchange(server.port(), "nonsense\r\n\r\n");

  EXPECT_EQ(told.first.get_future().get().status, 400);
}

boost::asio::awaitable<Response> tell_id(const Request& request) {
  co_return plain_text(200, request.request_id);
}

TEST(RequestId_Style, IsSixteenLettersAndNeverTheSame) {
  auto parts = echoing();
  parts.handler = tell_id;
  Running server(std::move(parts));

  const auto one = exchange(server.port(), get("/"))->body;
  const auto other = exchange(server.port(), get("/"))->body;

  EXPECT_EQ(one.size(), 16U);
  EXPECT_NE(one, other);
}

TEST(Listen_Design9, SaysWhichAddressFailed) {
  boost::asio::io_context context;
  Server server(context, echoing());

  try {
    server.listen({.scheme = Listener::Scheme::http, .address = "192.0.2.1", .port = 0});
    FAIL() << "that address is not ours";
  } catch (const std::runtime_error& error) {
    EXPECT_TRUE(std::string_view(error.what()).contains("192.0.2.1"));
  }
}

TEST(Listen_Design9, RefusesANameAndHttpsWithoutACertificate) {
  boost::asio::io_context context;
  Server server(context, echoing());

  EXPECT_THROW(server.listen({.scheme = Listener::Scheme::http, .address = "localhost", .port = 0}),
               std::runtime_error);
  EXPECT_THROW(
      server.listen({.scheme = Listener::Scheme::https, .address = "127.0.0.1", .port = 0}),
      std::runtime_error);
}

TEST(Listen_Design6, TwoWorkersShareAPort) {
  boost::asio::io_context context;
  Server one(context, echoing());
  Server other(context, echoing());
  const auto port =
      one.listen({.scheme = Listener::Scheme::http, .address = "127.0.0.1", .port = 0});

  EXPECT_EQ(other.listen({.scheme = Listener::Scheme::http, .address = "127.0.0.1", .port = port}),
            port);
}

/// No descriptor is left for an accept, for as long as this lives.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::dup(0);
    ::close(next);
    const rlimit none{.rlim_cur = static_cast<rlim_t>(next), .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST(Accept_Design9, WaitsWhenDescriptorsAreOut) {
  bool is_answered = false;
  auto parts = echoing();
  parts.on_answered = [&](const Answered&) { is_answered = true; };
  boost::asio::io_context context;
  Server server(context, std::move(parts));
  RawClient client(
      server.listen({.scheme = Listener::Scheme::http, .address = "127.0.0.1", .port = 0}));
  client.send(get("/"));

  std::size_t steps = 0;
  {
    const NoDescriptors none;
    steps = context.run_for(std::chrono::milliseconds{250});
  }
  while (!is_answered && context.run_one_for(std::chrono::seconds{5}) > 0) continue;

  EXPECT_LT(steps, 20U) << "it spins";
  EXPECT_EQ(client.read()->status, 200);
}

}  // namespace
}  // namespace sluis::http
