#include "upstream/saml.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/key_lifetimes.h"
#include "crypto/mac.h"
#include "http/form.h"
#include "saml/binding.h"
#include "saml/writing.h"
#include "upstream/saml_examination.h"
#include "upstream/saml_farewell.h"
#include "upstream/seen_mark.h"
#include "web/logo.h"

namespace sluis::upstream {

namespace {

using boost::asio::awaitable;

constexpr std::size_t kRandomBytes = 16;
constexpr std::chrono::hours kOurMetadataAreKept{1};

/// An xs:ID, which begins with no digit (SAML Core 1.3.4).
std::string new_id(crypto::Random& random) {
  return "_" + crypto::base64url_encode(random.octets(kRandomBytes));
}

/// Standards SAM-07.
saml::Logo logo() {
  const auto ours = web::logo();
  return {.url = ours.url, .width_pixels = ours.width_pixels, .height_pixels = ours.height_pixels};
}

}  // namespace

struct Saml::Verification {
  saml::Received received;
  SamlProvider::Content metadata;
  std::vector<saml::PrivateKey> decryption_keys;
  saml::ResponseSignature response_signature;
  VerifiedAnswer answer = std::unexpected(Refusal::saml_malformed);
};

Saml::Saml(SamlSettings settings, Parts parts)
    : Connector(settings.description),
      settings_(std::move(settings)),
      acr_(settings_.acr),
      parts_(std::move(parts)),
      provider_(published_provider(
          settings_.description.id, settings_.metadata,
          {.client = parts_.client, .clock = parts_.clock, .journal = parts_.journal})) {}

awaitable<std::expected<Departure, Refusal>> Saml::begin(const flow::Requirements& requirements,
                                                         std::optional<identity::EmailAddress>,
                                                         Step step) {
  const auto metadata = co_await provider_.get();
  if (!metadata) co_return std::unexpected(metadata.error());
  const auto* sign_on = sign_on_of(**metadata, settings_.metadata.may_be_plain);
  const auto memory = fresh_memory(requirements, step.flow_id);
  const auto request = authn_request(memory, requirements, *sign_on);
  // Copies: the pool finishes what it began, whatever becomes of this login.
  std::function<std::string()> sign = [key = parts_.keys.signing(parts_.clock.now()), request,
                                       location = sign_on->location,
                                       relay_state = memory.relay_state] {
    return saml::redirect_url({.kind = saml::MessageKind::request,
                               .location = location,
                               .xml = request,
                               .relay_state = relay_state},
                              key);
  };
  auto location = co_await parts_.pool.run(std::move(sign));
  co_return Departure{.location = std::move(location), .memory = memory.serialise()};
}

awaitable<std::expected<Finish, Refusal>> Saml::finish(Arrival arrival) {
  const auto memory = SamlMemory::parse(arrival.memory);
  if (!memory) co_return std::unexpected(Refusal::flow_unknown);
  const auto form = http::Form::of_body(arrival.request);  // refuses a repeated parameter
  if (!form) co_return std::unexpected(form.error());
  // Before anything else: whatever comes without it is not hers.
  if (!crypto::equal_in_constant_time(form->get("RelayState").value_or(""), memory->relay_state)) {
    co_return std::unexpected(Refusal::state_mismatch);
  }
  auto received = saml::receive_post(saml::MessageKind::response,
                                     form->get("SAMLResponse").value_or(""), std::nullopt);
  if (!received) co_return std::unexpected(received.error());
  // She left for another provider than is configured now, or another one answers.
  const auto& provider = settings_.metadata.entity_id;
  if (memory->provider != provider || received->candidate_issuer().value_or(provider) != provider) {
    co_return std::unexpected(Refusal::saml_issuer);
  }
  const auto answer = co_await verify(*std::move(received));
  if (!answer) co_return std::unexpected(answer.error());
  const auto checked = check_answer(**answer, {.provider = provider,
                                               .service = settings_.entity_id(),
                                               .consumer_url = settings_.consumer_url(),
                                               .request_id = memory->request_id,
                                               .now = parts_.clock.now(),
                                               .logged_in_since = memory->logged_in_since});
  if (!checked) co_return std::unexpected(checked.error());
  co_return co_await welcome(*memory, *checked);
}

awaitable<Findings> Saml::examine() {
  co_return co_await examine_saml(settings_, {.client = parts_.client, .clock = parts_.clock});
}

SamlMemory Saml::fresh_memory(const flow::Requirements& requirements,
                              std::string_view flow_id) const {
  const auto now = parts_.clock.now();
  SamlMemory memory{.relay_state = std::string(flow_id) + "." +
                                   crypto::base64url_encode(parts_.random.octets(kRandomBytes)),
                    .request_id = new_id(parts_.random),
                    .provider = settings_.metadata.entity_id,
                    .key_id = parts_.keyring.primary(crypto::Purpose::seal, now).id};
  if (requirements.interaction == flow::Interaction::always) {
    memory.logged_in_since = now;
  } else if (requirements.max_age && *requirements.max_age < now.time_since_epoch()) {
    memory.logged_in_since = now - *requirements.max_age;
  }
  return memory;
}

// Standards SAM-16. SAML has no max_age: where one is demanded, she logs in afresh.
std::string Saml::authn_request(const SamlMemory& memory, const flow::Requirements& requirements,
                                const saml::Endpoint& sign_on) const {
  saml::AuthnRequest request{
      .id = memory.request_id,
      .issue_instant = parts_.clock.now(),
      .issuer = settings_.entity_id(),
      .destination = sign_on.location,
      .forces_authn =
          requirements.interaction == flow::Interaction::always || requirements.max_age.has_value(),
      .is_passive = requirements.interaction == flow::Interaction::never,
      .consumer_url = settings_.consumer_url(),
      .protocol_binding = std::string(saml::kPostBinding)};
  auto classes = acr_.that_will_do(requirements.acr);
  if (!classes.empty()) {
    request.requested_context = saml::RequestedAuthnContext{.class_refs = std::move(classes)};
  }
  return saml::to_xml(request);
}

awaitable<Saml::VerifiedAnswer> Saml::verify(saml::Received received) {
  auto metadata = co_await provider_.get();
  if (!metadata) co_return std::unexpected(metadata.error());
  // Shared with the pool, which finishes what it began, whatever becomes of this login.
  const auto work = std::make_shared<Verification>(
      Verification{.received = std::move(received),
                   .metadata = *std::move(metadata),
                   .decryption_keys = parts_.keys.decryption(parts_.clock.now()),
                   .response_signature = settings_.response_signature});
  co_await verify(work);
  if (work->answer || work->answer.error() != Refusal::saml_signature) {
    co_return std::move(work->answer);
  }
  // Standards SAM-18: it may have changed its key since we looked.
  auto newer = co_await provider_.get_newer();
  if (!newer) co_return std::move(work->answer);
  work->metadata = *std::move(newer);
  co_await verify(work);
  co_return std::move(work->answer);
}

// Up to 3 ms where the assertion is encrypted.
awaitable<void> Saml::verify(std::shared_ptr<Verification> work) const {
  std::function<std::string()> run = [work] {
    work->answer =
        saml::xml_signed_answer(work->received, {.signers = work->metadata->entity.signing_keys,
                                                 .decryption_keys = work->decryption_keys,
                                                 .response_signature = work->response_signature});
    return std::string();
  };
  co_await parts_.pool.run(std::move(run));
}

// The question is answered once, and an assertion is used once, whatever question it answers.
awaitable<std::expected<void, Refusal>> Saml::mark_used(const SamlMemory& memory,
                                                        CheckedAssertion checked) const {
  const auto now = parts_.clock.now();
  const SeenMarks marks(parts_.keyring, memory.key_id, now);
  if (!marks.can_be_made()) co_return std::unexpected(Refusal::flow_unknown);
  const auto lifetime =
      std::clamp<store::TimeToLive>(checked.usable_until - now, kFlowLifetime, kLongestRemembered);
  std::vector<store::Operation> operations;
  operations.emplace_back(marks.of({"sluis/saml-answer/1", memory.request_id}, kFlowLifetime));
  operations.emplace_back(
      marks.of({"sluis/saml-assertion/1", memory.provider, checked.assertion.id}, lifetime));
  const auto outcomes = co_await parts_.store.run(std::move(operations));
  if (!std::get<bool>(outcomes.at(0))) co_return std::unexpected(Refusal::flow_used);
  if (!std::get<bool>(outcomes.at(1))) co_return std::unexpected(Refusal::saml_replayed);
  co_return std::expected<void, Refusal>{};
}

awaitable<std::expected<Finish, Refusal>> Saml::welcome(const SamlMemory& memory,
                                                        CheckedAssertion checked) {
  const auto marked = co_await mark_used(memory, checked);
  if (!marked) co_return std::unexpected(marked.error());
  auto address = address_in(checked.assertion, settings_.email_attribute);
  if (!address) co_return std::unexpected(address.error());
  const auto service = settings_.entity_id();
  auto subject = subject_in(checked.assertion, settings_.identity,
                            {.provider = memory.provider, .service = service});
  if (!subject) co_return std::unexpected(subject.error());
  const auto authenticated_at = std::min(checked.login.authn_instant, parts_.clock.now());
  auto proven = evidence(std::move(*address), std::move(*subject),
                         acr_.ours(checked.login.class_ref.value_or("")), authenticated_at);
  // SAML Core 2.7.2, standards SAM-22: our session ends no later than theirs.
  if (const auto& until = checked.login.session_not_on_or_after) proven.end_at(*until + kSamlSkew);
  auto farewell = co_await farewell_for(checked);
  co_return with_farewell(std::move(proven), std::move(farewell));
}

awaitable<std::string> Saml::farewell_for(const CheckedAssertion& checked) {
  const auto metadata = co_await provider_.get();
  if (!metadata || !logout_of(**metadata, settings_.metadata.may_be_plain)) co_return "";
  const auto farewell =
      SamlFarewell::of(checked.assertion, checked.login, settings_.metadata.entity_id);
  co_return farewell ? farewell->serialise() : "";
}

saml::OwnSp Saml::own_service() const {
  const auto now = parts_.clock.now();
  return {
      .entity = {.entity_id = settings_.entity_id(),
                 .document_id = new_id(parts_.random),
                 .valid_until = now + crypto::kSamlMetadataValidity,
                 .cache_duration = crypto::kSamlMetadataCache,
                 .signing_keys = parts_.keys.published_signing(now),
                 .encryption_keys = parts_.keys.published_encryption(now),
                 .logout_url = settings_.logout_url(),
                 .display_names = {{"nl", settings_.gateway_name}, {"en", settings_.gateway_name}},
                 .privacy_statement_urls = {{"nl", settings_.origin + "/privacy"},
                                            {"en", settings_.origin + "/privacy"}},
                 .logo = logo(),
                 .organisation_url = settings_.origin,
                 .contacts = {{.type = "technical",
                               .name = settings_.gateway_name,
                               .email = settings_.contact_email}}},
      .consumer_url = settings_.consumer_url()};
}

awaitable<std::string> Saml::service_metadata() {
  const auto now = parts_.clock.now();
  if (our_metadata_ && now < our_metadata_->until) co_return our_metadata_->text;
  std::function<std::string()> sign = [service = own_service(), key = parts_.keys.signing(now)] {
    return saml::to_metadata(service, key);
  };
  auto text = co_await parts_.pool.run(std::move(sign));
  our_metadata_ = OurMetadata{.text = text, .until = now + kOurMetadataAreKept};
  co_return text;
}

namespace {

// A parameter, not a capture: the handler outlives each of its answers.
awaitable<http::Response> show_metadata(Saml* connector) {
  if (!connector) co_return http::plain_text(404, "There is no such provider here.\n");
  http::Response response;
  response.body = co_await connector->service_metadata();
  response.headers.set("Content-Type", "application/samlmetadata+xml");
  response.headers.set("Cache-Control", "public, max-age=3600");
  co_return response;
}

}  // namespace

http::Route service_metadata_route(std::map<std::string, Saml*, std::less<>> connectors) {
  constexpr const char* kPath = "/saml/sp/{connector}/metadata";
  return {.method = "GET",
          .path = kPath,
          .handler = [connectors = std::move(connectors)](const http::Request& request) {
            const auto found = connectors.find(http::segment_of(kPath, request.path).value_or(""));
            return show_metadata(found == connectors.end() ? nullptr : found->second);
          }};
}

}  // namespace sluis::upstream
