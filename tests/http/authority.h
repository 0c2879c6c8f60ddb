#pragma once

// A certificate authority of the test's own, and the certificates that it issues.

#include <filesystem>
#include <memory>
#include <string>

struct evp_pkey_st;
struct x509_st;

namespace sluis::http::testing {

struct Issued {
  std::string names = "DNS:provider.test";  // as OpenSSL writes subjectAltName; empty: none
  std::string subject = "provider.test";
  long valid_from_seconds = -3600;  // from now
  long valid_until_seconds = 3600;
};

class Authority {
 public:
  Authority();
  ~Authority();
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  /// Writes certificate() and key() anew.
  void issue(const Issued& wish);

  std::filesystem::path root() const { return folder_ / "root.pem"; }
  std::filesystem::path certificate() const { return folder_ / "tls.pem"; }
  std::filesystem::path key() const { return folder_ / "tls.key"; }

 private:
  std::filesystem::path folder_;
  std::shared_ptr<evp_pkey_st> root_key_;  // with OpenSSL's own free function
  std::shared_ptr<x509_st> root_;
};

}  // namespace sluis::http::testing
