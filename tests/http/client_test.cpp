#include "http/client.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "asking.h"
#include "scripted_server.h"

namespace sluis::http {
namespace {

using testing::Asking;
using testing::ok;
using testing::Peer;
using testing::ScriptedServer;

/// Answers each request with its number on this connection.
void count(Peer& peer) {
  for (int number = 1; !peer.read_request().empty(); ++number) {
    peer.send(ok(std::to_string(number)));
  }
}

void answer_once(Peer& peer) {
  peer.read_request();
  peer.send(ok("fresh"));
}

/// Takes a second request on the connection and leaves it unanswered.
void answer_once_and_die(Peer& peer) {
  peer.read_request();
  peer.send(ok("first"));
  peer.read_request();
}

TEST(Client_Rfc9112, AsksAndBringsTheAnswer) {
  std::string seen;
  ScriptedServer server({[&](Peer& peer) {
    seen = peer.read_request();
    peer.send("HTTP/1.1 404 Not Found\r\nX-Two: 2\r\nContent-Length: 4\r\n\r\nnone");
  }});
  Asking asking;
  ClientRequest request{.method = "POST", .url = server.url("/token?a=b"), .body = "code=1"};
  request.headers.add("Authorization", "Basic eA==");

  const auto answer = asking.send(std::move(request));

  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.headers.get("x-two"), "2");
  EXPECT_EQ(answer.body, "none");
  EXPECT_EQ(seen, "POST /token?a=b HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                      "\r\nAuthorization: Basic eA==\r\nContent-Length: 6\r\n\r\ncode=1");
}

TEST(Client_Rfc9112, ReadsChunksAndWhatEndsWithTheConnection) {
  ScriptedServer server({[](Peer& peer) {
                           peer.read_request();
                           peer.send(
                               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                               "Connection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
                         },
                         [](Peer& peer) {
                           peer.read_request();
                           peer.send("HTTP/1.1 200 OK\r\n\r\nto the end");
                         }});
  Asking asking;

  EXPECT_EQ(asking.get(server.url()).body, "abcde");
  EXPECT_EQ(asking.get(server.url()).body, "to the end");
}

TEST(Client_Rfc9110_15_2, PassesInterimAnswersOver) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" + ok("the answer"));
  }});
  Asking asking;

  const auto answer = asking.get(server.url());

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "the answer");
}

TEST(Client_Rfc9110_15_2, RefusesAnotherProtocol) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
    peer.wait_until_closed();
  }});
  Asking asking;

  EXPECT_EQ(asking.complaint(server.url()), "the provider does not answer");
}

TEST(Client_Rfc9110_15, RefusesAStatusThatIsNoneWithoutWaitingForMore) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.0 099 What\r\n\r\nto the end");
  }});
  Asking asking;

  EXPECT_EQ(asking.complaint(server.url()), "the provider does not answer");
}

TEST(Client_Design9, GivesARedirectBackAndDoesNotFollowIt) {
  ScriptedServer server({[](Peer& peer) {
                           peer.read_request();
                           peer.send(
                               "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n"
                               "Content-Length: 0\r\nConnection: close\r\n\r\n");
                         },
                         answer_once});
  Asking asking;

  const auto answer = asking.get(server.url());

  EXPECT_EQ(answer.status, 302);
  EXPECT_EQ(answer.headers.get("Location"), "/elsewhere");
  EXPECT_EQ(server.connections(), 1);
}

TEST(Client_Design9, RefusesPlainHttpWithoutPermission) {
  ScriptedServer server({answer_once});
  auto settings = Asking::laboratory();
  settings.allow_private = false;
  Asking asking(std::move(settings));

  EXPECT_EQ(asking.complaint(server.url()), "the provider's URL is not https");
}

TEST(Client_Design9, RefusesPlainHttpToAnythingButLoopback) {
  auto settings = Asking::laboratory();
  settings.addresses = testing::every_host_at({"192.168.0.1"});
  Asking asking(std::move(settings));

  EXPECT_EQ(asking.complaint("http://provider.test/"), "the provider's address is private");
}

TEST(Client_Design9, RefusesAUrlThatHidesWhereItLeads) {
  Asking asking;

  EXPECT_EQ(asking.complaint("https://user@provider.test/"), "the provider's URL cannot be asked");
}

class PrivateAddress_Design9 : public ::testing::TestWithParam<const char*> {};

TEST_P(PrivateAddress_Design9, IsRefusedBehindANameWithoutPermission) {
  ClientSettings settings;
  settings.addresses = testing::every_host_at({"9.9.9.9", GetParam()});
  Asking asking(std::move(settings));

  EXPECT_EQ(asking.complaint("https://provider.test/"), "the provider's address is private");
}

TEST_P(PrivateAddress_Design9, IsRefusedInTheUrlWithoutPermission) {
  const std::string address = GetParam();
  ClientSettings settings;
  settings.addresses = testing::every_host_at({});
  Asking asking(std::move(settings));

  const auto host = address.contains(':') ? '[' + address + ']' : address;

  EXPECT_EQ(asking.complaint("https://" + host + "/"), "the provider's address is private");
}

INSTANTIATE_TEST_SUITE_P(Addresses, PrivateAddress_Design9,
                         ::testing::Values("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1",
                                           "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
                                           "255.255.255.255", "::1", "::", "fe80::1", "fd00::1",
                                           "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
                                           "2002:a00:1::1"));

