#pragma once

// A self-signed certificate for "localhost" in a folder of its own.

#include <filesystem>
#include <string>

namespace sluis::http::testing {

class CertificateFolder {
 public:
  CertificateFolder();
  ~CertificateFolder();
  CertificateFolder(const CertificateFolder&) = delete;
  CertificateFolder& operator=(const CertificateFolder&) = delete;

  enum class Key { p256, rsa };

  /// Writes a new pair; `name` becomes the subject.
  void make(const std::string& name, Key key = Key::p256) const;

  std::filesystem::path certificate() const { return folder_ / "tls.pem"; }
  std::filesystem::path key() const { return folder_ / "tls.key"; }

 private:
  std::filesystem::path folder_;
};

}  // namespace sluis::http::testing
