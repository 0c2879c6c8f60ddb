#include "saml/binding.h"

#include <algorithm>
#include <utility>

#include "crypto/encoding.h"
#include "saml/algorithms.h"
#include "saml/content.h"
#include "saml/deflate.h"
#include "saml/names.h"
#include "saml/redirect_query.h"
#include "saml/xml.h"

namespace sluis::saml {

namespace {

constexpr std::size_t kLimitSignatureBytes = 2048;

std::unexpected<Refusal> malformed() { return std::unexpected(Refusal::saml_malformed); }

// RFC 2045 §6.8: lines may end anywhere; nothing else may stand between.
std::optional<std::string> octets_of(std::string_view base64) {
  std::string text(base64);
  std::erase_if(text, [](char octet) { return octet == '\r' || octet == '\n'; });
  return crypto::base64_decode(text);
}

// It will be in a page again, or in an address.
bool is_carried(std::string_view relay_state) {
  return relay_state.size() <= kLimitRelayStateBytes && is_xml_text(relay_state) &&
         std::ranges::none_of(relay_state, [](char octet) {
           return static_cast<unsigned char>(octet) < 0x20 || octet == 0x7f;
         });
}

bool has_signature(const Document& document) {
  return !document.root().all(ns::kSignature, "Signature").empty();
}

std::string query_of(const RedirectMessage& message) {
  std::string query = message.kind == MessageKind::request ? "SAMLRequest=" : "SAMLResponse=";
  query += percent_encoded(crypto::base64_encode(deflate(message.xml)));
  if (message.relay_state) (query += "&RelayState=") += percent_encoded(*message.relay_state);
  return query;
}

}  // namespace

struct Delivery {
  struct Envelope {
    MessageKind kind;
    std::optional<std::string> relay_state;
    std::optional<QuerySignature> query_signature;
  };

  static Received deliver(Document document, Envelope envelope) {
    auto signing = has_signature(document) ? Received::Signing::enveloped : Received::Signing::none;
    if (envelope.query_signature) signing = Received::Signing::query;
    return {envelope.kind, signing, std::move(envelope.relay_state),
            std::make_unique<Received::Content>(std::move(document),
                                                std::move(envelope.query_signature))};
  }
};

Received::Received(MessageKind kind, Signing signing, std::optional<std::string> relay_state,
                   std::unique_ptr<Content> content)
    : kind_(kind),
      signing_(signing),
      relay_state_(std::move(relay_state)),
      content_(std::move(content)) {}
Received::Received(Received&&) noexcept = default;
Received& Received::operator=(Received&&) noexcept = default;
Received::~Received() = default;

std::optional<std::string> Received::candidate_issuer() const {
  const auto issuers = content_->document.root().children(ns::kAssertion, "Issuer");
  return issuers.size() == 1 ? issuers[0].text() : std::nullopt;
}

std::expected<Received, Refusal> receive_redirect(std::string_view raw_query) {
  auto query = RedirectQuery::parse(raw_query);
  if (!query) return std::unexpected(query.error());
  if (query->relay_state && !is_carried(*query->relay_state)) return malformed();
  const auto compressed = crypto::base64_decode(query->message);
  const auto text = compressed ? inflate(*compressed, kMessageLimits.bytes) : std::nullopt;
  if (!text) return malformed();
  auto document = Document::parse(*text, kMessageLimits);
  // SAML Bindings 3.4.4.1: the signature is in the query, and nowhere else.
  if (!document || has_signature(*document)) return malformed();
  std::optional<QuerySignature> signature;
  if (query->signature) {
    auto octets = octets_of(*query->signature);
    if (!octets || octets->size() > kLimitSignatureBytes) return malformed();
    signature = {std::move(query->signed_octets), *std::move(query->algorithm), *std::move(octets)};
  }
  return Delivery::deliver(*std::move(document),
                           {query->kind, std::move(query->relay_state), std::move(signature)});
}

std::expected<Received, Refusal> receive_post(MessageKind kind, std::string_view message,
                                              std::optional<std::string_view> relay_state) {
  if (relay_state && !is_carried(*relay_state)) return malformed();
  // A third larger than what it holds, and line ends.
  if (message.size() > kMessageLimits.bytes * 3 / 2) return malformed();
  const auto text = octets_of(message);
  if (!text) return malformed();
  auto document = Document::parse(*text, kMessageLimits);
  if (!document) return malformed();
  return Delivery::deliver(
      *std::move(document),
      {kind, relay_state ? std::optional<std::string>(*relay_state) : std::nullopt, std::nullopt});
}

std::string redirect_url(const RedirectMessage& message, const PrivateKey& key) {
  std::string query = query_of(message);
  (query += "&SigAlg=") += percent_encoded(own_algorithm(key.kind()).uri);
  const std::string signature = crypto::base64_encode(sign_octets(query, key));
  (query += "&Signature=") += percent_encoded(signature);
  std::string url(message.location);
  url += message.location.contains('?') ? '&' : '?';
  return url += query;
}

std::string post_value(std::string_view xml) { return crypto::base64_encode(xml); }

}  // namespace sluis::saml
