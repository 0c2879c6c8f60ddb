#include "downstream/saml_sso.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "downstream/saml_person.h"
#include "http/form.h"
#include "saml/binding.h"
#include "saml/names.h"
#include "saml/verified.h"

namespace sluis::downstream {

namespace {

constexpr std::size_t kLimitRequestId = 256;  // standards SAM-02; all of this travels in a cookie

std::expected<saml::Received, Refusal> receive(const http::Request& request) {
  if (request.method != "POST") return saml::receive_redirect(request.query);
  const auto form = http::Form::of_body(request);
  if (!form) return std::unexpected(form.error());
  const auto message = form->get("SAMLRequest");
  if (!message) return std::unexpected(Refusal::saml_malformed);
  return saml::receive_post(saml::MessageKind::request, *message, form->get("RelayState"));
}

/// Standards SAM-10: a signature where the metadata promise one, and one that is there must verify.
std::expected<saml::AuthnRequest, Refusal> verify(const saml::Received& received,
                                                  const SamlClient& client) {
  using Signing = saml::Received::Signing;
  using Outcome = std::expected<saml::Verified<saml::AuthnRequest>, Refusal>;
  const auto& keys = client.metadata.entity.signing_keys;
  const bool is_signed = received.signing() != Signing::none;
  if (!is_signed && client.metadata.signs_requests) {
    return std::unexpected(Refusal::saml_request_signature);
  }
  const Outcome verified = [&]() -> Outcome {
    if (!is_signed) return saml::unsigned_allowed(received);
    if (received.signing() == Signing::query) {
      return saml::redirect_signed<saml::AuthnRequest>(received, keys);
    }
    return saml::xml_signed<saml::AuthnRequest>(received, keys);
  }();
  if (!verified) return std::unexpected(verified.error());
  const saml::AuthnRequest& request = **verified;
  // SAML Bindings 3.4.5.2, 3.5.5.2: a signed message says where it is meant to go.
  if (is_signed && !request.destination) return std::unexpected(Refusal::saml_destination);
  return request;
}

/// Standards SAM-11: an address of the metadata, as exactly that string, or the default where none
/// is named.
const saml::Endpoint* consumer_of(const saml::AuthnRequest& request, const SamlClient& client) {
  if (request.consumer_url && request.consumer_index) return nullptr;  // SAML Core 3.4.1
  if (request.consumer_url) return client.consumer_at(*request.consumer_url);
  if (request.consumer_index) return client.consumer_of_index(*request.consumer_index);
  return client.metadata.default_consumer();
}

/// SAML Core 3.4.1.1. AllowCreate is not looked at: a pseudonym is computed, and never made.
bool suits(const std::optional<saml::NameIdPolicy>& policy, const SamlClient& client) {
  if (!policy) return true;
  if (policy->sp_name_qualifier && *policy->sp_name_qualifier != client.entity_id()) return false;
  return !policy->format || policy->format == saml::name_id_format::kUnspecified ||
         policy->format == format_of(client.name_id);
}

/// relying-parties §2.2: asked for by default, in editions that have no setting for it.
bool is_habit(const saml::RequestedAuthnContext& wanted, const SamlClient& client) {
  return client.password_wish == PasswordWish::is_a_habit &&
         std::ranges::all_of(wanted.class_refs, [](const std::string& each) {
           return each == saml::kPasswordProtectedTransport;
         });
}

}  // namespace

boost::asio::awaitable<Front::Accepted> SamlSso::accept(const http::Request& request) const {
  const auto received = receive(request);
  if (!received) co_return NotProven{received.error()};
  auto asked = co_await prove(*received);
  if (!asked) co_return NotProven{asked.error()};
  auto login = read(*asked, request);
  if (login) co_return *std::move(login);
  const SamlReply to{.client = *asked->client,
                     .memory = asked->memory,
                     .language = web::choose_language(request, {})};
  note(login.error(), *asked->client, request);
  co_return co_await answers_.refuse(to, login.error());
}

void SamlSso::note(Refusal refusal, const SamlClient& client, const http::Request& request) const {
  if (!parts_.journal) return;
  parts_.journal({.kind = Event::Kind::refused,
                  .refusal = refusal,
                  .client = client.id,
                  .request_id = request.request_id});
}

boost::asio::awaitable<std::expected<SamlSso::Asked, Refusal>> SamlSso::prove(
    const saml::Received& received) const {
  if (received.kind() != saml::MessageKind::request) {
    co_return std::unexpected(Refusal::saml_malformed);
  }
  auto client = co_await services_.of_entity(received.candidate_issuer().value_or(""));
  if (!client) co_return std::unexpected(client.error());
  auto request = verify(received, **client);
  if (!request && request.error() == Refusal::saml_request_signature) {
    // Standards SAM-18: it may have a key that we do not know yet.
    if (auto newer = co_await services_.newer((*client)->id)) {
      client = *std::move(newer);
      request = verify(received, **client);
    }
  }
  if (!request) co_return std::unexpected(request.error());
  co_return look_at(*std::move(request), received, *std::move(client));
}

std::expected<SamlSso::Asked, Refusal> SamlSso::look_at(saml::AuthnRequest request,
                                                        const saml::Received& received,
                                                        SamlServices::Service client) const {
  if (request.issuer != client->entity_id()) return std::unexpected(Refusal::saml_issuer);
  if (request.destination && *request.destination != parts_.sign_on_url()) {
    return std::unexpected(Refusal::saml_destination);
  }
  if (request.id.size() > kLimitRequestId) return std::unexpected(Refusal::saml_malformed);
  const auto* consumer = consumer_of(request, *client);
  if (!consumer) return std::unexpected(Refusal::redirect_uri_mismatch);
  SamlMemory memory{.consumer = consumer->location,
                    .request_id = request.id,
                    .relay_state = received.relay_state().value_or(""),
                    .class_refs = {}};
  return Asked{
      .client = std::move(client), .request = std::move(request), .memory = std::move(memory)};
}

std::expected<flow::LoginRequest, Refusal> SamlSso::read(const Asked& asked,
                                                         const http::Request& request) const {
  const auto& [client, question, proven] = asked;
  SamlMemory memory = proven;
  // An Assertion goes by POST and by nothing else (SAML Profiles 4.1.2).
  if (question.protocol_binding && *question.protocol_binding != saml::kPostBinding) {
    return std::unexpected(Refusal::response_mode_unsupported);
  }
  // SAML Core 3.4.1: it asks for one person. We know nobody by name.
  if (question.names_subject) return std::unexpected(Refusal::request_malformed);
  if (!suits(question.name_id_policy, *client)) {
    return std::unexpected(Refusal::name_id_unsupported);
  }
  auto requirements = read_requirements(question, *client, memory);
  if (!requirements) return std::unexpected(requirements.error());
  return flow::LoginRequest{
      .front = std::string(kSamlFront),
      .client = client->id,
      .audience = client->audience(),
      .requirements = *std::move(requirements),
      // SAML has no word for it: what her browser says, for the page that answers.
      .languages = {std::string(web::code_of(web::choose_language(request, {})))},
      .received_at = parts_.clock.now(),
      .memory = memory.serialise()};
}

/// Standards SAM-12; SAML Core 3.3.2.2.1, 3.4.1.
std::expected<flow::Requirements, Refusal> SamlSso::read_requirements(
    const saml::AuthnRequest& asked, const SamlClient& client, SamlMemory& memory) const {
  flow::Requirements requirements;
  if (asked.forces_authn) requirements.interaction = flow::Interaction::always;
  if (asked.is_passive) requirements.interaction = flow::Interaction::never;
  // To log in afresh and see nothing of it is not to be had.
  if (asked.forces_authn && asked.is_passive) return std::unexpected(Refusal::login_required);

  if (!asked.requested_context || asked.requested_context->class_refs.empty()) return requirements;
  const auto& wanted = *asked.requested_context;
  if (is_habit(wanted, client)) return requirements;
  const bool is_exact = wanted.comparison == "exact";
  if (!is_exact && wanted.comparison != "minimum") return std::unexpected(Refusal::acr_unsupported);
  for (const std::string& acr : parts_.acr_weakest_first) {
    if (std::ranges::find(wanted.class_refs, acr) == wanted.class_refs.end()) continue;
    if (requirements.acr.empty()) requirements.acr = acr;  // the weakest of them will do
    if (is_exact) memory.class_refs += (memory.class_refs.empty() ? "" : " ") + acr;
  }
  if (requirements.acr.empty()) return std::unexpected(Refusal::acr_unsupported);
  return requirements;
}

}  // namespace sluis::downstream
