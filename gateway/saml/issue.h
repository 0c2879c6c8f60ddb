#pragma once

// A Response of ours on its way to a service: the Assertion signed, encrypted where the service
// asks for it, and the Response signed over all of it (standards SAM-13; both signatures, since
// some services check both). Two RSA signatures, over a millisecond: run it in the pool
// (crypto/pool.h).

#include <string>

#include "crypto/random.h"
#include "saml/encryption.h"
#include "saml/key.h"
#include "saml/message.h"

namespace sluis::saml {

struct Protection {
  const PrivateKey& key;
  const Recipient* recipient = nullptr;  // none: not encrypted
};

/// The document, for post_value (binding.h).
std::string issue(const Response& response, const Assertion& assertion,
                  const Protection& protection, crypto::Random& random);

/// A Response without an Assertion: an error status.
std::string issue(const Response& response, const PrivateKey& key);

}  // namespace sluis::saml
