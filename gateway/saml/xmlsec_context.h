#pragma once

// One signature in the hands of xmlsec1, with one key of ours or of a peer's metadata and nothing
// that the document names. For signature.cpp and signing.cpp only.

#include <memory>

#include "saml/key.h"
#include "saml/xml.h"

// NOLINTBEGIN(bugprone-reserved-identifier): the libraries' own names
struct _xmlAttr;
struct _xmlSecDSigCtx;
// NOLINTEND(bugprone-reserved-identifier)

namespace sluis::saml {

struct FreeSignatureContext {
  void operator()(_xmlSecDSigCtx* context) const;
};
using SignatureContext = std::unique_ptr<_xmlSecDSigCtx, FreeSignatureContext>;

/// Takes references to this document only, and no transform but those of the profile. With its key
/// set, xmlsec1 passes over KeyInfo.
SignatureContext signature_context(const PublicKey::Material& key);

/// While it lives, the element is what "#…" of its ID points to, and nothing else is.
class KnownId {
 public:
  explicit KnownId(const Element& element);
  ~KnownId();
  KnownId(const KnownId&) = delete;
  KnownId& operator=(const KnownId&) = delete;

 private:
  _xmlAttr* attribute_;
};

}  // namespace sluis::saml
