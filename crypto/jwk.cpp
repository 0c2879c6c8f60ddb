#include "crypto/jwk.h"

#include <cjose/jwk.h>
#include <cjose/util.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <bit>
#include <boost/json.hpp>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/json_storage.h"
#include "crypto/key_material.h"
#include "crypto/strict_json.h"

namespace sluis::crypto {

namespace {

namespace json = boost::json;

constexpr unsigned kLeastRsaBits = 2048;  // standards OPX-15
constexpr unsigned kMostRsaBits = 8192;   // a larger one only costs us time
constexpr std::size_t kMostExponentBytes = 8;
constexpr std::size_t kCoordinateBytes = 32;  // P-256
constexpr std::size_t kLimitJwkBytes = std::size_t{64} * 1024;
constexpr std::size_t kLimitJwksBytes = std::size_t{256} * 1024;
constexpr std::size_t kLimitJwksKeys = 64;

constexpr std::array kRsaPrivateMembers = {"d", "p", "q", "dp", "dq", "qi"};
// RFC 7518 §6: members that only a private or symmetric key has.
constexpr std::array kNotPublicMembers = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

bool is_rsa(Algorithm algorithm) { return algorithm != Algorithm::es256; }

struct FreeCjoseText {
  void operator()(char* text) const {
    OPENSSL_cleanse(text, std::strlen(text));
    cjose_get_dealloc()(text);
  }
};

std::unique_ptr<char, FreeCjoseText> to_json(const cjose_jwk_t* jwk, bool with_private) {
  cjose_err error{};
  std::unique_ptr<char, FreeCjoseText> text(cjose_jwk_to_json(jwk, with_private, &error));
  if (!text) throw std::runtime_error("cjose cannot write a JWK");
  return text;
}

std::optional<std::string> text_member(const json::object& object, std::string_view name) {
  const json::value* const member = object.if_contains(name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return std::string(member->get_string().data(), member->get_string().size());
}

std::optional<std::string> octets_member(const json::object& object, std::string_view name) {
  const auto text = text_member(object, name);
  return text ? base64url_decode(*text) : std::nullopt;
}

std::string serialized(const json::value& value) {
  const auto text = json::serialize(value);
  return {text.data(), text.size()};
}

// RFC 7518 §2: a number has no zero octets before it.
bool is_positive_odd(std::string_view number) {
  return !number.empty() && number.front() != '\0' && (number.back() & 1) != 0;
}

std::size_t bits_of(std::string_view number) {
  return (number.size() - 1) * 8 +
         static_cast<std::size_t>(std::bit_width(static_cast<unsigned char>(number.front())));
}

// The public members alone, so that cjose sees nothing that we did not look at.
struct PublicPart {
  json::object members;
  std::size_t signature_bytes;
};

std::optional<PublicPart> rsa_part(const json::object& jwk) {
  const auto modulus = octets_member(jwk, "n");
  const auto exponent = octets_member(jwk, "e");
  if (!modulus || !exponent) return std::nullopt;
  if (!is_positive_odd(*modulus) || !is_positive_odd(*exponent)) return std::nullopt;
  if (bits_of(*modulus) < kLeastRsaBits || bits_of(*modulus) > kMostRsaBits) return std::nullopt;
  if (exponent->size() > kMostExponentBytes || *exponent == "\x01") return std::nullopt;
  return PublicPart{{{"kty", "RSA"}, {"n", jwk.at("n")}, {"e", jwk.at("e")}}, modulus->size()};
}

std::optional<PublicPart> ec_part(const json::object& jwk) {
  const auto x = octets_member(jwk, "x");
  const auto y = octets_member(jwk, "y");
  if (text_member(jwk, "crv") != "P-256" || !x || !y) return std::nullopt;
  // RFC 7518 §6.2.1.2: the full size of a coordinate. That the point is on the curve is OpenSSL's
  // to check.
  if (x->size() != kCoordinateBytes || y->size() != kCoordinateBytes) return std::nullopt;
  return PublicPart{{{"kty", "EC"}, {"crv", "P-256"}, {"x", jwk.at("x")}, {"y", jwk.at("y")}},
                    2 * kCoordinateBytes};
}

// RFC 7517 §4.2, §4.3: `use` and `key_ops`, where a key has them.
bool is_for_verifying(const json::object& jwk) {
  if (jwk.contains("use") && text_member(jwk, "use") != "sig") return false;
  const json::value* const operations = jwk.if_contains("key_ops");
  if (operations == nullptr) return true;
  return operations->is_array() &&
         std::ranges::any_of(operations->get_array(), [](const json::value& operation) {
           return operation.is_string() && operation.get_string() == "verify";
         });
}

}  // namespace

void ReleaseJwk::operator()(_cjose_jwk_int* jwk) const { cjose_jwk_release(jwk); }

std::string_view name_of(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::rs256:
      return "RS256";
    case Algorithm::ps256:
      return "PS256";
    case Algorithm::es256:
      return "ES256";
  }
  throw std::invalid_argument("no such algorithm");
}

std::optional<Algorithm> algorithm_named(std::string_view name) {
  for (const Algorithm algorithm : {Algorithm::rs256, Algorithm::ps256, Algorithm::es256}) {
    if (name == name_of(algorithm)) return algorithm;
  }
  return std::nullopt;
}

SigningKey::SigningKey(Algorithm algorithm, std::string kid,
                       std::shared_ptr<const Material> material)
    : algorithm_(algorithm), kid_(std::move(kid)), material_(std::move(material)) {}

SigningKey SigningKey::generate(Algorithm algorithm, std::string kid, unsigned rsa_bits) {
  if (kid.empty()) throw std::invalid_argument("a signing key without a kid");
  if (rsa_bits < kLeastRsaBits || rsa_bits > kMostRsaBits) {
    throw std::invalid_argument("a size of RSA key that does not exist here");
  }
  cjose_err error{};
  JwkHandle jwk(is_rsa(algorithm) ? cjose_jwk_create_RSA_random(rsa_bits, nullptr, 0, &error)
                                  : cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error));
  if (!jwk || !cjose_jwk_set_kid(jwk.get(), kid.data(), kid.size(), &error)) {
    throw std::runtime_error("a signing key cannot be made");
  }
  return {algorithm, std::move(kid), std::make_shared<const Material>(std::move(jwk))};
}

