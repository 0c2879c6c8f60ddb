#include <gtest/gtest.h>

#include "asking.h"
#include "scripted_server.h"

namespace sluis::http {
namespace {

using std::chrono::milliseconds;
using testing::Asking;
using testing::ok;
using testing::Peer;
using testing::ScriptedServer;

constexpr milliseconds kShort{100};
constexpr auto kTooSlow = "the provider did not answer in time";
constexpr auto kTooLarge = "the provider's answer is too large";

ClientSettings hasty() {
  auto settings = Asking::laboratory();
  settings.deadline = kShort;
  return settings;
}

ClientSettings narrow() {
  auto settings = Asking::laboratory();
  settings.limit_bytes = 1000;
  return settings;
}

void say_nothing(Peer& peer) { peer.wait_until_closed(); }

TEST(ClientBodyLimit_Design9, AcceptsWhatJustFits) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.send(ok(std::string(1000, 'a')));
  }});
  Asking asking(narrow());

  EXPECT_EQ(asking.get(server.url()).body.size(), 1000U);
}

TEST(ClientBodyLimit_Design9, RefusesALengthPastIt) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n");
    peer.wait_until_closed();
  }});
  Asking asking(narrow());

  EXPECT_EQ(asking.complaint(server.url()), kTooLarge);
}

TEST(ClientBodyLimit_Design9, RefusesChunksWithoutEnd) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (peer.send("a\r\n0123456789\r\n")) continue;
  }});
  Asking asking(narrow());

  EXPECT_EQ(asking.complaint(server.url()), kTooLarge);
}

TEST(ClientBodyLimit_Design9, RefusesAnAnswerThatEndsOnlyWithTheConnection) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\n\r\n");
    while (peer.send("0123456789")) continue;
  }});
  Asking asking(narrow());

  EXPECT_EQ(asking.complaint(server.url()), kTooLarge);
}

TEST(ClientHeaderLimit_Design9, RefusesAHeaderWithoutEnd) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\n");
    while (peer.send("X: 0123456789012345678901234567890123456789\r\n")) continue;
  }});
  Asking asking;

  EXPECT_EQ(asking.complaint(server.url()), kTooLarge);
}

TEST(ClientHeaderLimit_Design9, RefusesALineWithoutEnd) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nX: ");
    while (peer.send("0123456789")) continue;
  }});
  Asking asking;

  EXPECT_EQ(asking.complaint(server.url()), kTooLarge);
}

TEST(ClientAnswer_Design9, RefusesInterimAnswersWithoutEnd) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    while (peer.send("HTTP/1.1 103 Early Hints\r\n\r\n")) continue;
  }});
  Asking asking;

  EXPECT_EQ(asking.complaint(server.url()), "the provider does not answer");
}

TEST(ClientAnswer_Design9, RefusesOneThatBreaksOff) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234");
  }});
  Asking asking;

  EXPECT_EQ(asking.complaint(server.url()), "the provider's answer is broken");
}

TEST(ClientAnswer_Design9, RefusesWhatIsNotHttp) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.send("220 mail.test ESMTP\r\n\r\n");
    peer.wait_until_closed();
  }});
  Asking asking;

  EXPECT_EQ(asking.complaint(server.url()), "the provider's answer is broken");
}

TEST(ClientDeadline_Design9, EndsAnAnswerThatDoesNotCome) {
  ScriptedServer server({say_nothing});
  Asking asking(hasty());

  EXPECT_EQ(asking.complaint(server.url()), kTooSlow);
}

TEST(ClientDeadline_Design9, IsForTheWholeAnswerAndNotForEachPart) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (peer.send("1\r\na\r\n")) std::this_thread::yield();
  }});
  auto settings = hasty();
  settings.limit_bytes = std::size_t{1} << 30;  // out of reach in that time
  Asking asking(std::move(settings));

  EXPECT_EQ(asking.complaint(server.url()), kTooSlow);
}

TEST(ClientDeadline_Design9, EndsAHandshakeThatDoesNotCome) {
  ScriptedServer server({say_nothing});
  Asking asking(hasty());

  const auto url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";

  EXPECT_EQ(asking.complaint(url), kTooSlow);
}

TEST(ClientDeadline_Design9, EndsALookupThatHangs) {
  auto release = std::make_shared<std::promise<void>>();
  auto settings = hasty();
  AddressCache::Settings stuck;
  stuck.lookup = [released = release->get_future().share()](const std::string&) {
    released.wait();
    return std::vector<IpAddress>{};
  };
  settings.addresses = std::make_shared<AddressCache>(std::move(stuck));
  Asking asking(std::move(settings));

  const auto complaint = asking.complaint("https://provider.test/");
  release->set_value();

  EXPECT_EQ(complaint, "no address for the provider's host");
}

TEST(ClientPool_Design9, IsBusyPastItsBound) {
  ScriptedServer server({say_nothing});
  auto settings = hasty();
  settings.connections = 1;
  Asking asking(std::move(settings));

  auto first = asking.begin({.method = "GET", .url = server.url()});
  auto second = asking.begin({.method = "GET", .url = server.url()});
  asking.run();

  EXPECT_THROW(first.get(), Unavailable);
  try {
    second.get();
    FAIL() << "a second connection was made";
  } catch (const Unavailable& unavailable) {
    EXPECT_EQ(unavailable.what_is(), Unavailable::What::busy);
  }
}

TEST(ClientPool_Design9, GivesAPlaceBackAfterAFailure) {
  ScriptedServer server({[](Peer& peer) { peer.read_request(); },
                         [](Peer& peer) {
                           peer.read_request();
                           peer.send(ok("second"));
                         }});
  auto settings = Asking::laboratory();
  settings.connections = 1;
  Asking asking(std::move(settings));

  asking.complaint(server.url());

  EXPECT_EQ(asking.get(server.url()).body, "second");
}

TEST(ClientPool_Design9, OutlivesTheClientInARequestUnderWay) {
  ScriptedServer server({say_nothing});
  boost::asio::io_context context{1};
  auto client = make_client(context.get_executor(), hasty());
  auto answer = boost::asio::co_spawn(context, client->send({.method = "GET", .url = server.url()}),
                                      boost::asio::use_future);

  client.reset();
  context.run();

  EXPECT_THROW(answer.get(), Unavailable);
}

}  // namespace
}  // namespace sluis::http
