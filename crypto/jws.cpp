#include "crypto/jws.h"

#include <cjose/header.h>
#include <cjose/jws.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cctype>
#include <memory>
#include <optional>
#include <stdexcept>

#include "crypto/encoding.h"
#include "crypto/key_material.h"
#include "crypto/strict_json.h"

namespace sluis::crypto {

namespace {

namespace json = boost::json;

// Members that would have us take a key, a rule or another form of the payload from the token
// itself. cjose knows none of them and would go on as if they were not there (RFC 7515 §4.1.11 says
// to refuse).
constexpr std::array kRefusedMembers = {"crit", "jku", "x5u", "jwk", "zip", "b64"};

struct Release {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
  void operator()(cjose_header_t* header) const { cjose_header_release(header); }
};
using Jws = std::unique_ptr<cjose_jws_t, Release>;
using Header = std::unique_ptr<cjose_header_t, Release>;

void set(cjose_header_t* header, const char* name, std::string_view value) {
  cjose_err error{};
  if (!cjose_header_set(header, name, std::string(value).c_str(), &error)) {
    throw std::runtime_error("cjose cannot write a header");
  }
}

struct Parts {
  std::string header;
  std::string payload;
  std::string signature;
};

// RFC 7515 §5.2, steps 1, 2 and 7.
std::optional<Parts> parts_of(std::string_view token) {
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  // A third dot is no character of base64url, and is refused as such.
  auto header = base64url_decode(token.substr(0, first));
  auto payload = base64url_decode(token.substr(first + 1, second - first - 1));
  auto signature = base64url_decode(token.substr(second + 1));
  if (!header || !payload || !signature) return std::nullopt;
  return Parts{*std::move(header), *std::move(payload), *std::move(signature)};
}

struct CheckedHeader {
  Algorithm algorithm;
  std::optional<std::string> kid;
};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& character : result) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  }
  return result;
}

// RFC 7515 §4.1.9: `application/` may be left out where no other slash follows.
std::string media_type(std::string_view type) {
  std::string result = lower(type);
  return result.find('/') == std::string::npos ? "application/" + result : result;
}

bool is_permitted_type(const json::value* type, const JwsRules& rules) {
  if (rules.types.empty()) return true;
  if (type == nullptr) return std::ranges::find(rules.types, "") != rules.types.end();
  return std::ranges::any_of(rules.types, [type](const std::string& permitted) {
    return media_type(permitted) == media_type(type->get_string());
  });
}

std::expected<CheckedHeader, JwsFault> check_header(std::string_view text, const JwsRules& rules) {
  if (!is_strict_json_object(text)) return std::unexpected(JwsFault::malformed);
  const json::value document = json::parse(text);
  const json::object& members = document.get_object();

  for (const char* const name : {"alg", "kid", "typ"}) {
    const json::value* const member = members.if_contains(name);
    if (member != nullptr && !member->is_string()) return std::unexpected(JwsFault::malformed);
  }
  if (!members.contains("alg")) return std::unexpected(JwsFault::malformed);

  // RFC 8725 §3.1, standards OPX-14: the caller's list decides, the token only says which of them
  // it is.
  const auto algorithm = algorithm_named(members.at("alg").get_string());
  if (!algorithm || std::ranges::find(rules.algorithms, *algorithm) == rules.algorithms.end()) {
    return std::unexpected(JwsFault::algorithm_refused);
  }
  for (const char* const name : kRefusedMembers) {
    if (members.contains(name)) return std::unexpected(JwsFault::header_refused);
  }
  if (!is_permitted_type(members.if_contains("typ"), rules)) {
    return std::unexpected(JwsFault::header_refused);
  }
  CheckedHeader checked{.algorithm = *algorithm, .kid = std::nullopt};
  if (const json::value* const kid = members.if_contains("kid")) {
    checked.kid = std::string(std::string_view(kid->get_string()));
  }
  return checked;
}

std::vector<const VerificationKey*> candidates(std::span<const VerificationKey> keys,
                                               const CheckedHeader& header) {
  std::vector<const VerificationKey*> fitting;
  for (const VerificationKey& key : keys) {
    if (!key.fits(header.algorithm)) continue;
    if (!header.kid || key.kid() == header.kid) fitting.push_back(&key);
  }
  // Without a kid we do not try one key after another: there is one, or we do not know which.
  if (!header.kid && fitting.size() != 1) fitting.clear();
  return fitting;
}

bool is_signed_by(const VerificationKey& key, std::string_view token, std::string_view signature) {
  // cjose cuts an ES256 signature in two halves, however long; RFC 7518 §3.4 knows one size.
  if (signature.size() != key.material().signature_bytes) return false;
  cjose_err error{};
  const Jws jws(cjose_jws_import(token.data(), token.size(), &error));
  return jws && cjose_jws_verify(jws.get(), key.material().jwk.get(), &error);
}

}  // namespace

std::string sign_jws(const SigningKey& key, std::string_view type, std::string_view payload) {
  cjose_err error{};
  const Header header(cjose_header_new(&error));
  if (!header) throw std::bad_alloc();
  set(header.get(), "alg", name_of(key.algorithm()));
  set(header.get(), "kid", key.kid());
  if (!type.empty()) set(header.get(), "typ", type);
  const Jws jws(cjose_jws_sign(key.material().jwk.get(), header.get(),
                               reinterpret_cast<const std::uint8_t*>(payload.data()),
                               payload.size(), &error));
  const char* compact = nullptr;  // belongs to the jws
  if (!jws || !cjose_jws_export(jws.get(), &compact, &error)) {
    throw std::runtime_error("a JWS cannot be signed");
  }
  return compact;
}

std::expected<VerifiedJws, JwsFault> verify_jws(std::string_view token,
                                                std::span<const VerificationKey> keys,
                                                const JwsRules& rules) {
  if (token.size() > rules.limit_bytes) return std::unexpected(JwsFault::malformed);
  auto parts = parts_of(token);
  if (!parts) return std::unexpected(JwsFault::malformed);
  const auto header = check_header(parts->header, rules);
  if (!header) return std::unexpected(header.error());

  const auto fitting = candidates(keys, *header);
  if (fitting.empty()) return std::unexpected(JwsFault::key_unknown);
  for (const VerificationKey* const key : fitting) {
    if (is_signed_by(*key, token, parts->signature)) {
      return VerifiedJws(std::move(parts->payload), header->algorithm);
    }
  }
  return std::unexpected(JwsFault::signature_wrong);
}

}  // namespace sluis::crypto
