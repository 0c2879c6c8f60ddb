#include "crypto/sha256_stream.h"

#include <openssl/evp.h>

#include <stdexcept>

namespace sluis::crypto {

namespace {

constexpr std::size_t kSizeBytes = 32;

void check(int outcome) {
  if (outcome != 1) throw std::runtime_error("OpenSSL: SHA-256 failed");
}

}  // namespace

struct Sha256Stream::Context {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> pointer{EVP_MD_CTX_new()};
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {
  check(EVP_DigestInit_ex2(context_->pointer.get(), EVP_sha256(), nullptr));
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::add(std::string_view octets) {
  check(EVP_DigestUpdate(context_->pointer.get(), octets.data(), octets.size()));
}

std::string Sha256Stream::finish() {
  std::string result(kSizeBytes, '\0');
  check(EVP_DigestFinal_ex(context_->pointer.get(), reinterpret_cast<unsigned char*>(result.data()),
                           nullptr));
  return result;
}

}  // namespace sluis::crypto
