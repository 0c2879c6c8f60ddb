#include "upstream/oidc.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "upstream/client_assertion.h"
#include "upstream/foreign_json.h"
#include "upstream/oidc_examination.h"
#include "upstream/seen_mark.h"
#include "upstream/userinfo.h"

namespace sluis::upstream {

namespace {

using boost::asio::awaitable;
using Freshness = OidcMemory::Freshness;

constexpr std::size_t kRandomBytes = 16;    // standards NLR-02: 128 bits
constexpr std::size_t kVerifierBytes = 32;  // RFC 7636 §4.1: 43 characters
constexpr std::size_t kLimitCode = 4096;

std::string random_text(crypto::Random& random, std::size_t size_bytes) {
  return crypto::base64url_encode(random.octets(size_bytes));
}

AcrMap acr_map_of(const OidcSettings& settings) {
  return AcrMap({.ours_by_theirs = settings.acr,
                 .fallback = settings.default_acr,
                 .weakest_first = settings.acr_weakest_first});
}

}  // namespace

Oidc::Oidc(OidcSettings settings, Parts parts)
    : Connector(settings.description),
      settings_(std::move(settings)),
      acr_(acr_map_of(settings_)),
      parts_(parts),
      provider_(settings_.issuer, settings_.algorithms,
                {.client = parts.client, .clock = parts.clock}) {
  if (settings_.algorithms.empty()) throw std::invalid_argument("no algorithm is allowed");
  const auto* key = std::get_if<crypto::SigningKey>(&settings_.credentials);
  if (key && key->algorithm() != crypto::Algorithm::es256) {
    throw std::invalid_argument("the key of a connector must be for ES256");
  }
}

awaitable<std::expected<Departure, Refusal>> Oidc::begin(const flow::Requirements& requirements,
                                                         std::optional<identity::EmailAddress>,
                                                         Step step) {
  const auto metadata = co_await provider_.metadata();
  if (!metadata) co_return std::unexpected(metadata.error());
  const auto memory = fresh_memory(requirements, step.flow_id);
  co_return Departure{.location = authorization_url(*metadata, memory, requirements),
                      .memory = memory.serialise()};
}

awaitable<std::expected<Finish, Refusal>> Oidc::finish(Arrival arrival) {
  const auto memory = OidcMemory::parse(arrival.memory);
  if (!memory) co_return std::unexpected(Refusal::flow_unknown);
  const auto answer = http::Form::of_query(arrival.request);  // refuses a repeated parameter
  if (!answer) co_return std::unexpected(answer.error());
  // Standards NLR-03. Before anything else: whatever comes without it is not hers.
  if (!crypto::equal_in_constant_time(answer->get("state").value_or(""), memory->state)) {
    co_return std::unexpected(Refusal::state_mismatch);
  }
  const auto metadata = co_await provider_.metadata();
  if (!metadata) co_return std::unexpected(metadata.error());
  const auto code = code_of(*answer, *memory, *metadata);
  if (!code) co_return std::unexpected(code.error());
  const auto marked = co_await mark_used(*memory);
  if (!marked) co_return std::unexpected(marked.error());

  const auto tokens = co_await exchange(*metadata, *code, *memory);
  if (!tokens) co_return std::unexpected(tokens.error());
  const auto verified = co_await verify(*metadata, tokens->id_token);
  if (!verified) co_return std::unexpected(verified.error());
  const IdTokenExpectations expected{.issuer = settings_.issuer,
                                     .client_id = settings_.client_id,
                                     .nonce = memory->nonce,
                                     .access_token = tokens->access_token.expose(),
                                     .email_claim = settings_.email_claim,
                                     .now = parts_.clock.now(),
                                     .logged_in_since = memory->logged_in_since(),
                                     .must_say_when = memory->freshness == Freshness::max_age};
  auto claims = check_id_token(*verified, expected);
  if (!claims) co_return std::unexpected(claims.error());
  co_return co_await welcome(*metadata, std::move(*claims), tokens->access_token);
}

awaitable<Findings> Oidc::examine() {
  OidcExamination::Login login{.proof = proof(),
                               .authorization_url = [this](const ProviderMetadata& metadata) {
                                 const flow::Requirements nothing_special;
                                 const auto memory = fresh_memory(nothing_special, "doctor");
                                 return authorization_url(metadata, memory, nothing_special);
                               }};
  OidcExamination examination(
      settings_, std::move(login),
      {.client = parts_.client, .clock = parts_.clock, .random = parts_.random});
  co_return co_await examination.run();
}

OidcMemory Oidc::fresh_memory(const flow::Requirements& requirements,
                              std::string_view flow_id) const {
  const auto now = parts_.clock.now();
  OidcMemory memory{.state = std::string(flow_id) + "." + random_text(parts_.random, kRandomBytes),
                    .nonce = random_text(parts_.random, kRandomBytes),
                    .verifier = random_text(parts_.random, kVerifierBytes),
                    .issuer = settings_.issuer,
                    .key_id = parts_.keyring.primary(crypto::Purpose::seal, now).id,
                    .started = now};
  if (requirements.max_age) {
    memory.freshness = Freshness::max_age;
    memory.max_age = *requirements.max_age;
  }
  if (requirements.interaction == flow::Interaction::always) {
    // prompt=login goes through the browser, where it can be taken out. What the provider says
    // about the time, where it says anything, is then held against it.
    if (memory.freshness == Freshness::any) memory.freshness = Freshness::since_now;
    memory.max_age = std::chrono::seconds(0);
  }
  return memory;
}

std::string Oidc::authorization_url(const ProviderMetadata& metadata, const OidcMemory& memory,
                                    const flow::Requirements& requirements) const {
  const auto challenge = crypto::base64url_encode(crypto::sha256(memory.verifier));
  const auto acr_values = acr_.theirs(requirements.acr);
  const auto max_age = std::to_string(memory.max_age.count());
  std::vector<std::pair<std::string_view, std::string_view>> parameters{
      {"response_type", "code"},
      {"client_id", settings_.client_id},
      {"redirect_uri", settings_.redirect_uri},
      {"scope", "openid email"},  // standards NLR-11: and no more
      {"state", memory.state},
      {"nonce", memory.nonce},
      {"code_challenge", challenge},
      {"code_challenge_method", "S256"}};  // standards NLR-01
  if (!acr_values.empty()) parameters.emplace_back("acr_values", acr_values);
  if (requirements.interaction == flow::Interaction::always) {
    parameters.emplace_back("prompt", "login");
  }
  if (memory.freshness == Freshness::max_age) parameters.emplace_back("max_age", max_age);
  return http::with_query(metadata.authorization_endpoint, parameters);
}

std::expected<std::string, Refusal> Oidc::code_of(const http::Form& answer,
                                                  const OidcMemory& memory,
                                                  const ProviderMetadata& metadata) const {
  // RFC 9207 §2.4, standards NLR-10: whose answer it is stands in it, if the provider says that it
  // does; and what she left for is what is configured now.
  const auto issuer = answer.get("iss");
  if (memory.issuer != settings_.issuer || (issuer && *issuer != settings_.issuer) ||
      (!issuer && metadata.names_itself_in_answers)) {
    return std::unexpected(Refusal::issuer_mismatch);
  }
  if (answer.get("error")) return std::unexpected(Refusal::provider_refused);
  const auto code = answer.get("code");
  if (!code || !is_visible_ascii(*code, kLimitCode)) {
    return std::unexpected(Refusal::provider_answer_malformed);
  }
  return std::string(*code);
}

// By the state and not by the flow: a flow may lead to this door again, an answer may not.
awaitable<std::expected<void, Refusal>> Oidc::mark_used(const OidcMemory& memory) const {
  const SeenMarks marks(parts_.keyring, memory.key_id, parts_.clock.now());
  if (!marks.can_be_made()) co_return std::unexpected(Refusal::flow_unknown);
  auto mark = marks.of({"sluis/oidc-callback/1", memory.state}, kFlowLifetime);
  const bool is_first = co_await parts_.store.add(std::move(mark));
  if (!is_first) co_return std::unexpected(Refusal::flow_used);
  co_return std::expected<void, Refusal>{};
}

awaitable<std::expected<TokenAnswer, Refusal>> Oidc::exchange(const ProviderMetadata& metadata,
                                                              std::string code,
                                                              const OidcMemory& memory) const {
  const CodeExchange grant{.token_endpoint = metadata.token_endpoint,
                           .code = std::move(code),
                           .redirect_uri = settings_.redirect_uri,
                           .verifier = memory.verifier};
  auto request = token_request(grant, proof());
  auto response = co_await parts_.client.send(std::move(request));
  co_return read_token_answer(std::move(response));
}

ClientProof Oidc::proof() const {
  if (const auto* secret = std::get_if<crypto::Secret>(&settings_.credentials)) {
    return SecretProof{.client_id = settings_.client_id, .secret = secret->clone()};
  }
  const AssertionFacts facts{
      .client_id = settings_.client_id, .audience = settings_.issuer, .now = parts_.clock.now()};
  const auto& key = std::get<crypto::SigningKey>(settings_.credentials);
  return AssertionProof{.assertion = client_assertion(key, facts, parts_.random)};
}

awaitable<std::expected<crypto::VerifiedJws, Refusal>> Oidc::verify(
    const ProviderMetadata& metadata, const std::string& id_token) {
  const auto rules = id_token_rules(settings_.algorithms);
  const auto keys = co_await provider_.keys().get(metadata.jwks_uri);
  auto verified = crypto::verify_jws(id_token, keys, rules);
  if (!verified && verified.error() == crypto::JwsFault::key_unknown) {
    // Standards NLR-07: the provider may have taken a new key into use.
    const auto newer = co_await provider_.keys().get_newer(metadata.jwks_uri);
    if (newer) verified = crypto::verify_jws(id_token, *newer, rules);
  }
  if (!verified) co_return std::unexpected(refusal_of(verified.error()));
  co_return std::move(*verified);
}

awaitable<std::expected<Finish, Refusal>> Oidc::welcome(const ProviderMetadata& metadata,
                                                        IdTokenClaims claims,
                                                        const crypto::Secret& access_token) const {
  if (!claims.address && !metadata.userinfo_endpoint.empty()) {
    auto request = userinfo_request(metadata.userinfo_endpoint, access_token);
    auto response = co_await parts_.client.send(std::move(request));
    auto claimed = read_userinfo(std::move(response), claims.subject, settings_.email_claim);
    if (!claimed) co_return std::unexpected(claimed.error());
    claims.address = std::move(*claimed);
  }
  const auto vouching = settings_.authoritative ? Vouching::by_organisation : Vouching::by_claim;
  auto address = vouched(std::move(claims.address), vouching);
  if (!address) co_return std::unexpected(address.error());
  std::optional<crypto::Secret> subject;
  if (settings_.identity == OidcSettings::Identity::subject) subject = std::move(claims.subject);
  co_return evidence(std::move(*address), std::move(subject), acr_.ours(claims.acr),
                     claims.authenticated_at);
}

}  // namespace sluis::upstream
