#pragma once

// Enveloped signatures of others (XML Signature 1.1; SAML Core 5.4), in one narrow form: a direct
// child of the element that it signs, one Reference to that element's ID, the enveloped and the
// exclusive canonicalisation transform and no other, RSA or ECDSA with SHA-2, by a key that the
// caller gives. Everything that comes out is parsed from the octets that were digested.

#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "saml/key.h"
#include "saml/xml.h"

namespace sluis::saml {

/// In place: at most one for each of these elements, as its direct child, and none anywhere else.
bool are_in_place(const Element& root, const std::vector<Element>& signed_elements);
std::optional<Element> signature_of(const Element& element);

/// The element as it was signed. Refuses with saml_signature (none, of another form, wrong, or by
/// another key; standards XSW-10, XSW-11, XSW-13), saml_algorithm (a transform, digest, signature
/// or canonicalisation of another kind; XSW-12, XSW-14) or saml_malformed (the signed octets are no
/// document; XSW-18).
std::expected<Document, Refusal> signed_content(const Element& element,
                                                std::span<const PublicKey> signers);

}  // namespace sluis::saml
