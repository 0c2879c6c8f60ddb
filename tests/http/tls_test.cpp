#include "http/tls.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <fstream>
#include <functional>
#include <stdexcept>

#include "certificate.h"
#include "loopback.h"

namespace sluis::http {
namespace {

using testing::CertificateFolder;
using testing::get;
using testing::RawClient;
using testing::Running;
using Oldest = TlsServerContext::Oldest;

/// A TLS client over the raw one. It believes every certificate.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, const std::function<void(SSL_CTX*)>& configure = {})
      : raw_(port),
        context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
        ssl_(nullptr, SSL_free) {
    SSL_CTX_set_security_level(context_.get(), 0);
    if (configure) configure(context_.get());
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), raw_.descriptor());
    is_connected_ = SSL_connect(ssl_.get()) == 1;
    ERR_clear_error();
  }

  bool is_connected() const { return is_connected_; }
  SSL* ssl() { return ssl_.get(); }
  std::string protocol() const { return SSL_get_version(ssl_.get()); }
  std::string suite() const { return SSL_get_cipher_name(ssl_.get()); }

  std::string subject() const {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        SSL_get1_peer_certificate(ssl_.get()), X509_free);
    char text[64] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, text,
                              sizeof text);
    return text;
  }

  std::string application_protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }

  std::optional<testing::Answer> exchange(std::string_view request) {
    SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size()));
    std::string received;
    while (true) {
      if (auto answer = testing::take_answer(received, false)) return answer;
      char part[4096];
      const int size = SSL_read(ssl_.get(), part, sizeof part);
      ERR_clear_error();
      if (size <= 0) return std::nullopt;
      received.append(part, static_cast<std::size_t>(size));
    }
  }

 private:
  RawClient raw_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
  bool is_connected_ = false;
};

class Tls_Inl10 : public ::testing::Test {
 protected:
  Tls_Inl10() { folder_.make("first"); }

  ServerParts parts(Oldest oldest = Oldest::tls_1_3, ServerLimits limits = {}) {
    context_ = std::make_shared<TlsServerContext>(folder_.certificate(), folder_.key(), oldest);
    return {.handler = testing::echo(),
            .on_answered = {},
            .trusted_proxies = {},
            .tls = context_,
            .redirect_to = {},
            .limits = limits};
  }

  CertificateFolder folder_;
  std::shared_ptr<TlsServerContext> context_;
};

std::function<void(SSL_CTX*)> only(int version) {
  return [=](SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, version);
    SSL_CTX_set_max_proto_version(context, version);
    SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
  };
}

std::function<void(SSL_CTX*)> only_suite(const char* suite) {
  return [=](SSL_CTX* context) {
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context, suite);
  };
}

