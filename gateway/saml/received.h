#pragma once

// A document as a binding delivered it, well-formed and within the limits, and nothing more: until
// a maker of `Verified` (verified.h) has looked at its signature, it tells only whose it claims to
// be.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sluis::saml {

enum class MessageKind { request, response };  // SAMLRequest or SAMLResponse

class Received {
 public:
  enum class Signing {
    none,
    enveloped,  // there is a ds:Signature somewhere in the document
    query,      // HTTP-Redirect with a Signature parameter
  };

  Received(Received&&) noexcept;
  Received& operator=(Received&&) noexcept;
  ~Received();

  /// The root's Issuer, to look up whose keys may have signed it. Nothing if there is none.
  std::optional<std::string> candidate_issuer() const;

  MessageKind kind() const { return kind_; }
  Signing signing() const { return signing_; }
  /// Opaque, not covered by an enveloped signature: UTF-8 without control characters, at most 1,024
  /// octets.
  const std::optional<std::string>& relay_state() const { return relay_state_; }

  struct Content;  // content.h, for this room only
  const Content& content() const { return *content_; }

 private:
  friend struct Delivery;  // binding.cpp
  Received(MessageKind kind, Signing signing, std::optional<std::string> relay_state,
           std::unique_ptr<Content> content);
  MessageKind kind_;
  Signing signing_;
  std::optional<std::string> relay_state_;
  std::unique_ptr<Content> content_;
};

}  // namespace sluis::saml
