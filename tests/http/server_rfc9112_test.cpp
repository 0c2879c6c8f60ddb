// The wire: RFC 9112.

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/server.h"
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

bool has_ipv6_loopback() {
  const int descriptor = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in6 address{.sin6_family = AF_INET6,
                             .sin6_port = 0,
                             .sin6_flowinfo = 0,
                             .sin6_addr = IN6ADDR_LOOPBACK_INIT,
                             .sin6_scope_id = 0};
  const bool is_bound =
      descriptor >= 0 &&
      ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  if (descriptor >= 0) ::close(descriptor);
  return is_bound;
}

TEST(Server_Rfc9112, AnswersOverIPv6) {
  if (!has_ipv6_loopback())
    GTEST_SKIP() << "THIS MACHINE HAS NO ::1: nothing shows that IPv6 works";
  Running server(echoing(), Listener::Scheme::http, "::1");
  RawClient client(server.port(), "::1");

  client.send(get("/a"));
  const auto answer = client.read();

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "GET\n/a\n::1\n\n");
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

TEST(Server_Rfc9112, ClosesOnAHalfRequest) {
  Running server(echoing());
  RawClient client(server.port());

  client.send("GET / HT");
  ::shutdown(client.descriptor(), SHUT_WR);

  EXPECT_TRUE(client.is_closed_by_server());
}

}  // namespace
}  // namespace sluis::http
