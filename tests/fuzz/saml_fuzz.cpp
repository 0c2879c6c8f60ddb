// Any octets as a SAML message by either binding, as metadata and as a key: nothing falls, and what
// is verified was signed with the only key that counts. The first octet says as what the rest is
// taken.

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "saml/binding.h"
#include "saml/deflate.h"
#include "saml/metadata.h"
#include "saml/redirect_query.h"
#include "saml/verified.h"
#include "tests/saml/parties.h"

using namespace sluis;

namespace {

// What the provider signed, in tests/fuzz/corpus/saml.
constexpr std::string_view kSigned = "k7x";

void judge(const saml::Received& received) {
  const std::span<const saml::PublicKey> signers = tests::provider_keys();
  const std::span<const saml::PrivateKey> keys(&tests::opening_key(), 1);
  const auto answer = xml_signed_answer(received, {.signers = signers, .decryption_keys = keys});
  if (answer && (*answer)->assertion && (*answer)->assertion->name_id->value != kSigned) {
    std::abort();
  }
  for (const auto& request : {saml::xml_signed<saml::AuthnRequest>(received, signers),
                              saml::redirect_signed<saml::AuthnRequest>(received, signers)}) {
    if (request && (*request)->issuer != tests::kService) std::abort();
  }
  const auto open = saml::unsigned_allowed(received);
  if (open && received.signing() != saml::Received::Signing::none) std::abort();
  if (saml::xml_signed<saml::LogoutRequest>(received, signers) ||
      saml::redirect_signed<saml::LogoutResponse>(received, signers)) {
    std::abort();  // it signed none
  }
}

void take_as_metadata(std::string_view text) {
  saml::MetadataRules rules{.now = {}};
  const auto idp = saml::read_idp_metadata(text, rules);
  if (idp && idp->entity.entity_id.empty()) std::abort();
  const auto service = saml::read_sp_metadata(text, rules);
  if (service && service->entity.signing_keys.size() > 16) std::abort();
  rules.signers = tests::provider_keys();
  const auto trusted = saml::read_idp_metadata(text, rules);
  if (trusted && trusted->entity.entity_id != tests::kProvider) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(octets) + 1, size - 1);
  std::optional<saml::Received> received;
  const auto take = [&received](auto outcome) {
    if (outcome) received.emplace(*std::move(outcome));
  };

  switch (octets[0]) {
    case 'p':  // a document by POST
      take(saml::receive_post(saml::MessageKind::response, saml::post_value(text), std::nullopt));
      break;
    case 'f':  // the form value itself
      take(saml::receive_post(saml::MessageKind::request, text, text));
      break;
    case 'q':  // a query
      take(saml::receive_redirect(text));
      break;
    case 'i':  // a document in a query
      take(saml::receive_redirect("SAMLRequest=" +
                                  saml::percent_encoded(saml::post_value(saml::deflate(text)))));
      break;
    case 'm':
      take_as_metadata(text);
      break;
    default:
      if (saml::PublicKey::from_certificate(text) && text.empty()) std::abort();
  }
  if (received) judge(*received);
  return 0;
}
