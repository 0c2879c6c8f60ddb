#include <boost/json.hpp>

#include "crypto/jwk.h"
#include "operate/keys_commands.h"

namespace sluis::operate {

namespace {

using crypto::Purpose;

bool is_saml(Purpose purpose) {
  return purpose == Purpose::saml_sign || purpose == Purpose::saml_encrypt;
}

std::vector<Purpose> purposes_named(const std::string& name) {
  std::vector<Purpose> purposes;
  for (const Purpose purpose : crypto::kPurposes) {
    const bool has_public_part = crypto::algorithm_of(purpose).has_value();
    if (has_public_part && (name.empty() || name == name_of(purpose))) purposes.push_back(purpose);
  }
  if (purposes.empty()) {
    throw CannotDo(
        "nothing of that is public: there are oidc-sign-rs256, oidc-sign-ps256, "
        "oidc-sign-es256, saml-sign, saml-encrypt and jitsi-sign");
  }
  return purposes;
}

struct Public {
  const crypto::Key* key;
  std::string pem;  // of SAML
};

std::vector<Public> public_parts(const crypto::Keyring& ring, const std::vector<Purpose>& purposes,
                                 crypto::TimePoint now, const Certificates& certificates) {
  std::vector<Public> parts;
  for (const Purpose purpose : purposes) {
    const auto pems = is_saml(purpose) ? certificates(ring, purpose) : std::vector<std::string>();
    std::size_t at = 0;
    for (const auto* key : ring.published(purpose, now)) {
      parts.push_back({.key = key, .pem = is_saml(purpose) ? pems.at(at++) : std::string()});
    }
  }
  return parts;
}

void print_text(const std::vector<Public>& parts, std::ostream& out) {
  std::vector<const crypto::SigningKey*> for_tokens;
  for (const auto& part : parts) {
    if (part.pem.empty()) for_tokens.push_back(&part.key->signing());
  }
  if (!for_tokens.empty()) out << crypto::jwks_of(for_tokens) << "\n";
  for (const auto& part : parts) {
    if (!part.pem.empty()) out << "# " << part.key->id << "\n" << part.pem;
  }
}

void print_json(const std::vector<Public>& parts, crypto::TimePoint now, std::ostream& out) {
  boost::json::array keys;
  for (const auto& part : parts) {
    boost::json::object key{{"id", part.key->id},
                            {"purpose", name_of(part.key->purpose)},
                            {"state", name_of(part.key->state_at(now))}};
    if (part.pem.empty()) {
      key["jwk"] = boost::json::parse(part.key->signing().public_jwk());
    } else {
      key["certificate"] = part.pem;
    }
    keys.emplace_back(std::move(key));
  }
  out << boost::json::serialize(boost::json::object{{"keys", std::move(keys)}}) << "\n";
}

}  // namespace

int keys_show_public(const KeysAsked& asked, const std::string& purpose,
                     const Certificates& certificates) {
  return with_plain_reasons(asked.console, [&] {
    const auto purposes = purposes_named(purpose);
    const auto ring = open_ring(asked.files);
    const auto now = asked.clock.now();
    const auto parts = public_parts(ring, purposes, now, certificates);
    if (asked.format == Format::json) {
      print_json(parts, now, asked.console.out);
    } else {
      print_text(parts, asked.console.out);
    }
  });
}

}  // namespace sluis::operate