TEST_F(Tls_Inl10, SendsAnAnswerOfManyRecords) {
  auto serving = parts();
  serving.handler = testing::always(plain_text(200, std::string(50'000, 'a')));
  Running server(std::move(serving), Listener::Scheme::https);
  TlsClient client(server.port());

  const auto answer = client.exchange(get("/"));

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body.size(), 50'000U);
}

TEST_F(Tls_Inl10, SpeaksTls13AndHttp) {
  Running server(parts(), Listener::Scheme::https);
  TlsClient client(server.port());

  const auto answer = client.exchange(get("/a"));

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(client.protocol(), "TLSv1.3");
  EXPECT_EQ(client.suite(), "TLS_AES_256_GCM_SHA384");
}

TEST_F(Tls_Inl10, KeepsTheConnection) {
  Running server(parts(), Listener::Scheme::https);
  TlsClient client(server.port());

  EXPECT_TRUE(client.exchange(get("/1")));
  EXPECT_TRUE(client.exchange(get("/2")));
}

TEST_F(Tls_Inl10, SaysGoodbyeWhenItCloses) {
  Running server(parts(), Listener::Scheme::https);
  TlsClient client(server.port());
  client.exchange(get("/", "Connection: close\r\n"));

  char rest[1];
  const int size = SSL_read(client.ssl(), rest, sizeof rest);

  EXPECT_EQ(SSL_get_error(client.ssl(), size), SSL_ERROR_ZERO_RETURN);
}

TEST_F(Tls_Inl10, RefusesOlderVersionsByDefault) {
  Running server(parts(), Listener::Scheme::https);

  for (const int version : {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION}) {
    EXPECT_FALSE(TlsClient(server.port(), only(version)).is_connected()) << version;
  }
}

TEST_F(Tls_Inl10, SpeaksTls12WhenConfigured) {
  Running server(parts(Oldest::tls_1_2), Listener::Scheme::https);

  EXPECT_TRUE(TlsClient(server.port(), only(TLS1_2_VERSION)).is_connected());
  EXPECT_FALSE(TlsClient(server.port(), only(TLS1_1_VERSION)).is_connected());
  EXPECT_EQ(TlsClient(server.port()).protocol(), "TLSv1.3");
}

TEST_F(Tls_Inl10, Tls12TakesOnlyEcdheWithAead) {
  folder_.make("rsa", CertificateFolder::Key::rsa);
  Running server(parts(Oldest::tls_1_2), Listener::Scheme::https);

  for (const char* good : {"ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-GCM-SHA256",
                           "ECDHE-RSA-CHACHA20-POLY1305"}) {
    EXPECT_TRUE(TlsClient(server.port(), only_suite(good)).is_connected()) << good;
  }
  for (const char* bad : {"ECDHE-RSA-AES256-SHA384", "ECDHE-RSA-AES128-SHA", "AES256-GCM-SHA384",
                          "DHE-RSA-AES256-GCM-SHA384"}) {
    EXPECT_FALSE(TlsClient(server.port(), only_suite(bad)).is_connected()) << bad;
  }
}

TEST_F(Tls_Inl10, Inl14RefusesSha1InTheKeyExchange) {
  folder_.make("rsa", CertificateFolder::Key::rsa);
  Running server(parts(Oldest::tls_1_2), Listener::Scheme::https);
  const auto configure = [](SSL_CTX* context) {
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set1_sigalgs_list(context, "RSA+SHA1");
  };

  EXPECT_FALSE(TlsClient(server.port(), configure).is_connected());
}

TEST_F(Tls_Inl10, Inl13TakesThreeCurvesAndNoOther) {
  Running server(parts(), Listener::Scheme::https);

  for (const char* good : {"X25519", "P-256", "P-384"}) {
    const auto configure = [=](SSL_CTX* context) { SSL_CTX_set1_groups_list(context, good); };
    EXPECT_TRUE(TlsClient(server.port(), configure).is_connected()) << good;
  }
  for (const char* bad : {"ffdhe2048", "P-521"}) {
    const auto configure = [=](SSL_CTX* context) { SSL_CTX_set1_groups_list(context, bad); };
    EXPECT_FALSE(TlsClient(server.port(), configure).is_connected()) << bad;
  }
}

TEST_F(Tls_Inl10, Tls01NobodyResumesOrSendsEarlyData) {
  int tickets = 0;
  const auto configure = [&](SSL_CTX* context) {
    SSL_CTX_set_app_data(context, &tickets);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(context, [](SSL* ssl, SSL_SESSION*) {
      ++*static_cast<int*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
      return 0;
    });
  };
  Running server(parts(), Listener::Scheme::https);
  TlsClient client(server.port(), configure);

  client.exchange(get("/"));

  EXPECT_EQ(tickets, 0);
  EXPECT_EQ(SSL_CTX_get_max_early_data(context_->current().get()), 0U);
}

TEST_F(Tls_Inl10, Inl15RefusesRenegotiationByTheClient) {
  Running server(parts(Oldest::tls_1_2), Listener::Scheme::https);
  TlsClient client(server.port(), only(TLS1_2_VERSION));
  ASSERT_TRUE(client.exchange(get("/")));

  SSL_renegotiate(client.ssl());

  EXPECT_NE(SSL_do_handshake(client.ssl()), 1);
  ERR_clear_error();
}

TEST_F(Tls_Inl10, Rfc7301AgreesOnHttp11) {
  Running server(parts(), Listener::Scheme::https);
  const auto configure = [](SSL_CTX* context) {
    SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>("\x02h2\x08http/1.1"),
                            12);
  };

  EXPECT_EQ(TlsClient(server.port(), configure).application_protocol(), "http/1.1");
}

TEST_F(Tls_Inl10, Rfc7301RefusesWhoSpeaksNothingElse) {
  Running server(parts(), Listener::Scheme::https);
  const auto configure = [](SSL_CTX* context) {
    SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>("\x02h2"), 3);
  };

  EXPECT_FALSE(TlsClient(server.port(), configure).is_connected());
}

TEST_F(Tls_Inl10, Design9CutsAHandshakeThatDoesNotGoOn) {
  Running server(parts(Oldest::tls_1_3, {.handshake_time = std::chrono::milliseconds{100}}),
                 Listener::Scheme::https);
  RawClient client(server.port());

  client.send("\x16\x03\x01");

  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_F(Tls_Inl10, Design9PlainTextOnTheHttpsPortGetsNoAnswerInHttp) {
  Running server(parts(), Listener::Scheme::https);
  RawClient client(server.port());

  client.send(get("/"));

  const auto received = client.read_to_end();
  ASSERT_TRUE(received);
  EXPECT_FALSE(received->contains("HTTP/"));
}

TEST_F(Tls_Inl10, Design9CutsAWriterHoweverSlow) {
  Running server(parts(Oldest::tls_1_3, {.header_time = std::chrono::milliseconds{100}}),
                 Listener::Scheme::https);
  TlsClient client(server.port());

  EXPECT_FALSE(client.exchange("GET / HT"));
}

TEST_F(Tls_Inl10, Design10ReloadsACertificateWhileRunning) {
  Running server(parts(), Listener::Scheme::https);
  TlsClient old_client(server.port());

  folder_.make("second");
  const bool has_changed = context_->reload_if_changed();

  EXPECT_TRUE(has_changed);
  EXPECT_EQ(TlsClient(server.port()).subject(), "second");
  EXPECT_EQ(old_client.subject(), "first");
  EXPECT_TRUE(old_client.exchange(get("/"))) << "a connection outlives its certificate";
}

TEST_F(Tls_Inl10, Design10DoesNotReloadWhatHasNotChanged) {
  parts();

  EXPECT_FALSE(context_->reload_if_changed());
}

TEST_F(Tls_Inl10, Design10KeepsTheOldPairWhenTheNewIsBroken) {
  Running server(parts(), Listener::Scheme::https);
  std::ofstream(folder_.certificate()) << "nonsense";

  EXPECT_THROW(context_->reload_if_changed(), std::runtime_error);

  EXPECT_EQ(TlsClient(server.port()).subject(), "first");
}

TEST_F(Tls_Inl10, Design10RefusesAMissingFile) {
  EXPECT_THROW(TlsServerContext("/nowhere/tls.pem", folder_.key(), Oldest::tls_1_3),
               std::runtime_error);
  EXPECT_THROW(TlsServerContext(folder_.certificate(), "/nowhere/tls.key", Oldest::tls_1_3),
               std::runtime_error);
}

TEST_F(Tls_Inl10, Design10RefusesTheKeyOfAnotherCertificate) {
  const CertificateFolder other;
  other.make("other");

  EXPECT_THROW(TlsServerContext(folder_.certificate(), other.key(), Oldest::tls_1_3),
               std::runtime_error);
}

}  // namespace
}  // namespace sluis::http
