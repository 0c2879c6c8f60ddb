#pragma once

// A message whose sender is proved. Three makers and no other way: an enveloped signature
// (xml_signed), a signed query (redirect_signed), or an AuthnRequest of a service that is
// registered as one that does not sign (unsigned_allowed). What comes out was read from the very
// octets that were signed, parsed again (DESIGN §6; standards XSW-01 to XSW-18).
//
// Refusals: saml_signature (for an AuthnRequest: saml_request_signature), saml_algorithm,
// saml_decryption, saml_malformed.
//
// A signature takes some 200 µs to verify, a decryption up to 3 ms: the latter goes to the pool. A
// Received may not be given to two threads at once.

#include <expected>
#include <optional>
#include <span>

#include "fault/refusal.h"
#include "saml/key.h"
#include "saml/message.h"
#include "saml/received.h"

namespace sluis::saml {

template <typename Message>
class Verified {
 public:
  const Message& operator*() const { return message_; }
  const Message* operator->() const { return &message_; }

 private:
  friend struct Maker;  // verified.cpp
  explicit Verified(Message message) : message_(std::move(message)) {}
  Message message_;
};

/// A Response with what it carries.
struct Answer {
  /// None: only the Assertion was signed, and the shell around it served for nothing but finding
  /// it.
  std::optional<Response> response;
  /// None: the Response is signed and carries none (an error status).
  std::optional<Assertion> assertion;
};

enum class ResponseSignature {
  optional,  // a signature on the Assertion alone is enough (ADFS, Entra)
  required,
};

struct AnswerRules {
  std::span<const PublicKey> signers;  // of the provider's metadata; KeyInfo is ignored
  std::span<const PrivateKey> decryption_keys{};
  ResponseSignature response_signature = ResponseSignature::optional;
};

/// Every signature that is present must verify, and at least one must be. An EncryptedAssertion
/// must stand in a signed Response or hold a signed Assertion.
std::expected<Verified<Answer>, Refusal> xml_signed_answer(const Received& received,
                                                           const AnswerRules& rules);

/// For AuthnRequest, LogoutRequest and LogoutResponse.
template <typename Message>
std::expected<Verified<Message>, Refusal> xml_signed(const Received& received,
                                                     std::span<const PublicKey> signers);

/// For AuthnRequest, LogoutRequest and LogoutResponse. SAML Bindings 3.4.4.1.
template <typename Message>
std::expected<Verified<Message>, Refusal> redirect_signed(const Received& received,
                                                          std::span<const PublicKey> signers);

/// Only where the service's registration says that it does not sign. Refuses a message that carries
/// a signature all the same: that one must verify (standards SAM-10).
std::expected<Verified<AuthnRequest>, Refusal> unsigned_allowed(const Received& received);

}  // namespace sluis::saml
