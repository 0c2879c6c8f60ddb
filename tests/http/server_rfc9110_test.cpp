// What methods, expectations and versions mean: RFC 9110.

#include <gtest/gtest.h>

#include "http/server.h"
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

}  // namespace
}  // namespace sluis::http
