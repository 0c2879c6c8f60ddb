#include "http/unreachable.h"

#include <gtest/gtest.h>

#include <fstream>
#include <optional>

#include "asking.h"
#include "authority.h"
#include "http/tls.h"
#include "loopback.h"
#include "scripted_server.h"

namespace sluis::http {
namespace {

using testing::Asking;
using testing::Authority;
using testing::Peer;
using testing::ScriptedServer;
using Stage = Unreachable::Stage;

std::optional<Stage> stage_of(ClientSettings settings, const std::string& url) {
  Asking asking(std::move(settings));
  try {
    asking.get(url);
  } catch (const Unreachable& why) {
    return why.stage();
  }
  return std::nullopt;
}

/// How far a request comes to a server with that certificate.
std::optional<Stage> stage_with(const testing::Issued& issued, bool is_trusted = true) {
  Authority authority;
  authority.issue(issued);
  const testing::Running server(
      ServerParts{.handler = testing::echo(),
                  .on_answered = {},
                  .trusted_proxies = {},
                  .tls = std::make_shared<TlsServerContext>(
                      authority.certificate(), authority.key(), TlsServerContext::Oldest::tls_1_3),
                  .redirect_to = {},
                  .limits = {}},
      Listener::Scheme::https);
  auto settings = Asking::laboratory();
  if (is_trusted) settings.ca_file = authority.root().string();
  return stage_of(std::move(settings), "https://provider.test:" + std::to_string(server.port()));
}

TEST(Unreachable_Design9, TellsAUrlThatIsNotAsked) {
  EXPECT_EQ(stage_of(Asking::laboratory(), "ftp://provider.test/"), Stage::url_refused);
}

TEST(Unreachable_Design9, TellsAHostWithoutAddress) {
  auto settings = Asking::laboratory();
  settings.addresses = testing::every_host_at({});

  EXPECT_EQ(stage_of(std::move(settings), "https://provider.test/"), Stage::name);
}

TEST(Unreachable_Design9, TellsAPrivateAddress) {
  auto settings = Asking::laboratory();
  settings.allow_private = false;

  EXPECT_EQ(stage_of(std::move(settings), "https://provider.test/"), Stage::private_address);
}

TEST(Unreachable_Design9, TellsThatNobodyTakesTheConnection) {
  std::string url;
  {
    const ScriptedServer gone(std::vector<ScriptedServer::Script>{});
    url = gone.url();
  }

  EXPECT_EQ(stage_of(Asking::laboratory(), url), Stage::connection);
}

TEST(Unreachable_Design9, TellsAnAnswerThatDoesNotCome) {
  const ScriptedServer silent({[](Peer& peer) { peer.wait_until_closed(); }});
  auto settings = Asking::laboratory();
  settings.deadline = std::chrono::milliseconds(50);

  EXPECT_EQ(stage_of(std::move(settings), silent.url()), Stage::too_slow);
}

TEST(Unreachable_Design9, TellsAnAnswerThatIsNoHttp) {
  const ScriptedServer babbling({[](Peer& peer) {
    peer.read_request();
    peer.send("220 mail.example ESMTP\r\n\r\n");
  }});

  EXPECT_EQ(stage_of(Asking::laboratory(), babbling.url()), Stage::answer);
}

TEST(Unreachable_Design9, TellsCertificatesApart) {
  EXPECT_EQ(stage_with({.valid_until_seconds = -60}), Stage::certificate_time);
  EXPECT_EQ(stage_with({.valid_from_seconds = 60}), Stage::certificate_time);
  EXPECT_EQ(stage_with({.names = "DNS:other.test"}), Stage::certificate_host);
  EXPECT_EQ(stage_with({}, false), Stage::certificate_issuer);
  EXPECT_EQ(stage_with({}), std::nullopt);
}

TEST(Unreachable_Design9, IsExplainedWithTheHostAndASide) {
  const auto name = explain(Unreachable(Stage::name, "-"), "https://idp.example/x");
  const auto connection = explain(Unreachable(Stage::connection, "-"), "https://idp.example:8443/");
  const auto certificate =
      explain(Unreachable(Stage::certificate_host, "-"), "https://idp.example");

  EXPECT_EQ(name.side, Finding::Side::network);
  EXPECT_NE(name.text.find("idp.example"), std::string::npos);
  EXPECT_NE(connection.text.find("port 8443"), std::string::npos);
  EXPECT_EQ(certificate.side, Finding::Side::theirs);
  EXPECT_EQ(certificate.level, Finding::Level::bad);
}

TEST(Unreachable_Design9, ShowsNothingRawOfAUrl) {
  const auto url = explain(Unreachable(Stage::url_refused, "-"), "https://a\x1b[31m/");

  EXPECT_EQ(url.text.find('\x1b'), std::string::npos);
  EXPECT_EQ(url.side, Finding::Side::ours);
}

}  // namespace
}  // namespace sluis::http
