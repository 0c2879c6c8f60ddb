#include "downstream/authorize.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "downstream/oauth_error.h"
#include "downstream/pkce.h"
#include "downstream/request_memory.h"
#include "downstream/words.h"

namespace sluis::downstream {

namespace {

constexpr std::size_t kLimitState = 1024;  // DESIGN §3: all of this travels in a cookie
constexpr std::size_t kLimitNonce = 64;
constexpr std::size_t kLimitMaxAgeDigits = 9;

std::expected<http::Form, Refusal> parameters_of(const http::Request& request) {
  if (request.method != "POST") return http::Form::of_query(request);
  // A parameter in the query and in the body would be a repeated one (RFC 6749 §3.1).
  if (!request.query.empty()) return std::unexpected(Refusal::request_malformed);
  return http::Form::of_body(request);
}

template <typename List, typename Value>
bool holds(const List& list, const Value& value) {
  return std::ranges::find(list, value) != std::ranges::end(list);
}

/// OIDC Core 6: what is not supported has an error code of its own.
std::optional<Refusal> unsupported_parameter(const http::Form& form) {
  if (form.get("request")) return Refusal::request_object_unsupported;
  if (form.get("request_uri")) return Refusal::request_uri_unsupported;
  if (form.get("registration")) return Refusal::registration_unsupported;
  return std::nullopt;
}

/// Standards NLO-01: the authorization code flow and no other.
std::optional<Refusal> wrong_response(const http::Form& form) {
  const auto type = form.get("response_type");
  if (!type) return Refusal::request_malformed;
  if (type != "code") return Refusal::response_type_unsupported;
  if (form.get("response_mode").value_or("query") != "query") {
    return Refusal::response_mode_unsupported;
  }
  return std::nullopt;
}

std::expected<flow::Interaction, Refusal> read_prompt(const http::Form& form) {
  auto interaction = flow::Interaction::as_needed;
  const auto words = words_of(form.get("prompt"));
  for (const auto word : words) {
    if (word == "none") {
      // OIDC Core 3.1.2.1: none with any other value is an error.
      if (words.size() > 1) return std::unexpected(Refusal::request_malformed);
      interaction = flow::Interaction::never;
    } else if (word == "login" || word == "consent" || word == "select_account") {
      interaction = flow::Interaction::always;
    } else {
      return std::unexpected(Refusal::request_malformed);
    }
  }
  return interaction;
}

std::expected<std::optional<std::chrono::seconds>, Refusal> read_max_age(const http::Form& form) {
  const auto text = form.get("max_age");
  if (!text) return std::nullopt;
  if (text->size() > kLimitMaxAgeDigits) return std::unexpected(Refusal::request_malformed);
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (error != std::errc() || end != text->data() + text->size()) {
    return std::unexpected(Refusal::request_malformed);
  }
  return std::chrono::seconds(seconds);
}

/// The weakest of those asked for, since each of them will do. Core 3.1.2.1 calls acr_values
/// voluntary; standards NLO-16 forbids to lower them silently, so asking for nothing that we know
/// is refused.
std::expected<std::string, Refusal> read_acr(const http::Form& form,
                                             const std::vector<std::string>& weakest_first) {
  const auto asked = words_of(form.get("acr_values"));
  if (asked.empty()) return std::string();
  for (const std::string& acr : weakest_first) {
    if (holds(asked, acr)) return acr;
  }
  return std::unexpected(Refusal::acr_unsupported);
}

http::Response reply(std::string_view issuer, const ReplyTo& to,
                     std::vector<std::pair<std::string_view, std::string_view>> parameters) {
  if (!to.state.empty()) parameters.emplace_back("state", to.state);  // standards OAU-03: verbatim
  parameters.emplace_back("iss", issuer);
  return http::see_other(http::with_query(to.redirect_uri, parameters));
}

}  // namespace

http::Response authorization_answer(std::string_view issuer, const ReplyTo& to,
                                    std::string_view code) {
  return reply(issuer, to, {{"code", code}});
}

http::Response authorization_error(std::string_view issuer, const ReplyTo& to, Refusal refusal) {
  return reply(issuer, to,
               {{"error", authorization_error_code(refusal)},
                {"error_description", error_description(refusal)}});
}

Front::Accepted Authorize::accept(const http::Request& request) const {
  const auto form = parameters_of(request);
  if (!form) return NotProven{form.error()};
  const Client* client = parts_.clients.find(form->get("client_id").value_or(""));
  if (!client) return NotProven{Refusal::client_unknown};
  // OIDC Core 3.1.2.1: the redirect_uri MUST exactly match one that is registered (standards
  // OAU-02, NLO-40).
  const auto redirect_uri = form->get("redirect_uri");
  if (!redirect_uri || !holds(client->redirect_uris, *redirect_uri)) {
    return NotProven{Refusal::redirect_uri_mismatch};
  }

  ReplyTo to{.redirect_uri = std::string(*redirect_uri),
             .state = std::string(form->get("state").value_or(""))};
  if (to.state.size() > kLimitState) {
    to.state.clear();
    return authorization_error(parts_.issuer, to, Refusal::request_malformed);
  }
  auto asked = read(*form, *client, to);
  if (!asked) return authorization_error(parts_.issuer, to, asked.error());
  return *std::move(asked);
}

std::expected<flow::LoginRequest, Refusal> Authorize::read(const http::Form& form,
                                                           const Client& client, ReplyTo to) const {
  if (const auto refusal = unsupported_parameter(form)) return std::unexpected(*refusal);
  if (const auto refusal = wrong_response(form)) return std::unexpected(*refusal);

  // OIDC Core 3.1.2.1: openid must be there, values that are not understood SHOULD be ignored.
  const auto scope = words_of(form.get("scope"));
  if (!holds(scope, "openid")) return std::unexpected(Refusal::scope_invalid);

  const bool is_public = client.authentication == ClientAuthentication::none;
  auto challenge =
      read_challenge(form.get("code_challenge"), form.get("code_challenge_method"),
                     client.requires_pkce || is_public ? Pkce::required : Pkce::optional);
  if (!challenge) return std::unexpected(challenge.error());

  const auto nonce = form.get("nonce");
  if (!nonce && client.requires_nonce) return std::unexpected(Refusal::nonce_required);
  if (nonce && nonce->size() > kLimitNonce) return std::unexpected(Refusal::request_malformed);

  auto requirements = read_requirements(form);
  if (!requirements) return std::unexpected(requirements.error());
  auto hinted_sub = read_hinted_sub(form, client);
  if (!hinted_sub) return std::unexpected(hinted_sub.error());

  const RequestMemory memory{.redirect_uri = std::move(to.redirect_uri),
                             .state = std::move(to.state),
                             .nonce = std::string(nonce.value_or("")),
                             .challenge = *std::move(challenge),
                             .wants_profile = holds(scope, "profile"),
                             .wants_auth_time = requirements->max_age.has_value()};
  return flow::LoginRequest{.front = std::string(kOidcFront),
                            .client = client.id,
                            .audience = client.audience(),
                            .requirements = *std::move(requirements),
                            .languages = languages_of(form.get("ui_locales")),
                            .received_at = parts_.clock.now(),
                            .memory = memory.serialise(),
                            .only_about = *std::move(hinted_sub)};
}

std::expected<flow::Requirements, Refusal> Authorize::read_requirements(
    const http::Form& form) const {
  auto interaction = read_prompt(form);
  if (!interaction) return std::unexpected(interaction.error());
  auto max_age = read_max_age(form);
  if (!max_age) return std::unexpected(max_age.error());
  auto acr = read_acr(form, parts_.acr_weakest_first);
  if (!acr) return std::unexpected(acr.error());
  // OIDC Core 3.1.2.1: max_age=0 is the same as prompt=login.
  if (*max_age == std::chrono::seconds(0) && *interaction == flow::Interaction::as_needed) {
    interaction = flow::Interaction::always;
  }
  return flow::Requirements{
      .acr = *std::move(acr), .max_age = *max_age, .interaction = *interaction};
}

/// OIDC Core 3.1.2.1: a positive answer only about the person of the hint. Whose token it is, is
/// ours to verify.
std::expected<std::string, Refusal> Authorize::read_hinted_sub(const http::Form& form,
                                                               const Client& client) const {
  const auto token = form.get("id_token_hint");
  if (!token) return std::string();
  auto hint = id_tokens_.read_hint(*token);
  if (!hint || hint->client != client.id) return std::unexpected(Refusal::request_malformed);
  return std::move(hint->sub);
}

}  // namespace sluis::downstream
