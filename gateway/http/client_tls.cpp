#include "http/client_tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <stdexcept>
#include <string_view>

#include "http/ip_address.h"
#include "http/tls_algorithms.h"

namespace sluis::http {

namespace {

constexpr std::string_view kProtocol = "\x08http/1.1";  // RFC 7301 §3.1: length, name

void require(bool is_done, const std::string& complaint) {
  if (is_done) return;
  ERR_clear_error();
  throw std::runtime_error(complaint);
}

}  // namespace

std::shared_ptr<SSL_CTX> make_client_context(const std::optional<std::string>& ca_file) {
  // Shared: connections stand on it, and some may outlive the client.
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  require(context != nullptr, "OpenSSL makes no TLS context");
  require(choose_algorithms(context.get(), TLS1_2_VERSION),
          "OpenSSL does not know the algorithms that TLS needs");
  SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  // The opposite of OpenSSL's habit: 0 is success.
  require(SSL_CTX_set_alpn_protos(context.get(),
                                  reinterpret_cast<const unsigned char*>(kProtocol.data()),
                                  static_cast<unsigned>(kProtocol.size())) == 0,
          "OpenSSL takes no protocol name");
  require(SSL_CTX_set_default_verify_paths(context.get()) == 1,
          "the system's trusted certificates cannot be read");
  if (ca_file) {
    require(SSL_CTX_load_verify_file(context.get(), ca_file->c_str()) == 1,
            "no certificate can be read from " + *ca_file);
  }
  return context;
}

bool expect_host(SSL* connection, const std::string& host) {
  auto* rules = SSL_get0_param(connection);
  if (IpAddress::parse(host)) return X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1;
  // RFC 9525 §6.3, §6.4: names are those of the extension, never of the subject, and a wildcard
  // stands for a whole label.
  X509_VERIFY_PARAM_set_hostflags(
      rules, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size()) == 1 &&
         SSL_set_tlsext_host_name(connection, host.c_str()) == 1;
}

Unreachable why_no_tls(const SSL* connection) {
  using Stage = Unreachable::Stage;
  switch (SSL_get_verify_result(connection)) {
    case X509_V_OK:
      return {Stage::tls, "no TLS connection to the provider"};
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {Stage::certificate_time, "the provider's certificate has expired"};
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {Stage::certificate_time, "the provider's certificate is not yet valid"};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return {Stage::certificate_host, "the provider's certificate is for another host"};
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return {Stage::certificate_issuer, "the provider's certificate comes from nobody we trust"};
    default:
      return {Stage::tls, "the provider's certificate is not good"};
  }
}

}  // namespace sluis::http
