#pragma once

// JWS in compact form (RFC 7515). Verification never takes an algorithm from the token: the caller
// says which ones are allowed and with which keys, and we compare (RFC 8725 §3.1; standards
// OPX-14).

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/jwk.h"

namespace sluis::crypto {

/// `type` becomes the header's `typ`. RSA takes some 400 µs: run it in the pool (pool.h).
std::string sign_jws(const SigningKey& key, std::string_view type, std::string_view payload);

struct JwsRules {
  std::vector<Algorithm> algorithms;  // at least one
  std::vector<std::string> types;     // allowed `typ`, compared without case; "" among them: or
                                      // none; an empty list: any or none
  std::size_t limit_bytes = std::size_t{16} * 1024;
};

enum class JwsFault {
  malformed,  // not three parts of strict base64url, a header that is no object, a member twice
  algorithm_refused,  // none, HMAC, or not one of the rules'
  header_refused,     // crit, jku, x5u, jwk, zip or b64 is present; `typ` is another
  key_unknown,        // no key of that kid; or no kid and not exactly one key that fits
  signature_wrong,
};

/// The payload of a token whose signature was verified; only `verify_jws` makes one.
class VerifiedJws {
 public:
  const std::string& payload() const { return payload_; }
  Algorithm algorithm() const { return algorithm_; }

 private:
  friend std::expected<VerifiedJws, JwsFault> verify_jws(std::string_view,
                                                         std::span<const VerificationKey>,
                                                         const JwsRules&);
  VerifiedJws(std::string payload, Algorithm algorithm)
      : payload_(std::move(payload)), algorithm_(algorithm) {}
  std::string payload_;
  Algorithm algorithm_;
};

std::expected<VerifiedJws, JwsFault> verify_jws(std::string_view token,
                                                std::span<const VerificationKey> keys,
                                                const JwsRules& rules);

}  // namespace sluis::crypto
