#include "saml/verified.h"

#include <string>
#include <utility>
#include <vector>

#include "saml/algorithms.h"
#include "saml/content.h"
#include "saml/decryption.h"
#include "saml/message_reading.h"
#include "saml/names.h"
#include "saml/signature.h"

namespace sluis::saml {

struct Maker {
  template <typename Message>
  static std::expected<Verified<Message>, Refusal> make(std::expected<Message, Refusal> message) {
    if (!message) return std::unexpected(message.error());
    return Verified<Message>(*std::move(message));
  }
};

namespace {

template <typename Message>
struct Kind;

template <>
struct Kind<AuthnRequest> {
  static constexpr auto kRead = read_authn_request;
  static constexpr Refusal kUnsigned = Refusal::saml_request_signature;
};
template <>
struct Kind<LogoutRequest> {
  static constexpr auto kRead = read_logout_request;
  static constexpr Refusal kUnsigned = Refusal::saml_signature;
};
template <>
struct Kind<LogoutResponse> {
  static constexpr auto kRead = read_logout_response;
  static constexpr Refusal kUnsigned = Refusal::saml_signature;
};

template <typename Message>
std::unexpected<Refusal> refused(Refusal refusal) {
  return std::unexpected(refusal == Refusal::saml_signature ? Kind<Message>::kUnsigned : refusal);
}

// What a Response carries, as direct children. One anywhere else is somebody's attempt to have the
// wrong one read (standards XSW-01 to XSW-08).
struct Carried {
  std::optional<Element> assertion;
  std::optional<Element> encrypted;
};

std::expected<Carried, Refusal> find_carried(const Element& response) {
  const auto plain = response.all(ns::kAssertion, "Assertion");
  const auto encrypted = response.all(ns::kAssertion, "EncryptedAssertion");
  if (plain.size() + encrypted.size() > 1) return std::unexpected(Refusal::saml_malformed);
  const auto only = [&](std::string_view name) {
    const auto children = response.children(ns::kAssertion, name);
    return children.empty() ? std::nullopt : std::optional(children[0]);
  };
  Carried carried{only("Assertion"), only("EncryptedAssertion")};
  const std::size_t found =
      std::size_t{carried.assertion.has_value()} + std::size_t{carried.encrypted.has_value()};
  if (found != plain.size() + encrypted.size()) return std::unexpected(Refusal::saml_malformed);
  return carried;
}

enum class Shell { is_signed, is_not };

// A signature that is there must verify, and without one the shell's must cover it.
std::expected<Assertion, Refusal> read_covered(const Element& assertion, Shell shell,
                                               std::span<const PublicKey> signers) {
  if (signature_of(assertion)) {
    const auto content = signed_content(assertion, signers);
    if (!content) return std::unexpected(content.error());
    return read_assertion(content->root());
  }
  if (shell == Shell::is_not) return std::unexpected(Refusal::saml_signature);
  return read_assertion(assertion);
}

// XML Encryption 1.1 §4.5.3: prefixes that were declared around it still hold. With a signed shell
// these declarations are its signed ones.
std::expected<Document, Refusal> open(const Element& encrypted, const AnswerRules& rules) {
  const auto text = decrypt(encrypted, rules.decryption_keys);
  if (!text) return std::unexpected(text.error());
  std::string wrapped = "<opened" + encrypted.namespace_declarations() + '>';
  wrapped += text->expose();
  wrapped += "</opened>";
  auto document = Document::parse(wrapped, kMessageLimits);
  crypto::wipe(wrapped);
  if (!document) return std::unexpected(Refusal::saml_decryption);
  return document;
}

std::expected<Assertion, Refusal> read_encrypted(const Element& encrypted, Shell shell,
                                                 const AnswerRules& rules) {
  const auto document = open(encrypted, rules);
  if (!document) return std::unexpected(document.error());
  const auto inside = document->root().children();
  if (inside.size() != 1 || !inside[0].is(ns::kAssertion, "Assertion")) {
    return std::unexpected(Refusal::saml_decryption);
  }
  if (!are_in_place(document->root(), {inside[0]})) {
    return std::unexpected(Refusal::saml_signature);
  }
  return read_covered(inside[0], shell, rules.signers);
}

std::expected<Answer, Refusal> answer_of(Response response,
                                         std::expected<Assertion, Refusal> read) {
  if (!read) return std::unexpected(read.error());
  return Answer{std::move(response), *std::move(read)};
}

// The Response itself is signed: it is read from its signed octets, and so is what it carries. An
// Assertion with a signature of its own is verified where it stood, since canonicalisation of the
// Response may have dropped declarations that it was signed with.
std::expected<Answer, Refusal> read_signed_shell(const Element& root, const Carried& carried,
                                                 const AnswerRules& rules) {
  const auto content = signed_content(root, rules.signers);
  if (!content) return std::unexpected(content.error());
  auto response = read_response(content->root());
  if (!response) return std::unexpected(response.error());
  const auto inside = find_carried(content->root());
  if (!inside || inside->assertion.has_value() != carried.assertion.has_value() ||
      inside->encrypted.has_value() != carried.encrypted.has_value()) {
    return std::unexpected(Refusal::saml_signature);
  }
  if (inside->encrypted) {
    return answer_of(*std::move(response),
                     read_encrypted(*inside->encrypted, Shell::is_signed, rules));
  }
  if (!inside->assertion) return Answer{*std::move(response), std::nullopt};
  const Element& assertion =
      signature_of(*carried.assertion) ? *carried.assertion : *inside->assertion;
  return answer_of(*std::move(response), read_covered(assertion, Shell::is_signed, rules.signers));
}

// Only the Assertion is signed. The shell is used for nothing but finding it.
std::expected<Answer, Refusal> read_unsigned_shell(const Carried& carried,
                                                   const AnswerRules& rules) {
  if (rules.response_signature == ResponseSignature::required ||
      (!carried.assertion && !carried.encrypted)) {
    return std::unexpected(Refusal::saml_signature);
  }
  auto assertion = carried.encrypted
                       ? read_encrypted(*carried.encrypted, Shell::is_not, rules)
                       : read_covered(*carried.assertion, Shell::is_not, rules.signers);
  if (!assertion) return std::unexpected(assertion.error());
  return Answer{std::nullopt, *std::move(assertion)};
}

std::expected<Answer, Refusal> read_answer(const Received& received, const AnswerRules& rules) {
  const Element root = received.content().document.root();
  if (received.kind() != MessageKind::response || !root.is(ns::kProtocol, "Response")) {
    return std::unexpected(Refusal::saml_malformed);
  }
  const auto carried = find_carried(root);
  if (!carried) return std::unexpected(carried.error());
  std::vector<Element> may_be_signed{root};
  if (carried->assertion) may_be_signed.push_back(*carried->assertion);
  if (!are_in_place(root, may_be_signed)) return std::unexpected(Refusal::saml_signature);
  return signature_of(root) ? read_signed_shell(root, *carried, rules)
                            : read_unsigned_shell(*carried, rules);
}

}  // namespace

std::expected<Verified<Answer>, Refusal> xml_signed_answer(const Received& received,
                                                           const AnswerRules& rules) {
  return Maker::make(read_answer(received, rules));
}

template <typename Message>
std::expected<Verified<Message>, Refusal> xml_signed(const Received& received,
                                                     std::span<const PublicKey> signers) {
  const Element root = received.content().document.root();
  if (received.signing() != Received::Signing::enveloped || !are_in_place(root, {root})) {
    return refused<Message>(Refusal::saml_signature);
  }
  const auto content = signed_content(root, signers);
  if (!content) return refused<Message>(content.error());
  return Maker::make(Kind<Message>::kRead(content->root()));
}

template <typename Message>
std::expected<Verified<Message>, Refusal> redirect_signed(const Received& received,
                                                          std::span<const PublicKey> signers) {
  const auto& signature = received.content().query_signature;
  if (!signature) return refused<Message>(Refusal::saml_signature);
  const auto* const algorithm = signature_algorithm_named(signature->algorithm);
  if (algorithm == nullptr) return std::unexpected(Refusal::saml_algorithm);
  for (const PublicKey& key : signers) {
    if (verify_octets(signature->signed_octets, signature->signature, *algorithm, key)) {
      return Maker::make(Kind<Message>::kRead(received.content().document.root()));
    }
  }
  return refused<Message>(Refusal::saml_signature);
}

std::expected<Verified<AuthnRequest>, Refusal> unsigned_allowed(const Received& received) {
  if (received.signing() != Received::Signing::none) {
    return std::unexpected(Refusal::saml_request_signature);
  }
  return Maker::make(read_authn_request(received.content().document.root()));
}

template std::expected<Verified<AuthnRequest>, Refusal> xml_signed(const Received&,
                                                                   std::span<const PublicKey>);
template std::expected<Verified<LogoutRequest>, Refusal> xml_signed(const Received&,
                                                                    std::span<const PublicKey>);
template std::expected<Verified<LogoutResponse>, Refusal> xml_signed(const Received&,
                                                                     std::span<const PublicKey>);
template std::expected<Verified<AuthnRequest>, Refusal> redirect_signed(const Received&,
                                                                        std::span<const PublicKey>);
template std::expected<Verified<LogoutRequest>, Refusal> redirect_signed(
    const Received&, std::span<const PublicKey>);
template std::expected<Verified<LogoutResponse>, Refusal> redirect_signed(
    const Received&, std::span<const PublicKey>);

}  // namespace sluis::saml
