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
using testing::post;
using testing::RawClient;
using testing::Running;

ServerParts echoing() {
  return {.handler = testing::echo(),
          .on_answered = {},
          .trusted_proxies = {},
          .tls = {},
          .redirect_to = {}};
}

TEST(Server_Rfc9112, AnswersARequest) {
  Running server(echoing());

  const auto answer = exchange(server.port(), get("/a/b?c=d"));

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "GET\n/a/b?c=d\n127.0.0.1\n\n");
  EXPECT_TRUE(answer->headers.has("Date"));
  EXPECT_FALSE(answer->headers.has("Server"));
}

TEST(Server_Rfc9112, AnswersOverIPv6) {
  Running server(echoing(), Listener::Scheme::http, "::1");

  EXPECT_NE(server.port(), 0);
}

TEST(Server_Rfc9112_6, ReadsABodyByLength) {
  Running server(echoing());

  EXPECT_EQ(exchange(server.port(), post("/", "x=1"))->body, "POST\n/\n127.0.0.1\nx=1\n");
}

TEST(Server_Rfc9112_7, ReadsABodyInChunks) {
  Running server(echoing());

  const auto answer = exchange(server.port(),
                               "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "2\r\nx=\r\n1\r\n1\r\n0\r\n\r\n");

  EXPECT_EQ(answer->body, "POST\n/\n127.0.0.1\nx=1\n");
}

TEST(Server_Rfc9112_9_3, KeepsTheConnection) {
  Running server(echoing());
  RawClient client(server.port());

  for (int round = 0; round < 3; ++round) {
    client.send(get("/"));
    const auto answer = client.read();

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->headers.get("Connection"), "keep-alive");
  }
}

TEST(Server_Rfc9112_9_3_2, AnswersPipelinedRequestsInOrder) {
  Running server(echoing());
  RawClient client(server.port());

  client.send(get("/1") + post("/2", "b") + get("/3"));

  for (const std::string_view path : {"/1", "/2", "/3"}) {
    const auto answer = client.read();
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->body.contains(path));
  }
}

TEST(Server_Rfc9112_9_6, ClosesWhenTheClientAsks) {
  Running server(echoing());
  RawClient client(server.port());

  client.send(get("/", "Connection: close\r\n"));

  EXPECT_EQ(client.read()->headers.get("Connection"), "close");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Server_Rfc9112_9_3, ClosesAfterHttp10) {
  Running server(echoing());
  RawClient client(server.port());

  client.send("GET / HTTP/1.0\r\n\r\n");

  EXPECT_EQ(client.read()->status, 200);
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Server_Rfc9112_9_3, KeepsHttp10WhenAsked) {
  Running server(echoing());
  RawClient client(server.port());

  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

  EXPECT_EQ(client.read()->headers.get("Connection"), "keep-alive");
  client.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(client.read()->status, 200);
}

TEST(Server_Rfc9110_9_3_2, AnswersHeadLikeGetWithoutABody) {
  Running server(echoing());
  RawClient client(server.port());

  client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto head = client.read(true);
  client.send(get("/"));
  const auto whole = client.read();

  ASSERT_TRUE(head && whole);
  EXPECT_EQ(head->headers.get("Content-Length"), whole->headers.get("Content-Length"));
  EXPECT_TRUE(whole->body.starts_with("GET"));
}

TEST(Server_Rfc9110_10_1_1, AsksForTheBodyThatWaits) {
  Running server(echoing());
  RawClient client(server.port());

  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  const auto go_on = client.read();
  client.send("x=1");

  ASSERT_TRUE(go_on);
  EXPECT_EQ(go_on->status, 100);
  EXPECT_EQ(client.read()->status, 200);
}