TEST(Client_Design9, RefusesAHostWithoutAddresses) {
  auto settings = Asking::laboratory();
  settings.addresses = testing::every_host_at({});
  Asking asking(std::move(settings));

  EXPECT_EQ(asking.complaint("https://provider.test/"), "no address for the provider's host");
}

TEST(Client_Design9, RefusesWhenNobodyListens) {
  std::string url;
  {
    url = ScriptedServer({}).url();
  }
  Asking asking;

  EXPECT_EQ(asking.complaint(url), "no connection to the provider");
}

TEST(Client_Design9, TriesTheNextAddress) {
  ScriptedServer server({answer_once});
  auto settings = Asking::laboratory();
  settings.addresses = testing::every_host_at({"127.0.0.9", "127.0.0.1"});
  Asking asking(std::move(settings));

  const auto url = "http://provider.test:" + std::to_string(server.port()) + "/";

  EXPECT_EQ(asking.get(url).body, "fresh");
}

TEST(Client_Design9, SendsOnlyWhatStaysInItsLine) {
  Asking asking;
  ClientRequest request{.method = "GET", .url = "http://127.0.0.1:1/"};
  request.headers.add("X", "a\r\nY: b");

  EXPECT_THROW(asking.send(std::move(request)), std::invalid_argument);
}

TEST(KeepAlive_Design9, UsesTheConnectionAgain) {
  ScriptedServer server({count});
  Asking asking;

  EXPECT_EQ(asking.get(server.url()).body, "1");
  EXPECT_EQ(asking.get(server.url()).body, "2");
  EXPECT_EQ(asking.post(server.url(), "x").body, "3");
  EXPECT_EQ(server.connections(), 1);
}

TEST(KeepAlive_Design9, IsNotForAnotherOrigin) {
  ScriptedServer one({count});
  ScriptedServer other({count});
  Asking asking;

  EXPECT_EQ(asking.get(one.url()).body, "1");
  EXPECT_EQ(asking.get(other.url()).body, "1");
}

TEST(KeepAlive_Design9, EndsWhenTheAnswerSaysSo) {
  ScriptedServer server({[](Peer& peer) {
                           peer.read_request();
                           peer.send(
                               "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
                               "Connection: close\r\n\r\n");
                           peer.wait_until_closed();
                         },
                         answer_once});
  Asking asking;

  asking.get(server.url());

  EXPECT_EQ(asking.get(server.url()).body, "fresh");
}

TEST(KeepAlive_Design9, EndsASecondBeforeTheServerSaysItWould) {
  ScriptedServer server({[](Peer& peer) {
                           peer.read_request();
                           peer.send(
                               "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
                               "Keep-Alive: timeout=1\r\n\r\n");
                           peer.wait_until_closed();
                         },
                         answer_once});
  Asking asking;

  asking.get(server.url());

  EXPECT_EQ(asking.get(server.url()).body, "fresh");
}

TEST(KeepAlive_Design9, EndsWhenMoreCameThanTheAnswer) {
  ScriptedServer server({[](Peer& peer) {
                           peer.read_request();
                           peer.send(ok("one") + ok("smuggled"));
                           peer.wait_until_closed();
                         },
                         answer_once});
  Asking asking;

  asking.get(server.url());

  EXPECT_EQ(asking.get(server.url()).body, "fresh");
}

TEST(DeadConnection_Design9, IsSeenBeforeAnythingIsSent) {
  std::promise<void> closed;
  ScriptedServer server({[&](Peer& peer) {
                           peer.read_request();
                           peer.send(ok("first"));
                           peer.close();
                           closed.set_value();
                         },
                         answer_once});
  Asking asking;

  asking.get(server.url());
  closed.get_future().wait();

  EXPECT_EQ(asking.post(server.url(), "x").body, "fresh");
}

TEST(DeadConnection_Design9, IsReplacedOnceForAGet) {
  ScriptedServer server({answer_once_and_die, answer_once});
  Asking asking;

  asking.get(server.url());

  EXPECT_EQ(asking.get(server.url()).body, "fresh");
  EXPECT_EQ(server.connections(), 2);
}

TEST(DeadConnection_Design9, IsNotReplacedTwice) {
  ScriptedServer server(
      {answer_once_and_die, [](Peer& peer) { peer.read_request(); }, answer_once});
  Asking asking;

  asking.get(server.url());

  EXPECT_EQ(asking.complaint(server.url()), "the provider closed the connection unanswered");
  EXPECT_EQ(server.connections(), 2);
}

TEST(DeadConnection_Design9, IsNotReplacedForAPostThatWasSent) {
  ScriptedServer server({answer_once_and_die, answer_once});
  Asking asking;

  asking.get(server.url());
  const auto complaint =
      asking.complaint({.method = "POST", .url = server.url(), .headers = {}, .body = "code=1"});

  EXPECT_EQ(complaint, "the provider closed the connection unanswered");
  EXPECT_EQ(server.connections(), 1);
}

TEST(DeadConnection_Design9, IsNotReplacedWhenItWasFresh) {
  ScriptedServer server({[](Peer& peer) { peer.read_request(); }, answer_once});
  Asking asking;

  EXPECT_EQ(asking.complaint(server.url()), "the provider closed the connection unanswered");
}

}  // namespace
}  // namespace sluis::http
