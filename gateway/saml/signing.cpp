#include "saml/signing.h"

#include <libxml/tree.h>
#include <libxml/xmlsave.h>
#include <xmlsec/crypto.h>
#include <xmlsec/templates.h>
#include <xmlsec/transforms.h>
#include <xmlsec/xmldsig.h>

#include <stdexcept>

#include "saml/algorithms.h"
#include "saml/names.h"
#include "saml/xml.h"
#include "saml/xmlsec_context.h"

namespace sluis::saml {

namespace {

// What we write ourselves is larger than what we read from others only by its signatures.
constexpr XmlLimits kOwnLimits{.bytes = std::size_t{1024} * 1024, .comments = Comments::refused};

struct FreeBuffer {
  void operator()(xmlBuffer* buffer) const { xmlBufferFree(buffer); }
};

void require(bool is_done) {
  if (!is_done) throw std::runtime_error("xmlsec1 does not sign");
}

const xmlChar* as_xml(const std::string& text) { return BAD_CAST text.c_str(); }

// Everything but the two values, which xmlsec1 fills in.
xmlNode* add_template(const Element& root, const PrivateKey& key) {
  const auto id = root.attribute("ID");
  if (!id) throw std::invalid_argument("a document without an ID cannot be signed");
  const std::string uri = "#" + *id;
  const xmlSecTransformId method = xmlSecTransformIdListFindByHref(
      xmlSecTransformIdsGet(), BAD_CAST own_algorithm(key.kind()).uri.data(),
      xmlSecTransformUsageSignatureMethod);
  xmlNode* const signature = xmlSecTmplSignatureCreateNsPref(
      root.node()->doc, xmlSecTransformExclC14NId, method, nullptr, BAD_CAST "ds");
  require(signature != nullptr);
  // SAML Core 3.2.1, 2.3.3: behind the Issuer; SAML Metadata 2.3.2: first.
  const auto children = root.children();
  if (!children.empty() && children[0].is(ns::kAssertion, "Issuer")) {
    require(xmlAddNextSibling(children[0].node(), signature) != nullptr);
  } else if (!children.empty()) {
    require(xmlAddPrevSibling(children[0].node(), signature) != nullptr);
  } else {
    require(xmlAddChild(root.node(), signature) != nullptr);
  }
  xmlNode* const reference = xmlSecTmplSignatureAddReference(
      signature,
      xmlSecTransformIdListFindByHref(xmlSecTransformIdsGet(), BAD_CAST kDigestSha256.data(),
                                      xmlSecTransformUsageDigestMethod),
      nullptr, as_xml(uri), nullptr);
  require(reference != nullptr &&
          xmlSecTmplReferenceAddTransform(reference, xmlSecTransformEnvelopedId) != nullptr &&
          xmlSecTmplReferenceAddTransform(reference, xmlSecTransformExclC14NId) != nullptr);
  return signature;
}

// The certificate stands there for peers that want to see it; nobody should trust it for that.
void add_certificate(xmlNode* signature, const PrivateKey& key) {
  xmlNode* const key_info = xmlSecTmplSignatureEnsureKeyInfo(signature, nullptr);
  require(key_info != nullptr);
  xmlNode* const x509 = xmlNewChild(key_info, key_info->ns, BAD_CAST "X509Data", nullptr);
  require(x509 != nullptr && xmlNewTextChild(x509, x509->ns, BAD_CAST "X509Certificate",
                                             as_xml(key.certificate())) != nullptr);
}

std::string text_of(xmlDoc* document) {
  const std::unique_ptr<xmlBuffer, FreeBuffer> buffer(xmlBufferCreate());
  if (!buffer) throw std::bad_alloc();
  xmlSaveCtxt* const save = xmlSaveToBuffer(buffer.get(), "UTF-8", XML_SAVE_NO_DECL);
  require(save != nullptr);
  const bool is_saved = xmlSaveTree(save, xmlDocGetRootElement(document)) >= 0;
  require(xmlSaveClose(save) >= 0 && is_saved);
  return {reinterpret_cast<const char*>(xmlBufferContent(buffer.get())),
          static_cast<std::size_t>(xmlBufferLength(buffer.get()))};
}

}  // namespace

std::string sign(std::string_view xml, const PrivateKey& key) {
  const auto document = Document::parse(xml, kOwnLimits);
  if (!document) throw std::invalid_argument("a document of ours that is not one");
  const Element root = document->root();
  const SignatureContext context = signature_context(key.material());
  xmlNode* const signature = add_template(root, key);
  add_certificate(signature, key);
  const KnownId known(root);
  require(xmlSecDSigCtxSign(context.get(), signature) >= 0 &&
          context->status == xmlSecDSigStatusSucceeded);
  return text_of(root.node()->doc);
}

}  // namespace sluis::saml
