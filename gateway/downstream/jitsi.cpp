#include "downstream/jitsi.h"

#include <utility>

#include "downstream/friendly_name.h"
#include "downstream/jitsi_role.h"
#include "downstream/jitsi_state.h"
#include "downstream/oauth_error.h"
#include "flow/page_mark.h"
#include "web/language.h"
#include "web/refusal_page.h"

namespace sluis::downstream {

using boost::asio::awaitable;

Jitsi::Jitsi(JitsiParts parts)
    : parts_(std::move(parts)),
      tokens_(parts_),
      exchange_(parts_, tokens_),
      auth_(parts_, exchange_),
      keys_(parts_),
      logout_(parts_) {}

std::vector<Front::Entry> Jitsi::entries() const {
  return {{"GET", "/jitsi/{client}/auth"}, {"POST", "/jitsi/{client}/auth"}};
}

awaitable<Front::Accepted> Jitsi::accept(const http::Request& request) {
  return auth_.accept(request);
}

awaitable<http::Response> Jitsi::deliver(flow::LoginRequest request, flow::Grant grant) {
  const auto* client = parts_.clients.find(request.client);
  auto memory = JitsiMemory::parse(request.memory);
  // The configuration was read again while she was logging in, and another tenant has that room.
  const bool is_known = client && memory && client->audience(memory->room) == request.audience;
  if (!is_known) co_return refused(request, Refusal::client_unknown);
  const auto role = co_await role_in_room(parts_, *client, memory->room, grant.pseudonym);
  if (!role) co_return co_await refuse(std::move(request), role.error());

  if (memory->is_inline()) {
    JitsiTicket ticket{.client = client->id,
                       .room = std::move(memory->room),
                       .sub = grant.pseudonym.text(),
                       .person_name = std::move(grant.person_name),
                       .sid = std::move(grant.sid)};
    JitsiWindow window{.nonce = std::move(memory->nonce),
                       .challenge = std::move(memory->challenge)};
    const auto code = co_await exchange_.code_for(std::move(ticket), std::move(window));
    co_return to_window(*client, "code", code);
  }
  JitsiGuest guest{.room = memory->room,
                   .pseudonym = grant.pseudonym,
                   .name = name_for(*memory, grant),
                   .role = *role};
  co_return co_await let_in(*client, *std::move(memory), std::move(guest));
}

std::string Jitsi::name_for(const JitsiMemory& memory, const flow::Grant& grant) const {
  const bool is_hers =
      flow::is_page_mark(memory.made_for, parts_.keyring, parts_.clock.now(), grant.person_name);
  return is_hers && !memory.name.empty() ? memory.name : friendly_name_of(grant.pseudonym).name;
}

Jitsi::Answer Jitsi::let_in(const JitsiClient& client, JitsiMemory memory, JitsiGuest guest) const {
  const auto token = co_await tokens_.sign(client, std::move(guest));
  // Each value of the fragment is JSON to Jitsi: a text without its quotes is dropped.
  co_return http::see_other(client.url_of(memory.room) + "#jwt=%22" + token + "%22" +
                            fragment_of_flags(memory.flags));
}

awaitable<http::Response> Jitsi::refuse(flow::LoginRequest request, Refusal refusal) const {
  const auto* client = parts_.clients.find(request.client);
  const auto memory = JitsiMemory::parse(request.memory);
  if (!client || !memory) co_return refused(request, Refusal::client_unknown);
  if (memory->is_inline()) co_return to_window(*client, "error", authorization_error_code(refusal));
  // She stays in front of the room that she came from, as any guest.
  if (refusal == Refusal::login_cancelled) co_return http::see_other(client->url_of(memory->room));
  co_return refused(request, refusal);
}

http::Response Jitsi::refused(const flow::LoginRequest& request, Refusal refusal) const {
  const auto* client = parts_.clients.find(request.client);
  const auto memory = JitsiMemory::parse(request.memory);
  parts_.journal({.kind = Event::Kind::refused, .refusal = refusal, .client = request.client});
  web::RefusalContext context{.language = web::choose_language({}, request.languages),
                              .request_id = {}};
  if (client && memory) {
    context.service = client->name;
    context.way_back = client->url_of(memory->room);
  }
  return web::refusal_page(parts_.pages, refusal, context);
}

std::string Jitsi::service_name(const flow::LoginRequest& request) const {
  const auto* client = parts_.clients.find(request.client);
  return client ? client->name : std::string();
}

Jitsi::Answer Jitsi::answer_keys(const http::Request& request) const {
  co_return keys_.set(request);
}

Jitsi::Answer Jitsi::answer_key(const http::Request& request) const {
  co_return keys_.pem(request);
}

Jitsi::Answer Jitsi::answer_preflight(const http::Request& request) const {
  co_return exchange_.preflight(request);
}

std::vector<http::Route> Jitsi::routes() {
  const auto keys = [this](const http::Request& request) { return answer_keys(request); };
  const auto key = [this](const http::Request& request) { return answer_key(request); };
  const auto token = [this](const http::Request& request) { return exchange_.answer(request); };
  const auto preflight = [this](const http::Request& request) { return answer_preflight(request); };
  return {
      {"GET", "/jitsi/{client}/jwks.json", keys},
      {"GET", "/jitsi/{client}/keys/{sha256}.pem", key},
      {"POST", "/jitsi/{client}/token", token},
      {"OPTIONS", "/jitsi/{client}/token", preflight},
  };
}

}  // namespace sluis::downstream
