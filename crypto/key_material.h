#pragma once

// What a key is made of: cjose's key, held by its only owner (cjose counts references without
// atomics, so nobody else may retain or release it). For jwk.cpp and jws.cpp only.

#include <memory>

#include "crypto/jwk.h"

struct _cjose_jwk_int;  // NOLINT(bugprone-reserved-identifier): cjose's own name for its key

namespace sluis::crypto {

struct ReleaseJwk {
  void operator()(_cjose_jwk_int* jwk) const;
};
using JwkHandle = std::unique_ptr<_cjose_jwk_int, ReleaseJwk>;

struct SigningKey::Material {
  JwkHandle jwk;
};

struct VerificationKey::Material {
  JwkHandle jwk;
  std::size_t signature_bytes;
};

}  // namespace sluis::crypto
