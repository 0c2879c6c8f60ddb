#pragma once

// TLS of our own requests: 1.2 or newer, the other side's chain and host name checked, no
// compression, no renegotiation.

#include <memory>
#include <optional>
#include <string>

#include "http/unreachable.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX
struct ssl_st;      // OpenSSL's SSL

namespace sluis::http {

/// Trusts what the system trusts, and the roots in `ca_file` (PEM). Throws std::runtime_error when
/// that file is missing or holds none.
std::shared_ptr<ssl_ctx_st> make_client_context(const std::optional<std::string>& ca_file);

/// Before the handshake: the certificate must be good for this host (a name or a numeric address),
/// and the name is sent along (SNI). False when OpenSSL refuses it.
bool expect_host(ssl_st* connection, const std::string& host);

/// Why a handshake failed.
Unreachable why_no_tls(const ssl_st* connection);

}  // namespace sluis::http
