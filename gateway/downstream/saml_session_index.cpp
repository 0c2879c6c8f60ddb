#include "downstream/saml_session_index.h"

#include "crypto/encoding.h"
#include "crypto/mac.h"

namespace sluis::downstream {

namespace {

std::string proof_of(std::string_view sid, const SessionOfService& whose) {
  return crypto::hmac_name(
      crypto::Secret::copy_of(sid),
      crypto::length_prefixed({"sluis/saml-session/2", whose.client, whose.name_id}));
}

}  // namespace

std::string session_index(std::string_view sid, const SessionOfService& whose) {
  return std::string(sid) + "." + proof_of(sid, whose);
}

std::optional<std::string> sid_of_index(std::string_view index, const SessionOfService& whose) {
  const auto dot = index.find('.');
  if (dot == std::string_view::npos || dot == 0) return std::nullopt;
  const auto sid = index.substr(0, dot);
  if (!crypto::equal_in_constant_time(proof_of(sid, whose), index.substr(dot + 1))) {
    return std::nullopt;
  }
  return std::string(sid);
}

}  // namespace sluis::downstream
