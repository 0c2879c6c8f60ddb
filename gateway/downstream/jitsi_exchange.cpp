#include "downstream/jitsi_exchange.h"

#include <boost/json.hpp>
#include <utility>
#include <vector>

#include "crypto/encoding.h"
#include "crypto/secret.h"
#include "downstream/authorization_code.h"
#include "downstream/cors.h"
#include "downstream/friendly_name.h"
#include "downstream/jitsi_proof.h"
#include "downstream/jitsi_role.h"
#include "downstream/oauth_error.h"
#include "downstream/pkce.h"
#include "downstream/token.h"

namespace sluis::downstream {

namespace {

using boost::asio::awaitable;
using Kind = BearerSecret::Kind;

constexpr std::size_t kGenerationBytes = 16;

/// Since the last use; and no use without her session (JitsiParts::uses_session).
store::TimeToLive refresh_lifetime(const JitsiClient& client) {
  return client.token_lifetime + kRefreshGrace;
}

/// "family.generation"
std::string refresh_text(const BearerSecret& family, std::string_view generation) {
  return family.text() + "." + crypto::base64url_encode(generation);
}

struct RefreshToken {
  BearerSecret family;
  std::string generation;
};

std::optional<RefreshToken> parse_refresh(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  auto family = BearerSecret::parse(Kind::refresh_token, text.substr(0, dot));
  auto generation = crypto::base64url_decode(text.substr(dot + 1));
  if (!family || !generation || generation->size() != kGenerationBytes) return std::nullopt;
  return RefreshToken{.family = *std::move(family), .generation = *std::move(generation)};
}

}  // namespace

std::string JitsiExchange::seal(const BearerSecret& family, std::string generation,
                                JitsiTicket ticket) const {
  const JitsiRefresh refresh{.generation = std::move(generation), .ticket = std::move(ticket)};
  return family.seal(serialise(refresh).expose(), parts_.random);
}

awaitable<std::string> JitsiExchange::code_for(JitsiTicket ticket, JitsiWindow window) const {
  JitsiCode contents{.ticket = std::move(ticket),
                     .nonce = std::move(window.nonce),
                     .challenge = std::move(window.challenge)};
  return write_code(std::move(contents));
}

awaitable<std::string> JitsiExchange::write_code(JitsiCode contents) const {
  const auto code = BearerSecret::fresh(Kind::authorization_code, parts_.random);
  store::Put record{code.name(), code.seal(serialise(contents).expose(), parts_.random),
                    kCodeLifetime};
  co_await parts_.store.put(std::move(record));
  co_return code.text();
}

awaitable<std::optional<std::string>> JitsiExchange::code_again(const JitsiClient& client,
                                                                std::string room,
                                                                std::string refresh_token,
                                                                JitsiWindow window) const {
  auto presented = co_await open_refresh(client, std::move(refresh_token));
  if (!presented || presented->ticket.room != room) co_return std::nullopt;
  // A generation that nobody holds, until the code is redeemed.
  store::Replace use{.name = presented->family.name(),
                     .expected = presented->sealed,
                     .replacement = seal(presented->family, parts_.random.octets(kGenerationBytes),
                                         presented->ticket),
                     .time_to_live = refresh_lifetime(client)};
  if (!co_await parts_.store.replace(std::move(use))) co_return std::nullopt;
  JitsiCode contents{.ticket = std::move(presented->ticket),
                     .nonce = std::move(window.nonce),
                     .challenge = std::move(window.challenge),
                     .family = std::move(presented->family)};
  co_return co_await write_code(std::move(contents));
}

awaitable<http::Response> JitsiExchange::answer(const http::Request& request) const {
  const auto* client = parts_.clients.of_path(request.path);
  if (!client) co_return token_error(Refusal::client_unknown);
  auto exchanged = co_await exchange(*client, request);
  Event event{
      .kind = Event::Kind::token_issued, .client = client->id, .request_id = request.request_id};
  if (!exchanged) {
    event.kind = Event::Kind::refused;
    event.refusal = exchanged.error();
  }
  parts_.journal(event);
  auto response = exchanged ? *std::move(exchanged) : token_error(exchanged.error());
  Cors(client->base_url).allow(request, response);
  co_return response;
}

http::Response JitsiExchange::preflight(const http::Request& request) const {
  const auto* client = parts_.clients.of_path(request.path);
  return Cors(client ? client->base_url : "").preflight(request);
}

JitsiExchange::Outcome<http::Response> JitsiExchange::exchange(const JitsiClient& client,
                                                               const http::Request& request) const {
  const auto form = http::Form::of_body(request);
  if (!form) co_return std::unexpected(form.error());
  const auto type = form->get("grant_type");
  if (!type) co_return std::unexpected(Refusal::request_malformed);
  std::expected<Issued, Refusal> issued = std::unexpected(Refusal::grant_type_unsupported);
  if (type == "authorization_code") {
    issued = co_await redeem_code(client, *form);
  } else if (type == "refresh_token") {
    issued = co_await redeem_refresh(client, std::string(form->get("refresh_token").value_or("")));
  }
  if (!issued) co_return std::unexpected(issued.error());
  co_return co_await issue(client, *std::move(issued));
}

JitsiExchange::Outcome<JitsiExchange::Redeemed> JitsiExchange::open_code(
    const JitsiClient& client, const http::Form& form) const {
  auto code = BearerSecret::parse(Kind::authorization_code, form.get("code").value_or(""));
  if (!code) co_return std::unexpected(Refusal::grant_invalid);
  auto sealed = co_await parts_.store.get(code->name());
  const auto opened = sealed ? code->open(*sealed) : std::nullopt;
  auto record = opened ? parse_jitsi_code(opened->expose()) : std::nullopt;
  if (!record) co_return std::unexpected(Refusal::grant_invalid);
  if (const auto* used = std::get_if<JitsiUsedCode>(&*record)) {
    co_await parts_.store.take(used->refresh_name);  // standards OPX-01
    co_return std::unexpected(Refusal::grant_invalid);
  }
  auto& contents = std::get<JitsiCode>(*record);
  // Never without PKCE: it is all that binds the code to that window.
  if (contents.ticket.client != client.id || contents.challenge.empty() ||
      !verifier_fits(form.get("code_verifier"), contents.challenge)) {
    co_return std::unexpected(Refusal::grant_invalid);
  }
  co_return Redeemed{
      .code = *std::move(code), .sealed = *std::move(sealed), .contents = std::move(contents)};
}

awaitable<std::optional<store::Operation>> JitsiExchange::generation_after(
    const JitsiClient& client, const BearerSecret& family, const std::string& generation,
    const Redeemed& redeemed) const {
  auto next = seal(family, generation, redeemed.contents.ticket);
  if (!redeemed.contents.family) {
    co_return store::Put{family.name(), std::move(next), refresh_lifetime(client)};
  }
  auto before = co_await parts_.store.get(family.name());
  if (!before) co_return std::nullopt;
  co_return store::Replace{.name = family.name(),
                           .expected = *std::move(before),
                           .replacement = std::move(next),
                           .time_to_live = refresh_lifetime(client)};
}

JitsiExchange::Outcome<JitsiExchange::Issued> JitsiExchange::redeem_code(
    const JitsiClient& client, const http::Form& form) const {
  auto redeemed = co_await open_code(client, form);
  if (!redeemed) co_return std::unexpected(redeemed.error());
  auto& contents = redeemed->contents;
  const auto begun = BearerSecret::fresh(Kind::refresh_token, parts_.random);
  const auto& family = contents.family ? *contents.family : begun;
  const auto generation = parts_.random.octets(kGenerationBytes);
  auto next = co_await generation_after(client, family, generation, *redeemed);
  if (!next) co_return std::unexpected(Refusal::grant_invalid);

  const bool goes_on = std::holds_alternative<store::Replace>(*next);
  const auto mark = serialise(JitsiUsedCode{.refresh_name = family.name()});
  std::vector<store::Operation> operations;
  operations.push_back(store::Get{contents.ticket.person_name});  // "No person, no use" (DESIGN §3)
  operations.push_back(*std::move(next));
  operations.push_back(store::Replace{redeemed->code.name(), std::move(redeemed->sealed),
                                      redeemed->code.seal(mark.expose(), parts_.random),
                                      kUsedMarkLifetime});
  const auto outcomes = co_await parts_.store.run(std::move(operations));
  const bool is_good = std::get<store::Value>(outcomes[0]) &&
                       (!goes_on || std::get<bool>(outcomes[1])) && std::get<bool>(outcomes[2]);
  if (!is_good) {
    co_await parts_.store.take(family.name());
    co_return std::unexpected(Refusal::grant_invalid);
  }
  auto token = refresh_text(family, generation);
  co_return Issued{.ticket = std::move(contents.ticket),
                   .nonce = std::move(contents.nonce),
                   .refresh_token = std::move(token)};
}

JitsiExchange::Outcome<JitsiExchange::Presented> JitsiExchange::open_refresh(
    const JitsiClient& client, std::string text) const {
  auto token = parse_refresh(text);
  if (!token) co_return std::unexpected(Refusal::grant_invalid);
  auto sealed = co_await parts_.store.get(token->family.name());
  const auto opened = sealed ? token->family.open(*sealed) : std::nullopt;
  auto record = opened ? parse_jitsi_refresh(opened->expose()) : std::nullopt;
  if (!record || record->ticket.client != client.id) {
    co_return std::unexpected(Refusal::grant_invalid);
  }
  // One that was used comes again: one of the two who have it is a thief (RFC 9700 §4.14.2).
  if (!crypto::equal_in_constant_time(record->generation, token->generation)) {
    co_await parts_.store.take(token->family.name());
    co_return std::unexpected(Refusal::grant_invalid);
  }
  const bool is_person_there = (co_await parts_.store.get(record->ticket.person_name)).has_value();
  if (!is_person_there || !co_await parts_.uses_session(record->ticket.sid)) {
    co_await parts_.store.take(token->family.name());
    co_return std::unexpected(Refusal::grant_invalid);
  }
  co_return Presented{.family = std::move(token->family),
                      .sealed = *std::move(sealed),
                      .ticket = std::move(record->ticket)};
}

JitsiExchange::Outcome<JitsiExchange::Issued> JitsiExchange::redeem_refresh(
    const JitsiClient& client, std::string text) const {
  auto presented = co_await open_refresh(client, std::move(text));
  if (!presented) co_return std::unexpected(presented.error());
  const auto generation = parts_.random.octets(kGenerationBytes);
  store::Replace next{.name = presented->family.name(),
                      .expected = std::move(presented->sealed),
                      .replacement = seal(presented->family, generation, presented->ticket),
                      .time_to_live = refresh_lifetime(client)};
  // Of two at once only one finds it as it was.
  if (!co_await parts_.store.replace(std::move(next))) {
    co_return std::unexpected(Refusal::grant_invalid);
  }
  co_return Issued{.ticket = std::move(presented->ticket),
                   .nonce = {},
                   .refresh_token = refresh_text(presented->family, generation)};
}

JitsiExchange::Outcome<http::Response> JitsiExchange::issue(const JitsiClient& client,
                                                            Issued issued) const {
  const auto& ticket = issued.ticket;
  const auto somebody = identity::Pseudonym::kept(ticket.sub);
  // Asked each time: a room changes hands.
  const auto role = co_await role_in_room(parts_, client, ticket.room, somebody);
  if (!role) co_return std::unexpected(role.error());
  JitsiGuest guest{.room = ticket.room,
                   .pseudonym = somebody,
                   .name = friendly_name_of(somebody).name,
                   .role = *role};
  const auto token = co_await tokens_.sign(client, std::move(guest));
  const auto proof = JitsiProofs(parts_).make(client, {.sid = ticket.sid, .nonce = issued.nonce});
  const boost::json::object body{
      {"access_token", token},
      {"token_type", "Bearer"},
      {"expires_in", std::chrono::seconds(client.token_lifetime).count()},
      {"id_token", proof},
      {"refresh_token", issued.refresh_token},
  };
  auto response = http::json_text(200, boost::json::serialize(body));
  response.headers.add("Pragma", "no-cache");  // RFC 6749 §5.1
  co_return response;
}

}  // namespace sluis::downstream
