#pragma once

// What keys are made of, and what is done with them directly. For the .cpp files of this room only.

#include <memory>

#include "saml/key.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace sluis::saml {

struct FreeKey {
  void operator()(evp_pkey_st* key) const;
};
using KeyHandle = std::unique_ptr<evp_pkey_st, FreeKey>;

struct PublicKey::Material {
  KeyHandle key;
};

}  // namespace sluis::saml
