#include "http/tls.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "http/tls_algorithms.h"

namespace sluis::http {

namespace {

using Oldest = TlsServerContext::Oldest;

constexpr std::string_view kProtocol = "\x08http/1.1";  // RFC 7301 §3.1: length, name

void require(bool is_done, const std::string& complaint) {
  if (is_done) return;
  ERR_clear_error();  // OpenSSL's text would quote the file
  throw std::runtime_error(complaint);
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  // OpenSSL's own signatures disagree with each other.
  auto* out = const_cast<unsigned char**>(chosen);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  const auto* ours = reinterpret_cast<const unsigned char*>(kProtocol.data());
  const auto outcome = SSL_select_next_proto(
      out, chosen_size, ours, static_cast<unsigned>(kProtocol.size()), offered, offered_size);
  // RFC 7301 §3.2: no protocol in common ends the handshake.
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// A key with a passphrase is a mistake; without this OpenSSL would ask for it at the terminal.
int no_passphrase(char*, int, int, void*) { return 0; }

void forbid(SSL_CTX* context) {
  // INL-15, INL-16. Without tickets and cache nobody resumes: a full handshake costs half a
  // millisecond, and no ticket key outlives a connection (TLS-01).
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_early_data(context, 0);  // INL-17
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

std::shared_ptr<SSL_CTX> make(const std::filesystem::path& certificate,
                              const std::filesystem::path& key, Oldest oldest) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  require(context != nullptr, "OpenSSL makes no TLS context");
  require(
      choose_algorithms(context.get(), oldest == Oldest::tls_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION),
      "OpenSSL does not know the algorithms that TLS needs");
  forbid(context.get());
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(context.get(), no_passphrase);
  require(SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) == 1,
          "no certificate can be read from " + certificate.string());
  require(SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) == 1,
          "the key in " + key.string() + " cannot be read, or is not the certificate's");
  require(SSL_CTX_check_private_key(context.get()) == 1,
          "the key in " + key.string() + " is not the certificate's");
  return context;
}

std::string digest_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string octets{std::istreambuf_iterator<char>(file), {}};
  std::array<unsigned char, 32> digest{};
  const int is_done =
      EVP_Digest(octets.data(), octets.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  OPENSSL_cleanse(octets.data(), octets.size());  // it may be the key
  require(is_done == 1, "OpenSSL makes no SHA-256");
  return {digest.begin(), digest.end()};
}

}  // namespace

TlsServerContext::TlsServerContext(std::filesystem::path certificate, std::filesystem::path key,
                                   Oldest oldest)
    : certificate_(std::move(certificate)),
      key_(std::move(key)),
      oldest_(oldest),
      fingerprint_(fingerprint()),
      current_(make(certificate_, key_, oldest_)) {}

TlsServerContext::~TlsServerContext() = default;

std::string TlsServerContext::fingerprint() const {
  return digest_of(certificate_) + digest_of(key_);
}

bool TlsServerContext::reload_if_changed() {
  const std::lock_guard lock(reloading_);
  // Before the files are read for use: what changes in between is noticed the next time.
  auto found = fingerprint();
  if (found == fingerprint_) return false;
  current_.store(make(certificate_, key_, oldest_));
  fingerprint_ = std::move(found);
  return true;
}

}  // namespace sluis::http