SigningKey SigningKey::from_private_jwk(std::string_view jwk, Algorithm algorithm) {
  const json::value document = parse_secret_json(jwk);
  const json::object& members = document.get_object();
  auto kid = text_member(members, "kid");
  if (!kid || kid->empty()) throw std::invalid_argument("a private JWK without a kid");
  if (text_member(members, "kty") != (is_rsa(algorithm) ? "RSA" : "EC")) {
    throw std::invalid_argument("a private JWK of another type than its algorithm");
  }
  if (!(is_rsa(algorithm) ? rsa_part(members) : ec_part(members))) {
    throw std::invalid_argument("a private JWK with an unusable public part");
  }
  const auto is_there = [&members](const char* name) { return members.contains(name); };
  if (!is_there("d") || (is_rsa(algorithm) && !std::ranges::all_of(kRsaPrivateMembers, is_there))) {
    throw std::invalid_argument("a private JWK without its private part");
  }
  cjose_err error{};
  JwkHandle handle(cjose_jwk_import(jwk.data(), jwk.size(), &error));
  if (!handle) throw std::invalid_argument("a private JWK that cjose refuses");
  return {algorithm, *std::move(kid), std::make_shared<const Material>(std::move(handle))};
}

Secret SigningKey::private_jwk() const {
  return Secret::copy_of(to_json(material_->jwk.get(), true).get());
}

std::string SigningKey::public_jwk() const {
  json::value document = json::parse(to_json(material_->jwk.get(), false).get());
  json::object& members = document.as_object();
  members["kid"] = kid_;
  members["alg"] = name_of(algorithm_);
  members["use"] = "sig";
  return serialized(document);
}

std::optional<VerificationKey> VerificationKey::from_jwk(std::string_view jwk) {
  if (jwk.size() > kLimitJwkBytes || !is_strict_json_object(jwk)) return std::nullopt;
  const json::value document = json::parse(jwk);
  const json::object& members = document.get_object();
  const auto is_there = [&members](const char* name) { return members.contains(name); };
  if (std::ranges::any_of(kNotPublicMembers, is_there)) return std::nullopt;
  if (!is_for_verifying(members)) return std::nullopt;

  VerificationKey key;
  const auto type = text_member(members, "kty");
  key.is_rsa_ = type == "RSA";
  if (!key.is_rsa_ && type != "EC") return std::nullopt;
  if (members.contains("alg")) {
    key.only_ = algorithm_named(text_member(members, "alg").value_or(""));
    if (!key.only_ || is_rsa(*key.only_) != key.is_rsa_) return std::nullopt;
  }
  if (members.contains("kid")) {
    key.kid_ = text_member(members, "kid");
    if (!key.kid_) return std::nullopt;
  }

  const auto part = key.is_rsa_ ? rsa_part(members) : ec_part(members);
  if (!part) return std::nullopt;
  const std::string text = serialized(part->members);
  cjose_err error{};
  JwkHandle handle(cjose_jwk_import(text.data(), text.size(), &error));
  if (!handle) return std::nullopt;
  key.material_ = std::make_shared<const Material>(std::move(handle), part->signature_bytes);
  return key;
}

bool VerificationKey::fits(Algorithm algorithm) const {
  return is_rsa(algorithm) == is_rsa_ && (!only_ || *only_ == algorithm);
}

std::optional<std::vector<VerificationKey>> parse_jwks(std::string_view text) {
  if (text.size() > kLimitJwksBytes || !is_strict_json_object(text)) return std::nullopt;
  const json::value document = json::parse(text);
  const json::value* const listed = document.get_object().if_contains("keys");
  if (listed == nullptr || !listed->is_array()) return std::nullopt;
  if (listed->get_array().size() > kLimitJwksKeys) return std::nullopt;

  std::vector<VerificationKey> keys;
  for (const json::value& entry : listed->get_array()) {
    if (!entry.is_object()) return std::nullopt;
    // RFC 7517 §5: a key that is not understood is passed over.
    if (auto key = VerificationKey::from_jwk(serialized(entry))) keys.push_back(*std::move(key));
  }
  return keys;
}

std::string jwks_of(const std::vector<const SigningKey*>& keys) {
  json::array list;
  for (const SigningKey* const key : keys) list.push_back(json::parse(key->public_jwk()));
  return serialized(json::object{{"keys", std::move(list)}});
}

}  // namespace sluis::crypto
