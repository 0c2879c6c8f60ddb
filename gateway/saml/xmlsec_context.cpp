#include "saml/xmlsec_context.h"

#include <libxml/parser.h>
#include <libxml/valid.h>
#include <xmlsec/crypto.h>  // first: the others do not stand alone
#include <xmlsec/keys.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/transforms.h>
#include <xmlsec/xmldsig.h>

#include <new>
#include <stdexcept>

#include "saml/key_material.h"
#include "saml/library.h"

namespace sluis::saml {

namespace {

struct FreeKeyOfXmlsec {
  void operator()(xmlSecKey* key) const { xmlSecKeyDestroy(key); }
};

std::unique_ptr<xmlSecKey, FreeKeyOfXmlsec> key_of_xmlsec(EVP_PKEY* key) {
  std::unique_ptr<xmlSecKey, FreeKeyOfXmlsec> result(xmlSecKeyCreate());
  if (!result || EVP_PKEY_up_ref(key) != 1) throw std::bad_alloc();
  const xmlSecKeyDataPtr value = xmlSecOpenSSLEvpKeyAdopt(key);
  if (value == nullptr) {
    EVP_PKEY_free(key);
    throw std::runtime_error("a key that xmlsec1 does not take");
  }
  if (xmlSecKeySetValue(result.get(), value) < 0) {
    xmlSecKeyDataDestroy(value);
    throw std::runtime_error("a key that xmlsec1 does not take");
  }
  return result;
}

bool limit_transforms(xmlSecDSigCtx* context) {
  const xmlSecTransformId signatures[] = {xmlSecOpenSSLTransformRsaSha256Id,
                                          xmlSecOpenSSLTransformRsaSha384Id,
                                          xmlSecOpenSSLTransformRsaSha512Id,
                                          xmlSecOpenSSLTransformEcdsaSha256Id,
                                          xmlSecOpenSSLTransformEcdsaSha384Id,
                                          xmlSecOpenSSLTransformEcdsaSha512Id,
                                          xmlSecTransformExclC14NId};
  const xmlSecTransformId references[] = {
      xmlSecTransformEnvelopedId, xmlSecTransformExclC14NId, xmlSecOpenSSLTransformSha256Id,
      xmlSecOpenSSLTransformSha384Id, xmlSecOpenSSLTransformSha512Id};
  for (const auto id : signatures) {
    if (xmlSecDSigCtxEnableSignatureTransform(context, id) < 0) return false;
  }
  for (const auto id : references) {
    if (xmlSecDSigCtxEnableReferenceTransform(context, id) < 0) return false;
  }
  return true;
}

}  // namespace

void FreeSignatureContext::operator()(_xmlSecDSigCtx* context) const {
  xmlSecDSigCtxDestroy(context);
}

SignatureContext signature_context(const PublicKey::Material& key) {
  use_libraries();
  SignatureContext context(xmlSecDSigCtxCreate(nullptr));
  if (!context || !limit_transforms(context.get())) {
    throw std::runtime_error("xmlsec1 gives no context for a signature");
  }
  context->enabledReferenceUris = xmlSecTransformUriTypeSameDocument;
  context->flags |= XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS;
  context->signKey = key_of_xmlsec(key.key.get()).release();  // the context frees it
  return context;
}

KnownId::KnownId(const Element& element)
    : attribute_(xmlHasNsProp(element.node(), BAD_CAST "ID", nullptr)) {
  const auto value = element.attribute("ID");
  if (attribute_ == nullptr || !value ||
      xmlAddID(nullptr, element.node()->doc, BAD_CAST value->c_str(), attribute_) == nullptr) {
    throw std::logic_error("an ID that cannot be made known");
  }
}

KnownId::~KnownId() { xmlRemoveID(attribute_->doc, attribute_); }

}  // namespace sluis::saml
