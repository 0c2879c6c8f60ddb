#pragma once

// TLS of our own listeners: TLS 1.3 (1.2 by configuration, ECDHE and AEAD only), no resumption, no
// 0-RTT, no compression, no renegotiation (standards INL-10…18, TLS-01).

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace sluis::http {

class TlsServerContext {
 public:
  enum class Oldest { tls_1_2, tls_1_3 };

  /// PEM files; the certificate's chain behind it. Throws std::runtime_error when a file is missing
  /// or broken, or when the key is not the certificate's.
  TlsServerContext(std::filesystem::path certificate, std::filesystem::path key, Oldest oldest);
  ~TlsServerContext();

  /// Reads the files again if what they hold has changed, and says whether it had. The old pair
  /// stays in use if the new one is broken (then it throws). May be called from any thread while
  /// connections are made.
  bool reload_if_changed();

  /// For new connections; never null. Shared: a connection may still stand on a pair that was
  /// replaced.
  std::shared_ptr<ssl_ctx_st> current() const { return current_.load(); }

 private:
  std::string fingerprint() const;

  const std::filesystem::path certificate_;
  const std::filesystem::path key_;
  const Oldest oldest_;
  std::mutex reloading_;
  std::string fingerprint_;  // of the files in use; under reloading_
  std::atomic<std::shared_ptr<ssl_ctx_st>> current_;
};

}  // namespace sluis::http
