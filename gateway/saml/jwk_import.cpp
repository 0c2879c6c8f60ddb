#include "saml/jwk_import.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <array>
#include <boost/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "crypto/encoding.h"
#include "crypto/json_storage.h"

namespace sluis::saml {

namespace {

namespace json = boost::json;

struct Free {
  void operator()(BIGNUM* number) const { BN_clear_free(number); }
  void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
  void operator()(OSSL_PARAM* parameters) const { OSSL_PARAM_free(parameters); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
using Number = std::unique_ptr<BIGNUM, Free>;

void require(bool is_done, const char* complaint) {
  if (is_done) return;
  ERR_clear_error();
  throw std::invalid_argument(complaint);
}

crypto::Secret octets_of(const json::object& members, const char* name) {
  const json::value* const member = members.if_contains(name);
  require(member != nullptr && member->is_string(), "a private JWK without one of its members");
  const auto& text = member->get_string();
  auto octets = crypto::base64url_decode({text.data(), text.size()});
  require(octets.has_value(), "a private JWK with a member that is not base64url");
  return crypto::Secret::take(*std::move(octets));
}

Number number_of(const json::object& members, const char* name) {
  const crypto::Secret octets = octets_of(members, name);
  Number number(BN_bin2bn(reinterpret_cast<const unsigned char*>(octets.expose().data()),
                          static_cast<int>(octets.size()), nullptr));
  if (!number) throw std::bad_alloc();
  return number;
}

KeyHandle build(const char* type, OSSL_PARAM_BLD* builder) {
  const std::unique_ptr<OSSL_PARAM, Free> parameters(OSSL_PARAM_BLD_to_param(builder));
  const std::unique_ptr<EVP_PKEY_CTX, Free> context(
      EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  require(parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
              EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) == 1,
          "a private JWK that OpenSSL refuses");
  return KeyHandle(key);
}

struct Member {
  const char* jwk;
  const char* openssl;
};

constexpr std::array kRsaMembers = {
    Member{"n", OSSL_PKEY_PARAM_RSA_N},          Member{"e", OSSL_PKEY_PARAM_RSA_E},
    Member{"d", OSSL_PKEY_PARAM_RSA_D},          Member{"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
    Member{"q", OSSL_PKEY_PARAM_RSA_FACTOR2},    Member{"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
    Member{"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2}, Member{"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1}};

KeyHandle rsa_key(const json::object& members) {
  const std::unique_ptr<OSSL_PARAM_BLD, Free> builder(OSSL_PARAM_BLD_new());
  std::vector<Number> numbers;  // the builder only looks at them
  for (const Member& member : kRsaMembers) {
    numbers.push_back(number_of(members, member.jwk));
    require(OSSL_PARAM_BLD_push_BN(builder.get(), member.openssl, numbers.back().get()) == 1,
            "a private JWK with a number that OpenSSL refuses");
  }
  return build("RSA", builder.get());
}

KeyHandle elliptic_key(const json::object& members) {
  require(members.contains("crv") && members.at("crv") == "P-256",
          "a private JWK of a curve that we do not use");
  // SEC 1 §2.3.3, the uncompressed form.
  std::string point = "\x04";
  point += octets_of(members, "x").expose();
  point += octets_of(members, "y").expose();
  const Number secret = number_of(members, "d");
  const std::unique_ptr<OSSL_PARAM_BLD, Free> builder(OSSL_PARAM_BLD_new());
  require(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                          0) == 1 &&
              OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                               point.size()) == 1 &&
              OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret.get()) == 1,
          "a private JWK with a number that OpenSSL refuses");
  return build("EC", builder.get());
}

}  // namespace

KeyHandle import_private_jwk(const crypto::Secret& jwk) {
  const json::value document = crypto::parse_secret_json(jwk.expose());
  require(document.is_object() && document.get_object().contains("kty"),
          "a private JWK without a type");
  const json::object& members = document.get_object();
  if (members.at("kty") == "RSA") return rsa_key(members);
  require(members.at("kty") == "EC", "a private JWK of another type");
  return elliptic_key(members);
}

}  // namespace sluis::saml
