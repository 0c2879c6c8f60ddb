#include "downstream/jitsi_auth.h"

#include <algorithm>
#include <utility>

#include "downstream/jitsi_state.h"
#include "downstream/pkce.h"
#include "flow/page_mark.h"
#include "identity/room_name.h"
#include "identity/visible_text.h"
#include "web/language.h"

namespace sluis::downstream {

namespace {

constexpr std::size_t kLimitNonce = 128;

bool is_nonce(std::string_view text) {
  return text.size() <= kLimitNonce &&
         std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter < '\x7f'; });
}

/// The one spelling of what the link says, however often it says it.
std::expected<std::string, Refusal> room_of(std::string_view room, const JitsiState& state) {
  const auto name = identity::room_name(room.empty() ? std::string_view(state.room) : room);
  if (!name) return std::unexpected(Refusal::request_malformed);
  const bool is_same = state.room.empty() || identity::room_name(state.room) == *name;
  const bool is_ours = state.room_safe.empty() || state.room_safe == *name;
  if (!is_same || !is_ours) return std::unexpected(Refusal::request_malformed);
  return *name;
}

}  // namespace

http::Response to_window(const JitsiClient& client, std::string_view name, std::string_view value) {
  // Behind '#', so that it stands in no log of the deployment.
  return http::see_other(client.callback_url().append("#").append(name).append("=").append(value));
}

boost::asio::awaitable<Front::Accepted> JitsiAuth::accept(const http::Request& request) const {
  const auto* client = parts_.clients.of_path(request.path);
  if (!client) co_return NotProven{Refusal::client_unknown};
  auto asked = request.method == "POST" ? read_form(request) : read_link(request, *client);
  if (!asked) co_return NotProven{asked.error()};
  auto& memory = asked->memory;
  if (memory.is_inline() && !asked->refresh_token.empty()) {
    JitsiWindow window{.nonce = memory.nonce, .challenge = memory.challenge};
    const auto code = co_await exchange_.code_again(
        *client, memory.room, std::move(asked->refresh_token), std::move(window));
    if (code) co_return to_window(*client, "code", *code);
  }
  co_return flow::LoginRequest{
      .front = std::string(kJitsiFront),
      .client = client->id,
      .audience = client->audience(memory.room),
      .requirements = {},
      // Jitsi has no word for it: what her browser says, for the page that answers.
      .languages = {std::string(web::code_of(web::choose_language(request, {})))},
      .received_at = parts_.clock.now(),
      .memory = memory.serialise()};
}

std::expected<JitsiAuth::Asked, Refusal> JitsiAuth::read_link(const http::Request& request,
                                                              const JitsiClient& client) const {
  const auto form = http::Form::of_query(request);
  if (!form) return std::unexpected(form.error());
  auto state = read_state(form->get("state").value_or(""));
  if (!state) return std::unexpected(state.error());
  // A state that was made by Jitsi names the tenant, where there is one.
  const bool is_of_jitsi = !state->room_safe.empty() || !state->tenant.empty();
  if (is_of_jitsi && state->tenant != client.tenant) {
    return std::unexpected(Refusal::request_malformed);
  }
  auto room = room_of(form->get("room").value_or(""), *state);
  if (!room) return std::unexpected(room.error());
  Asked asked{.memory = {.room = *std::move(room), .flags = std::move(state->flags)}};
  const auto nonce = form->get("nonce");
  if (!nonce) return asked;  // she came with the whole page, and goes back with a token

  if (!is_nonce(*nonce)) return std::unexpected(Refusal::request_malformed);
  const auto sent = form->get("code_challenge");
  // Jitsi knows no other method, and names none.
  auto challenge = read_challenge(
      sent, sent ? std::optional<std::string_view>("S256") : std::nullopt, Pkce::required);
  if (!challenge) return std::unexpected(challenge.error());
  asked.memory.nonce = *nonce;
  asked.memory.challenge = *std::move(challenge);
  asked.refresh_token = std::move(state->refresh_token);
  return asked;
}

std::expected<JitsiAuth::Asked, Refusal> JitsiAuth::read_form(const http::Request& request) const {
  // It is our own page that asks so; another's would choose under which name she is seen. A browser
  // that does not say where a form comes from is too old to be told apart.
  if (request.headers.get("Sec-Fetch-Site").value_or("same-origin") != "same-origin") {
    return std::unexpected(Refusal::token_mismatch);
  }
  if (!request.query.empty()) return std::unexpected(Refusal::request_malformed);
  const auto form = http::Form::of_body(request);
  if (!form) return std::unexpected(form.error());
  auto room = identity::room_name(form->get("room").value_or(""));
  if (!room) return std::unexpected(Refusal::request_malformed);
  Asked asked{.memory = {.room = *std::move(room)}};
  // Whether the page was for her is seen when we know who she is. A sealed form can be sent to
  // anybody.
  const auto made_for = form->get("made_for").value_or("");
  if (made_for.size() == flow::kPageMarkLength) {
    asked.memory.name = identity::visible_words(form->get("name").value_or(""), kLimitDisplayName);
    asked.memory.made_for = made_for;
  }
  return asked;
}

}  // namespace sluis::downstream
