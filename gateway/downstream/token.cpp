#include "downstream/token.h"

#include <boost/json.hpp>
#include <chrono>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "downstream/oauth_error.h"
#include "downstream/pkce.h"
#include "http/client_network.h"
#include "http/form.h"

namespace sluis::downstream {

namespace {

using boost::asio::awaitable;
using Kind = BearerSecret::Kind;

constexpr std::int64_t kLimitFailures = 30;  // per client network and minute
constexpr std::chrono::minutes kFailureWindow{1};

struct Presented {
  BearerSecret code;
  std::string_view redirect_uri;
  std::optional<std::string_view> verifier;
};

std::expected<Presented, Refusal> read_grant(const http::Form& form) {
  const auto type = form.get("grant_type");
  const auto text = form.get("code");
  const auto redirect_uri = form.get("redirect_uri");
  if (!type) return std::unexpected(Refusal::request_malformed);
  if (type != "authorization_code") return std::unexpected(Refusal::grant_type_unsupported);
  // RFC 6749 §4.1.3: redirect_uri is REQUIRED here, since it always is at the authorization
  // endpoint.
  if (!text || !redirect_uri) return std::unexpected(Refusal::request_malformed);
  auto code = BearerSecret::parse(Kind::authorization_code, *text);
  if (!code) return std::unexpected(Refusal::grant_invalid);
  return Presented{.code = *std::move(code),
                   .redirect_uri = *redirect_uri,
                   .verifier = form.get("code_verifier")};
}

/// RFC 6749 §4.1.3; standards OPX-02: the code is bound to client, redirect_uri and PKCE.
bool fits(const Presented& presented, const Client& client, const CodeContents& contents) {
  return contents.client == client.id && contents.redirect_uri == presented.redirect_uri &&
         verifier_fits(presented.verifier, contents.challenge);
}

http::Response token_answer(const BearerSecret& access_token, std::string_view id_token,
                            const CodeContents& contents) {
  const boost::json::object body{
      {"access_token", access_token.text()},
      {"token_type", "Bearer"},
      {"expires_in", kAccessTokenLifetime.count()},
      {"id_token", id_token},
      {"scope", contents.wants_profile ? "openid profile" : "openid"},
  };
  auto response = http::json_text(200, boost::json::serialize(body));
  response.headers.add("Pragma", "no-cache");  // RFC 6749 §5.1
  return response;
}

}  // namespace

awaitable<http::Response> Token::answer(const http::Request& request) const {
  std::string client;
  auto exchanged = co_await exchange(request, client);
  if (parts_.journal) {
    Event event{.kind = Event::Kind::token_issued,
                .client = std::move(client),
                .request_id = request.request_id};
    if (!exchanged) {
      event.kind = Event::Kind::refused;
      event.refusal = exchanged.error();
    }
    parts_.journal(event);
  }
  if (exchanged) co_return *std::move(exchanged);
  if (exchanged.error() == Refusal::client_authentication)
    co_return co_await refuse_client(request);
  co_return token_error(exchanged.error());
}

awaitable<Token::Exchanged> Token::exchange(const http::Request& request,
                                            std::string& client) const {
  const auto form = http::Form::of_body(request);
  if (!form) co_return std::unexpected(form.error());
  auto caller = co_await authenticate_client(parts_, client_keys_, request, *form);
  if (!caller) co_return std::unexpected(caller.error());
  client = caller->client->id;
  auto presented = read_grant(*form);
  if (!presented) co_return std::unexpected(presented.error());

  auto sealed = co_await read_code(std::move(caller->mark), presented->code.name());
  if (!sealed) co_return std::unexpected(sealed.error());
  const auto opened = presented->code.open(*sealed);
  auto record = opened ? parse_code_record(opened->expose()) : std::nullopt;
  if (!record) co_return std::unexpected(Refusal::grant_invalid);
  if (std::holds_alternative<UsedMark>(*record)) {
    co_await revoke_first_use(presented->code, *std::move(sealed));
    co_return std::unexpected(Refusal::grant_invalid);
  }
  auto& contents = std::get<CodeContents>(*record);
  if (!fits(*presented, *caller->client, contents)) {
    co_return std::unexpected(Refusal::grant_invalid);
  }

  Redemption redemption{.client = *caller->client,
                        .code = std::move(presented->code),
                        .sealed = *std::move(sealed),
                        .contents = std::move(contents)};
  co_return co_await redeem(std::move(redemption));
}

awaitable<http::Response> Token::refuse_client(const http::Request& request) const {
  const auto& key = parts_.keyring.primary(crypto::Purpose::seal, parts_.clock.now()).secret();
  const auto network = http::client_network(request.client_address);
  auto name = "rl:" + crypto::hmac_name(key, crypto::length_prefixed({"sluis/token/1", network}));
  const auto failures = co_await parts_.store.count(std::move(name), kFailureWindow);
  if (failures > kLimitFailures) co_return token_error(Refusal::too_many_requests);
  auto response = token_error(Refusal::client_authentication);
  // RFC 6749 §5.2: MUST be there if the client tried the Authorization header.
  if (request.headers.has("Authorization")) {
    response.headers.add("WWW-Authenticate", R"(Basic realm="token", charset="UTF-8")");
  }
  co_return response;
}

awaitable<std::expected<std::string, Refusal>> Token::read_code(std::optional<ReplayMark> mark,
                                                                std::string code_name) const {
  std::vector<store::Operation> operations;
  if (mark) {
    for (std::size_t older = 1; older < mark->names.size(); ++older) {
      operations.push_back(store::Get{mark->names[older]});
    }
    operations.push_back(store::Add{mark->names.front(), "", mark->time_to_live});
  }
  operations.push_back(store::Get{std::move(code_name)});

  auto outcomes = co_await parts_.store.run(std::move(operations));
  auto value = std::get<store::Value>(std::move(outcomes.back()));
  outcomes.pop_back();
  for (const store::Outcome& outcome : outcomes) {  // standards OAU-04: a jti is never used again
    const auto* added = std::get_if<bool>(&outcome);
    const bool is_replay = added ? !*added : std::get<store::Value>(outcome).has_value();
    if (is_replay) co_return std::unexpected(Refusal::client_authentication);
  }
  if (!value) co_return std::unexpected(Refusal::grant_invalid);
  co_return *std::move(value);
}

awaitable<Token::Exchanged> Token::redeem(Redemption redemption) const {
  const auto& contents = redemption.contents;
  const auto access_token = BearerSecret::fresh(Kind::access_token, parts_.random);
  IdTokenClaims claims{.sub = contents.sub,
                       .acr = contents.acr,
                       .sid = contents.sid,
                       .nonce = contents.nonce,
                       .auth_time = contents.auth_time,
                       .access_token = access_token.text()};
  // Signed before the code is used up: a full pool is a 503, and the service may try again.
  const auto id_token = co_await id_tokens_.sign(redemption.client, std::move(claims));

  const AccessTokenContents stands_for{.client = redemption.client.id,
                                       .sub = contents.sub,
                                       .person_name = contents.person_name,
                                       .wants_profile = contents.wants_profile,
                                       .expires_at = parts_.clock.now() + kAccessTokenLifetime};
  const auto mark = serialise(UsedMark{.access_token_name = access_token.name()});
  std::vector<store::Operation> operations;
  // "No person, no use" (DESIGN §3), in the same round trip.
  operations.push_back(store::Get{contents.person_name});
  // Before the code is marked: whoever finds the mark must find what it names.
  operations.push_back(store::Put{access_token.name(),
                                  access_token.seal(stands_for.serialise().expose(), parts_.random),
                                  kAccessTokenLifetime});
  // Of any number of parallel requests only one finds the code as it was (standards OPX-01).
  operations.push_back(store::Replace{redemption.code.name(), redemption.sealed,
                                      redemption.code.seal(mark.expose(), parts_.random),
                                      kUsedMarkLifetime});
  const auto outcomes = co_await parts_.store.run(std::move(operations));
  const bool is_person_there = std::get<store::Value>(outcomes[0]).has_value();
  const bool was_first = std::get<bool>(outcomes[2]);
  if (is_person_there && was_first) co_return token_answer(access_token, id_token, contents);

  std::vector<store::Operation> undo;
  undo.push_back(store::Take{access_token.name()});
  undo.push_back(store::Get{redemption.code.name()});
  auto left = co_await parts_.store.run(std::move(undo));
  auto standing = std::get<store::Value>(std::move(left[1]));
  if (!was_first && standing) {
    co_await revoke_first_use(redemption.code, *std::move(standing));
  }
  co_return std::unexpected(Refusal::grant_invalid);
}

/// RFC 6749 §4.1.2, standards OPX-01: what the first use of a code gave is revoked by the second.
/// The ID token cannot be; it is five minutes old at most.
awaitable<void> Token::revoke_first_use(const BearerSecret& code, std::string sealed) const {
  const auto opened = code.open(sealed);
  const auto record = opened ? parse_code_record(opened->expose()) : std::nullopt;
  const auto* mark = record ? std::get_if<UsedMark>(&*record) : nullptr;
  if (!mark) co_return;
  const auto revoked = co_await parts_.store.take(mark->access_token_name);
  (void)revoked;  // gone already is just as well
}

}  // namespace sluis::downstream
