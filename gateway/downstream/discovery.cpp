#include "downstream/discovery.h"

#include <boost/json.hpp>
#include <vector>

#include "crypto/jwk.h"
#include "crypto/key_lifetimes.h"

namespace sluis::downstream {

namespace {

// Standards NLO-29 asks for a week. The metadata keep to it: they change with a release.
constexpr std::string_view kMetadataCaching = "public, max-age=604800";
// The keys do not: a cache must not outlive the time that a next key is published ahead of its use
// (NLO-31), and after an emergency a withdrawn key must be gone in a day, not in a week (standards
// X7).
const std::string kKeysCaching =
    "public, max-age=" + std::to_string(std::chrono::seconds(crypto::kJwksCache).count());

http::Response cacheable(std::string json, std::string_view caching) {
  auto response = http::json_text(200, std::move(json));
  response.headers.set("Cache-Control", std::string(caching));
  return response;
}

boost::json::object metadata_of(const OidcParts& parts) {
  using List = boost::json::array;
  List acr_values;
  for (const std::string& acr : parts.acr_weakest_first) acr_values.emplace_back(acr);
  const List algorithms{"RS256", "ES256", "PS256"};  // standards NLO-37: nothing symmetric, no none
  return {
      {"issuer", parts.issuer},
      {"authorization_endpoint", parts.issuer + "/authorize"},
      {"token_endpoint", parts.issuer + "/token"},
      {"userinfo_endpoint", parts.issuer + "/userinfo"},
      {"jwks_uri", parts.issuer + "/jwks"},
      {"end_session_endpoint", parts.issuer + "/logout"},
      // NLO-33 advises against profile; Rocket.Chat asks for it, and here it holds nothing but the
      // friendly name.
      {"scopes_supported", List{"openid", "profile"}},
      {"response_types_supported", List{"code"}},
      {"response_modes_supported", List{"query"}},
      {"grant_types_supported", List{"authorization_code"}},
      {"subject_types_supported", List{"pairwise"}},
      {"id_token_signing_alg_values_supported", algorithms},
      {"token_endpoint_auth_methods_supported",
       List{"private_key_jwt", "client_secret_basic", "client_secret_post", "none"}},
      {"token_endpoint_auth_signing_alg_values_supported", algorithms},
      {"code_challenge_methods_supported", List{"S256"}},  // standards OPX-04
      {"claims_supported", List{"iss", "sub", "aud", "exp", "iat", "nbf", "jti", "nonce", "acr",
                                "sid", "auth_time", "at_hash", "preferred_username", "name"}},
      {"acr_values_supported", std::move(acr_values)},
      {"prompt_values_supported", List{"none", "login", "consent", "select_account"}},
      {"authorization_response_iss_parameter_supported", true},  // RFC 9207; standards OPX-05
      {"request_parameter_supported", false},
      {"request_uri_parameter_supported", false},
      // NLO-32 wants the claims parameter. There is no claim here that is worth asking for by name.
      {"claims_parameter_supported", false},
      {"ui_locales_supported", List{"nl", "en"}},
  };
}

}  // namespace

Discovery::Discovery(const OidcParts& parts)
    : parts_(parts), metadata_(boost::json::serialize(metadata_of(parts))) {}

http::Response Discovery::metadata() const { return cacheable(metadata_, kMetadataCaching); }

http::Response Discovery::keys() const {
  using crypto::Purpose;
  std::vector<const crypto::SigningKey*> keys;
  for (const Purpose purpose :
       {Purpose::oidc_sign_rs256, Purpose::oidc_sign_es256, Purpose::oidc_sign_ps256}) {
    for (const auto* key : parts_.keyring.published(purpose, parts_.clock.now())) {
      keys.push_back(&key->signing());
    }
  }
  return cacheable(crypto::jwks_of(keys), kKeysCaching);
}

}  // namespace sluis::downstream
