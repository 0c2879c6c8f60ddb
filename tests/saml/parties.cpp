#include "tests/saml/parties.h"

#include <openssl/pem.h>

#include <memory>
#include <stdexcept>

#include "crypto/encoding.h"
#include "saml/binding.h"
#include "saml/key_material.h"
#include "saml/names.h"
#include "saml/signing.h"
#include "tests/crypto/vector_file.h"

namespace sluis::tests {

namespace {

constexpr crypto::TimePoint kNow{std::chrono::seconds(1'800'000'000)};

saml::PrivateKey key_named(std::string_view name) {
  for (const Row& row : read_vectors("saml_keys.txt", 2)) {
    if (row[0] != name) continue;
    return saml::PrivateKey::from_jwk(
        crypto::Secret::copy_of(row[1]),
        {.common_name = row[0], .not_before = kNow, .not_after = kNow + std::chrono::days(90)});
  }
  throw std::runtime_error("no such key");
}

}  // namespace

const saml::PrivateKey& provider_key() {
  static const auto key = key_named("provider");
  return key;
}

const saml::PrivateKey& elliptic_key() {
  static const auto key = key_named("elliptic");
  return key;
}

const saml::PrivateKey& attacker_key() {
  static const auto key = key_named("attacker");
  return key;
}

const saml::PrivateKey& opening_key() {
  static const auto key = key_named("opening");
  return key;
}

const saml::PrivateKey& second_opening_key() {
  static const auto key = key_named("second_opening");
  return key;
}

const std::vector<saml::PublicKey>& provider_keys() {
  static const std::vector keys{elliptic_key().public_key(), provider_key().public_key()};
  return keys;
}

std::string private_pem(const saml::PrivateKey& key) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
  if (PEM_write_bio_PrivateKey(memory.get(), key.material().key.get(), nullptr, nullptr, 0, nullptr,
                               nullptr) != 1) {
    throw std::runtime_error("no PEM");
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string certificate_pem(const saml::PrivateKey& key) {
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  const std::string& base64 = key.certificate();
  for (std::size_t at = 0; at < base64.size(); at += 64) pem += base64.substr(at, 64) + "\n";
  return pem + "-----END CERTIFICATE-----\n";
}

std::string with(std::string text, std::string_view what, std::string_view replacement) {
  const std::size_t at = text.find(what);
  if (at == std::string::npos) throw std::logic_error("nothing to replace");
  return text.replace(at, what.size(), replacement);
}

std::string part(std::string_view text, std::string_view from, std::string_view to) {
  const std::size_t begin = text.find(from);
  const std::size_t end = text.find(to, begin);
  if (begin == std::string_view::npos || end == std::string_view::npos) {
    throw std::logic_error("no such part");
  }
  return std::string(text.substr(begin, end + to.size() - begin));
}

std::string without(std::string text, std::string_view from, std::string_view to) {
  return with(text, part(text, from, to), "");
}

std::string assertion_xml() {
  return R"(<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a1" Version="2.0" IssueInstant="2026-11-21T12:00:00Z">)"
         R"(<saml:Issuer>https://idp.example/saml</saml:Issuer>)"
         R"(<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent" NameQualifier="https://idp.example/saml" SPNameQualifier="https://login.example/saml/sp/duo">k7x</saml:NameID>)"
         R"(<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="2026-11-21T12:05:00Z" Recipient="https://login.example/saml/acs/duo" InResponseTo="_q1"/></saml:SubjectConfirmation></saml:Subject>)"
         R"(<saml:Conditions NotBefore="2026-11-21T11:59:00Z" NotOnOrAfter="2026-11-21T12:05:00Z"><saml:AudienceRestriction><saml:Audience>https://login.example/saml/sp/duo</saml:Audience></saml:AudienceRestriction></saml:Conditions>)"
         R"(<saml:AuthnStatement AuthnInstant="2026-11-21T11:58:30.5Z" SessionIndex="_s1" SessionNotOnOrAfter="2026-11-21T20:00:00Z"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef><saml:AuthenticatingAuthority>https://mfa.example</saml:AuthenticatingAuthority></saml:AuthnContext></saml:AuthnStatement>)"
         R"(<saml:AttributeStatement><saml:Attribute Name="urn:oid:0.9.2342.19200300.100.1.3" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri" FriendlyName="mail"><saml:AttributeValue xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">jan@duo.example</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>)"
         R"(</saml:Assertion>)";
}

std::string response_xml(std::string_view inside) {
  return R"(<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" IssueInstant="2026-11-21T12:00:00Z" Destination="https://login.example/saml/acs/duo" InResponseTo="_q1">)"
         R"(<saml:Issuer>https://idp.example/saml</saml:Issuer>)"
         R"(<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>)" +
         std::string(inside) + "</samlp:Response>";
}

std::string signed_assertion() { return saml::sign(assertion_xml(), provider_key()); }

std::string signed_response(std::string_view inside) {
  return saml::sign(response_xml(inside), provider_key());
}

saml::Received posted(std::string_view xml) {
  return saml::receive_post(saml::MessageKind::response, crypto::base64_encode(xml), std::nullopt)
      .value();
}

std::string address_in(const saml::Assertion& assertion) {
  for (const saml::Attribute& attribute : assertion.attributes) {
    if (attribute.name == "urn:oid:0.9.2342.19200300.100.1.3" && attribute.values.size() == 1) {
      return attribute.values[0];
    }
  }
  return "";
}

saml::AuthnRequest example_request() {
  return {.id = "_q1",
          .issue_instant = kNow,
          .issuer = std::string(kService),
          .destination = "https://idp.example/sso",
          .forces_authn = true,
          .consumer_url = std::string(kConsumer),
          .protocol_binding = std::string(saml::kPostBinding),
          .requested_context = saml::RequestedAuthnContext{.class_refs = {"urn:example:mfa"}}};
}

saml::Response example_response() {
  return {.id = "_r1",
          .issue_instant = kNow,
          .issuer = std::string(kProvider),
          .destination = std::string(kConsumer),
          .in_response_to = "_q1",
          .status = {.code = std::string(saml::status::kSuccess)}};
}

saml::Assertion example_assertion() {
  using std::chrono::minutes;
  return {.id = "_a1",
          .issue_instant = kNow,
          .issuer = std::string(kProvider),
          .name_id = saml::NameId{.value = "k7x & <co>",
                                  .format = std::string(saml::name_id_format::kPersistent),
                                  .name_qualifier = std::string(kProvider),
                                  .sp_name_qualifier = std::string(kService)},
          .confirmations = {{.method = std::string(saml::kBearer),
                             .recipient = std::string(kConsumer),
                             .in_response_to = "_q1",
                             .not_on_or_after = kNow + minutes(5)}},
          .not_before = kNow - minutes(1),
          .not_on_or_after = kNow + minutes(5),
          .audience_restrictions = {{std::string(kService)}},
          .authn_statements = {{.authn_instant = kNow - minutes(2),
                                .session_index = "_s1",
                                .session_not_on_or_after = kNow + minutes(480),
                                .class_ref = "urn:sluis:federated"}},
          .attributes = {{.name = std::string(saml::kPairwiseId),
                          .name_format = std::string(saml::kNameFormatUri),
                          .values = {"k7x@login.example"}}}};
}

}  // namespace sluis::tests
