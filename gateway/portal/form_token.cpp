#include "portal/form_token.h"

#include "crypto/encoding.h"
#include "crypto/mac.h"

namespace sluis::portal {

std::string form_token(const flow::Session& session, std::string_view path) {
  return crypto::hmac_name(session.secret, crypto::length_prefixed({"sluis/form/1", path}));
}

bool has_form_token(const http::Form& form, const flow::Session& session, std::string_view path) {
  return crypto::equal_in_constant_time(form.get("token").value_or(""), form_token(session, path));
}

}  // namespace sluis::portal
