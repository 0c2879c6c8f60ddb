#include "crypto/jwks_examination.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <string>

#include "crypto/encoding.h"

namespace sluis::crypto {

namespace {

namespace json = boost::json;
using enum Finding::Side;

constexpr std::size_t kLeastModulusBytes = 256;  // standards OPX-15: 2048 bits

std::vector<const VerificationKey*> fitting(const std::vector<VerificationKey>& keys,
                                            Algorithm algorithm) {
  std::vector<const VerificationKey*> found;
  for (const auto& key : keys) {
    if (key.fits(algorithm)) found.push_back(&key);
  }
  return found;
}

std::string_view text_of(const json::object& key, std::string_view name) {
  const auto* member = key.if_contains(name);
  return member && member->is_string() ? std::string_view(member->get_string())
                                       : std::string_view();
}

/// Keys that somebody should speak about, usable or not.
void examine_raw(const json::object& key, Findings& found) {
  if (key.contains("d") || key.contains("k")) {
    found.push_back(Finding::bad(
        theirs, "they publish a key that should be secret: whoever reads it can sign as they do"));
  }
  const auto modulus = base64url_decode(text_of(key, "n"));
  if (text_of(key, "kty") == "RSA" && modulus && modulus->size() < kLeastModulusBytes) {
    found.push_back(Finding::bad(theirs, "an RSA key of " + std::to_string(modulus->size() * 8) +
                                             " bits: what it signs is refused, 2048 is the least"));
  }
}

/// Whether a token finds its key (RFC 7517 §4.5; standards NLR-07).
void examine_names(const std::vector<VerificationKey>& keys, Algorithm algorithm, Findings& found) {
  const auto fit = fitting(keys, algorithm);
  const std::string name(name_of(algorithm));
  std::map<std::string, int> named;
  bool has_nameless = false;
  for (const auto* key : fit) {
    has_nameless |= !key->kid();
    if (key->kid()) ++named[*key->kid()];
  }
  if (fit.size() > 1 && has_nameless) {
    found.push_back(Finding::bad(
        theirs, std::to_string(fit.size()) + " keys for " + name +
                    ", and not each has a kid: a token that does not name its key is refused"));
  }
  const bool has_twins = std::ranges::any_of(named, [](const auto& one) { return one.second > 1; });
  if (has_twins) found.push_back(Finding::note(theirs, "two keys for " + name + " share a kid"));
}

void examine_uses(const std::vector<VerificationKey>& keys,
                  const std::vector<Algorithm>& algorithms, Findings& found) {
  std::string with;
  std::string without;
  for (const auto algorithm : algorithms) {
    auto& list = fitting(keys, algorithm).empty() ? without : with;
    list += (list.empty() ? "" : ", ") + std::string(name_of(algorithm));
  }
  if (with.empty()) {
    found.push_back(Finding::bad(theirs, "none of their keys checks a signature with " + without));
    return;
  }
  found.push_back(Finding::good(theirs, "they have keys for " + with));
  if (!without.empty()) {
    found.push_back(Finding::note(
        theirs, "they have no key for " + without + ": nothing must be signed with that"));
  }
}

}  // namespace

Findings examine_jwks(std::string_view jwks, const std::vector<Algorithm>& algorithms) {
  Findings found;
  const auto keys = parse_jwks(jwks);
  if (!keys) {
    found.push_back(Finding::bad(theirs,
                                 "what they publish is no set of keys, or more than 256 "
                                 "KiB or 64 keys"));
    return found;
  }
  const auto document = json::parse(jwks);  // strict: it was read as keys above
  for (const auto& key : document.as_object().at("keys").as_array()) {
    examine_raw(key.as_object(), found);
  }
  for (const auto algorithm : algorithms) examine_names(*keys, algorithm, found);
  examine_uses(*keys, algorithms, found);
  return found;
}

}  // namespace sluis::crypto
