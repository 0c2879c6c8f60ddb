#pragma once

// TLS of our own listeners: TLS 1.3 (1.2 by configuration, ECDHE and AEAD only), no tickets that live longer than
// a day, no 0-RTT, no compression, no renegotiation (standards INL-10…18, TLS-01).

#include <filesystem>
#include <memory>
#include <string>

namespace sluis::http {

class TlsServerContext {
 public:
  enum class Oldest { tls_1_2, tls_1_3 };

  /// Throws std::runtime_error when a file is missing or the key is not the certificate's.
  TlsServerContext(std::filesystem::path certificate, std::filesystem::path key, Oldest oldest);
  ~TlsServerContext();

  /// Reads the files again if they changed; the old pair stays in use if the new one is broken (then it throws).
  /// May be called from any thread while connections are made.
  bool reload_if_changed();

  struct Current;
  std::shared_ptr<const Current> current() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sluis::http
