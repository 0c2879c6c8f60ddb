#pragma once

// What the mail with the code says: in both languages, the page's first. Its subject does not hold
// the code, since subjects show on locked screens.

#include <string>
#include <string_view>

#include "crypto/secret.h"
#include "upstream/mailer.h"
#include "web/language.h"

namespace sluis::upstream {

struct CodeMailTexts {
  std::string_view service;  // empty: the gateway itself
  std::string_view gateway_name;
  std::string_view issuer;
};

/// A mail without its receiver. `code` has 8 digits.
Mail code_mail(const crypto::Secret& code, const CodeMailTexts& texts, web::Language first);

}  // namespace sluis::upstream
