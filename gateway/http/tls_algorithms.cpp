#include "http/tls_algorithms.h"

#include <openssl/ssl.h>

namespace sluis::http {

namespace {

// Standards INL-11: the two good suites first, then the sufficient one.
constexpr auto kSuites =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
constexpr auto kSuitesOfTls12 =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256";
constexpr auto kGroups = "X25519:P-256:P-384";  // INL-13
// INL-14: nothing with SHA-1 or SHA-224.
constexpr auto kSignatures =
    "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:"
    "RSA+SHA256:RSA+SHA384:RSA+SHA512";

}  // namespace

bool choose_algorithms(SSL_CTX* context, int oldest_version) {
  SSL_CTX_set_security_level(context, 2);
  return SSL_CTX_set_min_proto_version(context, oldest_version) == 1 &&
         SSL_CTX_set_ciphersuites(context, kSuites) == 1 &&
         SSL_CTX_set_cipher_list(context, kSuitesOfTls12) == 1 &&
         SSL_CTX_set1_groups_list(context, kGroups) == 1 &&
         SSL_CTX_set1_sigalgs_list(context, kSignatures) == 1;
}

}  // namespace sluis::http
