#include "saml/signature.h"

#include <xmlsec/crypto.h>
#include <xmlsec/xmldsig.h>

#include <algorithm>
#include <string>

#include "saml/algorithms.h"
#include "saml/names.h"
#include "saml/xmlsec_context.h"

namespace sluis::saml {

namespace {

constexpr std::size_t kLimitId = 256;
constexpr std::ptrdiff_t kMostPrefixes = 16;

// Canonical octets may be more than those of the document: each element declares its own
// namespaces.
constexpr XmlLimits kSignedLimits{.bytes = std::size_t{8} * 1024 * 1024,
                                  .comments = Comments::refused,
                                  .attributes = 128,
                                  .namespaces = 16'384};

/// Nothing: the check is passed.
using Checked = std::optional<Refusal>;

bool is_plain_id(std::string_view id) {
  return !id.empty() && id.size() <= kLimitId && std::ranges::all_of(id, [](char octet) {
    return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
           (octet >= '0' && octet <= '9') || octet == '_' || octet == '-' || octet == '.';
  });
}

// The children, if they are exactly these in this order; an optional last one ends in '?'.
std::optional<std::vector<Element>> exactly(const Element& parent,
                                            std::initializer_list<std::string_view> names) {
  std::vector<Element> children = parent.children();
  std::size_t at = 0;
  for (std::string_view name : names) {
    const bool is_optional = name.ends_with('?');
    if (is_optional) name.remove_suffix(1);
    if (at < children.size() && children[at].is(ns::kSignature, name)) {
      ++at;
    } else if (!is_optional) {
      return std::nullopt;
    }
  }
  if (at != children.size()) return std::nullopt;
  return children;
}

bool says(const Element& element, std::string_view algorithm) {
  return element.attribute("Algorithm") == algorithm;
}

// Each element is looked up for each of them.
bool are_few(std::string_view prefixes) {
  return std::ranges::count_if(prefixes, [](char octet) {
           return std::string_view(" \t\r\n").contains(octet);
         }) < kMostPrefixes;
}

// Exclusive canonicalisation without comments; it may say which prefixes stay (XML Exclusive C14N
// 4).
bool is_exclusive(const Element& element) {
  if (!says(element, kExclusiveCanonicalisation)) return false;
  const auto children = element.children();
  return children.empty() ||
         (children.size() == 1 && children[0].is(ns::kExclusive, "InclusiveNamespaces") &&
          children[0].children().empty() &&
          are_few(children[0].attribute("PrefixList").value_or("")));
}

// standards XSW-12, and toolchain fact: an enveloped transform alone would pass xmlsec1's own list
// with a canonicalisation that nobody named.
bool are_transforms_ours(const Element& transforms) {
  const auto both = exactly(transforms, {"Transform", "Transform"});
  return both && says((*both)[0], kEnvelopedSignature) && (*both)[0].children().empty() &&
         is_exclusive((*both)[1]);
}

Checked check_digest(const Element& method, const Element& value) {
  const auto of_nothing = digest_of_nothing(method.attribute("Algorithm").value_or(""));
  if (!of_nothing || !method.children().empty()) return Refusal::saml_algorithm;
  auto digest = value.text();
  if (!digest) return Refusal::saml_signature;
  std::erase_if(*digest, [](char octet) { return std::string_view(" \t\r\n").contains(octet); });
  // standards XSW-18: what a failed canonicalisation would digest.
  if (digest->empty() || *digest == *of_nothing) return Refusal::saml_signature;
  return std::nullopt;
}

Checked check_reference(const Element& reference, std::string_view id) {
  // Not "", not an XPointer, not another element (standards XSW-11).
  if (reference.attribute("URI") != "#" + std::string(id)) return Refusal::saml_signature;
  const auto parts = exactly(reference, {"Transforms", "DigestMethod", "DigestValue"});
  if (!parts) return Refusal::saml_signature;
  if (!are_transforms_ours((*parts)[0])) return Refusal::saml_algorithm;
  return check_digest((*parts)[1], (*parts)[2]);
}

// Everything about the form, before xmlsec1 computes anything.
std::expected<const SignatureAlgorithm*, Refusal> check_form(const Element& signature,
                                                             std::string_view id) {
  const auto parts = exactly(signature, {"SignedInfo", "SignatureValue", "KeyInfo?"});
  if (!parts || !is_plain_id(id)) return std::unexpected(Refusal::saml_signature);
  const auto value = (*parts)[1].text();
  if (!value || value->empty()) return std::unexpected(Refusal::saml_signature);
  const auto signed_info =
      exactly((*parts)[0], {"CanonicalizationMethod", "SignatureMethod", "Reference"});
  if (!signed_info) return std::unexpected(Refusal::saml_signature);
  const Element& method = (*signed_info)[1];
  const auto* const algorithm =
      signature_algorithm_named(method.attribute("Algorithm").value_or(""));
  // standards XSW-14: no HMAC, no SHA-1, and no HMACOutputLength.
  if (!is_exclusive((*signed_info)[0]) || algorithm == nullptr || !method.children().empty()) {
    return std::unexpected(Refusal::saml_algorithm);
  }
  if (const auto fault = check_reference((*signed_info)[2], id)) return std::unexpected(*fault);
  return algorithm;
}

std::optional<std::string> digested_octets(const Element& signature, const PublicKey& key) {
  const SignatureContext context = signature_context(key.material());
  context->flags |= XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES;
  if (xmlSecDSigCtxVerify(context.get(), signature.node()) < 0 ||
      context->status != xmlSecDSigStatusSucceeded ||
      xmlSecPtrListGetSize(&context->signedInfoReferences) != 1) {
    return std::nullopt;
  }
  auto* const reference = static_cast<xmlSecDSigReferenceCtxPtr>(
      xmlSecPtrListGetItem(&context->signedInfoReferences, 0));
  if (reference == nullptr || reference->status != xmlSecDSigStatusSucceeded) return std::nullopt;
  const xmlSecBufferPtr octets = xmlSecDSigReferenceCtxGetPreDigestBuffer(reference);
  if (octets == nullptr || xmlSecBufferGetSize(octets) == 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(xmlSecBufferGetData(octets)),
                     xmlSecBufferGetSize(octets));
}

// The element that was asked for, and not another.
std::expected<Document, Refusal> parse_again(std::string_view octets, const Element& element,
                                             std::string_view id) {
  auto document = Document::parse(octets, kSignedLimits);
  if (!document) return document;
  const Element root = document->root();
  if (!root.is(element.namespace_uri(), element.name()) || root.attribute("ID") != id) {
    return std::unexpected(Refusal::saml_signature);
  }
  return document;
}

}  // namespace

bool are_in_place(const Element& root, const std::vector<Element>& signed_elements) {
  std::size_t in_place = 0;
  for (const Element& element : signed_elements) {
    const std::size_t own = element.children(ns::kSignature, "Signature").size();
    if (own > 1) return false;
    in_place += own;
  }
  return root.all(ns::kSignature, "Signature").size() == in_place;
}

std::optional<Element> signature_of(const Element& element) {
  const auto signatures = element.children(ns::kSignature, "Signature");
  return signatures.size() == 1 ? std::optional(signatures[0]) : std::nullopt;
}

std::expected<Document, Refusal> signed_content(const Element& element,
                                                std::span<const PublicKey> signers) {
  const auto signature = signature_of(element);
  if (!signature) return std::unexpected(Refusal::saml_signature);
  const std::string id = element.attribute("ID").value_or("");
  const auto algorithm = check_form(*signature, id);
  if (!algorithm) return std::unexpected(algorithm.error());
  const KnownId known(element);
  for (const PublicKey& key : signers) {
    if (key.kind() != (*algorithm)->kind) continue;
    if (const auto octets = digested_octets(*signature, key)) {
      return parse_again(*octets, element, id);
    }
  }
  return std::unexpected(Refusal::saml_signature);
}

}  // namespace sluis::saml
