#pragma once

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace sluis::http {

/// What TLS may be made of, whether we answer or ask (standards INL-11, INL-13, INL-14). The oldest
/// version as OpenSSL numbers it. False when OpenSSL does not know one of the names.
bool choose_algorithms(ssl_ctx_st* context, int oldest_version);

}  // namespace sluis::http
