#include "saml/library.h"

#include <libxml/globals.h>
#include <libxml/parser.h>
#include <xmlsec/crypto.h>  // first: errors.h does not stand alone
#include <xmlsec/errors.h>
#include <xmlsec/io.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/xmlsec.h>

#include <stdexcept>

namespace sluis::saml {

namespace {

// What they would print is full of the document's content.
void say_nothing(void*, const char*, ...) {}
void keep_nothing(void*, xmlErrorPtr) {}
void report_nothing(const char*, int, const char*, const char*, const char*, int, const char*) {}

// standards XSW-19, XSW-21: nothing that a document names is ever fetched.
xmlParserInputPtr load_nothing(const char*, const char*, xmlParserCtxtPtr) { return nullptr; }

bool start() {
  xmlInitParser();
  xmlSetExternalEntityLoader(load_nothing);
  if (xmlSecInit() < 0 || xmlSecOpenSSLInit() < 0) {
    throw std::runtime_error("xmlsec1 does not start");
  }
  xmlSecErrorsSetCallback(report_nothing);
  xmlSecIOCleanupCallbacks();
  return true;
}

bool silence_thread() {
  xmlSetGenericErrorFunc(nullptr, say_nothing);
  xmlSetStructuredErrorFunc(nullptr, keep_nothing);
  return true;
}

}  // namespace

void use_libraries() {
  static const bool is_started = start();
  thread_local const bool is_silent = silence_thread();
  if (!is_started || !is_silent) throw std::runtime_error("the XML libraries are not ready");
}

}  // namespace sluis::saml
