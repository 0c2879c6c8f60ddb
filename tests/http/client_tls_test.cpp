#include "http/client_tls.h"

#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

#include "asking.h"
#include "authority.h"
#include "http/tls.h"
#include "loopback.h"
#include "scripted_server.h"

namespace sluis::http {
namespace {

using testing::Asking;
using testing::Authority;
using testing::Issued;
using testing::Running;
using Oldest = TlsServerContext::Oldest;

/// A provider with a certificate of the test's authority, and a client that trusts that authority.
class ClientTls_Design9 : public ::testing::Test {
 protected:
  void serve(const Issued& issued, Oldest oldest = Oldest::tls_1_3) {
    authority_.issue(issued);
    server_ = std::make_unique<Running>(
        ServerParts{.handler = testing::echo(),
                    .on_answered = {},
                    .trusted_proxies = {},
                    .tls = std::make_shared<TlsServerContext>(authority_.certificate(),
                                                              authority_.key(), oldest),
                    .redirect_to = {},
                    .limits = {}},
        Listener::Scheme::https);
  }

  ClientSettings trusting() const {
    auto settings = Asking::laboratory();
    settings.ca_file = authority_.root().string();
    return settings;
  }

  std::string url(const std::string& host = "provider.test") const {
    return "https://" + host + ":" + std::to_string(server_->port()) + "/keys";
  }

  Authority authority_;
  std::unique_ptr<Running> server_;
};

TEST_F(ClientTls_Design9, AsksAProviderWithAGoodCertificate) {
  serve({});
  Asking asking(trusting());

  const auto answer = asking.post(url(), "code=1");

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "POST\n/keys\n127.0.0.1\ncode=1\n");
}

TEST_F(ClientTls_Design9, UsesTheConnectionAgain) {
  serve({});
  Asking asking(trusting());

  asking.get(url());
  asking.post(url(), "code=1");
  asking.get(url());

  EXPECT_EQ(server_->connections(), 1U);
}

TEST_F(ClientTls_Design9, SendsABodyOfManyRecords) {
  serve({});
  Asking asking(trusting());
  const std::string body(50'000, 'a');

  const auto answer = asking.post(url(), body);

  EXPECT_EQ(answer.body, "POST\n/keys\n127.0.0.1\n" + body + "\n");
}

TEST_F(ClientTls_Design9, AcceptsANumericHostThatTheCertificateNames) {
  serve({.names = "IP:127.0.0.1"});
  Asking asking(trusting());

  EXPECT_EQ(asking.get(url("127.0.0.1")).status, 200);
}

TEST_F(ClientTls_Design9, RefusesAnotherHostName) {
  serve({.names = "DNS:other.test"});
  Asking asking(trusting());

  EXPECT_EQ(asking.complaint(url()), "the provider's certificate is for another host");
}

TEST_F(ClientTls_Design9, RefusesANameThatOnlyTheSubjectHas) {
  serve({.names = "", .subject = "provider.test"});
  Asking asking(trusting());

  EXPECT_EQ(asking.complaint(url()), "the provider's certificate is for another host");
}

TEST_F(ClientTls_Design9, RefusesAnotherNumericHost) {
  serve({.names = "IP:127.0.0.2, DNS:127.0.0.1"});
  Asking asking(trusting());

  EXPECT_EQ(asking.complaint(url("127.0.0.1")), "the provider's certificate is for another host");
}

TEST_F(ClientTls_Design9, RefusesAnAuthorityThatNobodyTrusts) {
  serve({});
  Asking asking(Asking::laboratory());

  EXPECT_EQ(asking.complaint(url()), "the provider's certificate comes from nobody we trust");
}

TEST_F(ClientTls_Design9, RefusesAnExpiredCertificate) {
  serve({.valid_from_seconds = -7200, .valid_until_seconds = -3600});
  Asking asking(trusting());

  EXPECT_EQ(asking.complaint(url()), "the provider's certificate has expired");
}

TEST_F(ClientTls_Design9, RefusesACertificateBeforeItsTime) {
  serve({.valid_from_seconds = 3600, .valid_until_seconds = 7200});
  Asking asking(trusting());

  EXPECT_EQ(asking.complaint(url()), "the provider's certificate is not yet valid");
}

TEST_F(ClientTls_Design9, RefusesAServerWithoutTls) {
  testing::ScriptedServer server(
      {[](testing::Peer& peer) { peer.send("HTTP/1.1 400 No\r\n\r\n"); }});
  Asking asking(trusting());

  const auto url = "https://provider.test:" + std::to_string(server.port()) + "/";

  EXPECT_EQ(asking.complaint(url), "no TLS connection to the provider");
}

TEST_F(ClientTls_Design9, DoesNotStartWithoutItsTrustRoot) {
  auto settings = trusting();
  settings.ca_file = authority_.root().string() + ".missing";

  EXPECT_THROW(Asking{std::move(settings)}, std::runtime_error);
}

TEST_F(ClientTls_Design9, DoesNotStartWithATrustRootThatIsNone) {
  std::ofstream(authority_.root()) << "no certificate\n";

  EXPECT_THROW(Asking{trusting()}, std::runtime_error);
}

}  // namespace
}  // namespace sluis::http