TEST(Server_Rfc9110_10_1_1, DoesNotAskForABodyThatIsTooLarge) {
  Running server(echoing());
  RawClient client(server.port());

  client.send(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");

  EXPECT_EQ(client.read()->status, 413);
}

TEST(Server_Rfc9112, RefusesWhatIsNoRequest) {
  Running server(echoing());
  const std::string cases[] = {
      "hello\r\n\r\n",
      "GET\r\n\r\n",
      "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
      "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n",
      "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
      "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
      "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /\xFF HTTP/1.1\r\nHost: a\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: "
      "5\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  };

  for (const auto& request : cases) {
    RawClient client(server.port());
    client.send(request);
    const auto answer = client.read();

    ASSERT_TRUE(answer) << request;
    EXPECT_EQ(answer->status, 400) << request;
    EXPECT_TRUE(client.is_closed_by_server()) << request;
  }
}

TEST(Server_Rfc9110_15_6_6, RefusesAnotherVersion) {
  Running server(echoing());

  for (const std::string version :
       {"HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "HTTP/x", "HTTP/1.1\nHost: a\n\n"}) {
    const auto answer = exchange(server.port(), "GET / " + version + "\r\nHost: a\r\n\r\n");

    ASSERT_TRUE(answer) << version;
    EXPECT_EQ(answer->status, 505) << version;
  }
}

TEST(Server_Rfc9110_10_1_1, RefusesAnotherExpectation) {
  Running server(echoing());

  EXPECT_EQ(exchange(server.port(), get("/", "Expect: miracles\r\n"))->status, 417);
}

TEST(Server_Rfc9112, ClosesOnAHalfRequest) {
  Running server(echoing());
  RawClient client(server.port());

  client.send("GET / HT");
  ::shutdown(client.descriptor(), SHUT_WR);

  EXPECT_TRUE(client.is_closed_by_server());
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

TEST(Redirect_Inl07, LeadsToTheIssuerWithPathAndQuery) {
  auto parts = echoing();
  parts.redirect_to = "https://login.example";
  Running server(std::move(parts));

  const auto answer = exchange(server.port(), get("/login?a=b"));

  EXPECT_EQ(answer->status, 301);
  EXPECT_EQ(answer->headers.get("Location"), "https://login.example/login?a=b");
}

TEST(Redirect_Inl07, NeverLeadsToAnotherHost) {
  auto parts = echoing();
  parts.redirect_to = "https://login.example";
  Running server(std::move(parts));

  for (const std::string_view target : {"//evil.example/", "/@evil.example", "/.evil.example",
                                        "/\\evil.example", "/%0d%0aLocation:evil"}) {
    const auto answer = exchange(server.port(), std::string("GET ").append(target).append(
                                                    " HTTP/1.1\r\nHost: evil.example\r\n\r\n"));

    ASSERT_TRUE(answer) << target;
    EXPECT_EQ(answer->headers.get("Location"), std::string("https://login.example").append(target));
  }
}

ServerParts behind_proxy() {
  auto parts = echoing();
  parts.redirect_to = "https://login.example";
  parts.trusted_proxies = {"127.0.0.1/32"};
  return parts;
}

TEST(Redirect_Design10, ATrustedProxyThatCameByHttpsIsServed) {
  Running server(behind_proxy());

  const auto answer =
      exchange(server.port(),
               get("/", "X-Forwarded-Proto: https\r\nX-Forwarded-For: 203.0.113.1, 192.0.2.7\r\n"));

  EXPECT_EQ(answer->status, 200);
  EXPECT_TRUE(answer->body.contains("\n192.0.2.7\n"));
}

TEST(Redirect_Design10, ATrustedProxyThatCameByHttpIsRedirected) {
  Running server(behind_proxy());

  EXPECT_EQ(exchange(server.port(), get("/", "X-Forwarded-Proto: http\r\n"))->status, 301);
  EXPECT_EQ(exchange(server.port(), get("/"))->status, 301);
}

TEST(Redirect_Design10, AnybodyElseWhoClaimsHttpsIsRedirected) {
  Running server(behind_proxy());
  RawClient stranger(server.port(), "127.0.0.2");

  stranger.send(get("/", "X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.7\r\n"));

  EXPECT_EQ(stranger.read()->status, 301);
}

TEST(Redirect_Design10, ALaboratoryOverHttpIsServed) {
  Running server(echoing());

  EXPECT_EQ(exchange(server.port(), get("/"))->status, 200);
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
