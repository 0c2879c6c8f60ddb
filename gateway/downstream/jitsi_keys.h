#pragma once

// Where Prosody finds our public keys: a JWK Set with nothing but RSA in it, since one key of
// another kind ends its refresh; and each key by the digest of its id (asap_key_server).

#include "downstream/jitsi_parts.h"
#include "http/message.h"

namespace sluis::downstream {

class JitsiKeys {
 public:
  explicit JitsiKeys(const JitsiParts& parts) : parts_(parts) {}

  http::Response set(const http::Request& request) const;
  /// 404 for one that is not published.
  http::Response pem(const http::Request& request) const;

 private:
  const JitsiParts& parts_;
};

}  // namespace sluis::downstream
