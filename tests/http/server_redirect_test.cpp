// Plain HTTP leads to the issuer, but for what a trusted proxy brought by HTTPS.

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

}  // namespace
}  // namespace sluis::http
